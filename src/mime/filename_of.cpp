// See filename_of.hpp.
#include "mime/filename_of.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "mime/filename.hpp"
#include "mime/inline_files.hpp"
#include "mime/lines.hpp"
#include "mime/words.hpp"

namespace postroom::mime {
namespace {

constexpr std::size_t kSubjectBytesMax = 120;
constexpr std::size_t kExtensionBytesMax = 5;
constexpr std::string_view kOpeningQuote = "\u201c";
constexpr std::string_view kClosingQuote = "\u201d";

/// Without one pair of quotes that a sender put there for the eye.
std::string_view without_quotes(std::string_view name) {
    name = trim(name);
    const bool single = name.size() > 2 && name.front() == '\'' && name.back() == '\'';
    if (single) {
        return name.substr(1, name.size() - 2);
    }
    if (name.starts_with(kOpeningQuote) && name.ends_with(kClosingQuote)) {
        name.remove_prefix(kOpeningQuote.size());
        name.remove_suffix(kClosingQuote.size());
    }
    return name;
}

/// The name in a parameter of either field, whichever of the two words the sender took.
std::string declared_name(const Part& part, std::string_view charset) {
    for (const std::string_view parameter : {"filename", "name"}) {
        const Structured& own = parameter == "filename" ? part.disposition : part.content_type;
        const Structured& other = parameter == "filename" ? part.content_type : part.disposition;
        for (const Structured* field : {&own, &other}) {
            if (std::string name = field->text(parameter, charset); !name.empty()) {
                return std::string(without_quotes(name));
            }
        }
    }
    return {};
}

bool is_alnum(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Whether a text ends like a file name: in a dot and a short extension.
bool has_extension(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    const std::string_view extension =
        dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
    return dot != 0 && !extension.empty() && extension.size() <= kExtensionBytesMax &&
           std::ranges::all_of(extension, is_alnum);
}

/// Content-Location is an address whose last segment is a file name; Content-Description is one in
/// some mailers.
std::string described_name(const Part& part, std::string_view charset) {
    std::string location =
        one_line(decode_header(find_field(part.fields, "content-location"), charset));
    location.resize(std::min(location.find_first_of("?#"), location.size()));
    const bool has_path = location.find("://") == std::string::npos ||
                          location.find('/', location.find("://") + 3) != std::string::npos;
    if (has_path && has_extension(location)) {
        return percent_decode(location.substr(location.rfind('/') + 1));
    }
    std::string description =
        one_line(decode_header(find_field(part.fields, "content-description"), charset));
    return has_extension(description) ? description : std::string();
}

/// A mail inside is called like its subject.
std::string name_of_mail(std::string_view content, std::string_view charset) {
    std::string_view inner = content;
    const HeaderBlock block =
        take_header_block(inner, line_end_of(content.substr(0, limits::kHeaderBytesMax)));
    std::string name = one_line(decode_header(find_field(block.fields, "subject"), charset));
    std::ranges::replace_if(name, [](char c) { return c == '/' || c == '\\'; }, '-');
    name.resize(truncate_utf8(name, kSubjectBytesMax).size());
    return (name.empty() ? std::string("message") : name) + ".eml";
}

}  // namespace

std::string filename_of(const Part& part, std::string_view content, std::string_view charset) {
    std::string name = declared_name(part, charset);
    if (name.empty() && part.is("message/rfc822")) {
        name = name_of_mail(content, charset);
    }
    if (name.empty()) {
        name = described_name(part, charset);
    }
    if (name.empty() && part.is("text/calendar")) {
        name = "invite.ics";
    }
    if (name.empty() && find_ignoring_case(find_field(part.fields, "content-transfer-encoding"),
                                           "uue") != std::string::npos) {
        name = repair_utf8(uuencoded_name(part.body));
    }
    return safe_filename(name);
}

}  // namespace postroom::mime
