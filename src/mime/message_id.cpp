// See message_id.hpp.
#include "mime/message_id.hpp"

#include <algorithm>
#include <unordered_set>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "mime/words.hpp"

namespace postroom::mime {
namespace {

constexpr std::size_t kIdBytesMax = 998;

/// Without white space and, beside an "@", comments: "1234 @ local(blah) .example" (RFC 5322
/// appendix A.5).
std::string clean_id(std::string_view id) {
    std::string out;
    const bool has_comment = id.find('@') != std::string_view::npos &&
                             id.find(')') != std::string_view::npos &&
                             id.find('"') == std::string_view::npos;
    std::size_t depth = 0;
    for (const char c : id) {
        if (has_comment && c == '(') {
            ++depth;
        } else if (has_comment && c == ')' && depth > 0) {
            --depth;
        } else if (depth == 0 && static_cast<unsigned char>(c) > 0x20 && c != 0x7f && c != '<' &&
                   c != '>') {
            out += c;
        }
    }
    return out.size() <= kIdBytesMax && depth == 0 ? out : std::string();
}

std::vector<std::string> bracketed(std::string_view text) {
    std::vector<std::string> ids;
    for (std::size_t open = text.find('<'); open != std::string_view::npos;
         open = text.find('<', open)) {
        const std::size_t close = std::min(text.find_first_of("<>", open + 1), text.size());
        ids.push_back(clean_id(text.substr(open + 1, close - open - 1)));
        open = close;
    }
    return ids;
}

std::vector<std::string> bare(std::string_view text) {
    std::vector<std::string> ids;
    const bool is_single = trim(text).find(' ') == std::string_view::npos;
    for (const std::string_view word : split(text, ' ')) {
        if (is_single || word.find('@') != std::string_view::npos) {
            const std::size_t end = word.find_last_not_of(",;") + 1;
            ids.push_back(clean_id(word.substr(0, end)));
        }
    }
    return ids;
}

}  // namespace

std::vector<std::string> parse_message_ids(std::string_view raw) {
    std::string text = header_text(raw, {});
    if (text.starts_with("=?")) {
        text = decode_words(text);  // not legal, but sent
    }
    std::vector<std::string> found = bracketed(text);
    if (std::ranges::all_of(found, &std::string::empty)) {
        found = bare(text);
    }
    std::unordered_set<std::string_view> seen;
    std::vector<std::string> ids;
    for (const std::string& id : found) {
        if (!id.empty() && seen.insert(id).second) {
            ids.push_back(id);
        }
    }
    if (ids.size() > limits::kReferencesMax) {
        ids.erase(ids.begin() + 1,
                  ids.end() - static_cast<std::ptrdiff_t>(limits::kReferencesMax - 1));
    }
    return ids;
}

}  // namespace postroom::mime
