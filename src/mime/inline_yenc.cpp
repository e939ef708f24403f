// yEnc of inline_files.hpp: one byte a character, 42 added, four of them escaped.
#include <algorithm>
#include <optional>

#include "core/text.hpp"
#include "mime/filename.hpp"
#include "mime/inline_files.hpp"
#include "mime/lines.hpp"

namespace postroom::mime {
namespace {

constexpr std::size_t kInlineFilesMax = 50;

/// The name at the end of "=ybegin line=128 size=11 name=a b.bin"; nothing for another line.
std::optional<std::string_view> begin_name(std::string_view line) {
    const std::size_t name = line.find(" name=");
    if (!line.starts_with("=ybegin ") || name == std::string_view::npos ||
        line.find(" size=") == std::string_view::npos) {
        return std::nullopt;
    }
    return trim(line.substr(name + 6));
}

void append_decoded(std::string& out, std::string_view line) {
    for (std::size_t at = 0; at < line.size(); ++at) {
        const bool is_escaped = line[at] == '=' && at + 1 < line.size();
        const auto byte = static_cast<unsigned char>(is_escaped ? line[++at] : line[at]);
        out += static_cast<char>(byte - (is_escaped ? 106 : 42));
    }
}

/// Consumes the data lines and "=yend" from `rest`; nothing when the end is missing.
std::optional<std::string> take_block(std::string_view& rest) {
    std::string out;
    while (!rest.empty()) {
        const std::string_view line = take_line(rest, '\n');
        if (line.starts_with("=yend")) {
            return out;
        }
        if (!line.starts_with("=ypart ")) {
            append_decoded(out, line);
        }
    }
    return std::nullopt;
}

}  // namespace

std::vector<Attachment> take_yencoded(std::string& bytes) {
    std::vector<Attachment> files;
    if (bytes.find("=ybegin ") == std::string::npos) {
        return files;
    }
    const std::size_t last_end = bytes.rfind("\n=yend");  // behind it no block can be whole
    if (last_end == std::string::npos) {
        return files;
    }
    std::string kept;
    std::string_view rest = bytes;
    while (!rest.empty()) {
        const char* const line_start = rest.data();
        const std::string_view line = take_line(rest, '\n');
        const auto name = begin_name(line);
        std::string_view after = rest;
        std::optional<std::string> content;
        if (name && files.size() < kInlineFilesMax &&
            static_cast<std::size_t>(line_start - bytes.data()) < last_end) {
            content = take_block(after);
        }
        if (content) {
            files.push_back({safe_filename(repair_utf8(*name)),
                             "application/octet-stream",
                             {},
                             false,
                             std::move(*content)});
            rest = after;
        } else {
            kept.append(line_start, static_cast<std::size_t>(rest.data() - line_start));
        }
    }
    bytes = std::move(kept);
    return files;
}

}  // namespace postroom::mime
