// See inline_uu.hpp.
#include "mime/inline_uu.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "mime/filename.hpp"
#include "mime/lines.hpp"
#include "mime/transfer.hpp"

namespace postroom::mime {
namespace {

constexpr std::size_t kInlineFilesMax = 50;

/// The file name of a "begin 644 name" line, or an empty view.
std::string_view begin_name(std::string_view line) {
    if (!line.starts_with("begin ") || line.size() < 11) {
        return {};
    }
    const std::size_t digits = std::min(line.find_first_not_of("01234567", 6), line.size()) - 6;
    const bool ok =
        (digits == 3 || digits == 4) && line.size() > 7 + digits && line[6 + digits] == ' ';
    return ok ? trim(line.substr(7 + digits)) : std::string_view{};
}

/// A data line says its own length in its first character; trailing blanks may have been cut or
/// added.
bool is_data_line(std::string_view line) {
    if (line.empty() || line.front() < ' ' || line.front() > '`') {
        return false;
    }
    const std::size_t bytes = static_cast<std::size_t>(line.front() - ' ') & 0x3f;
    const std::size_t needed = (bytes + 2) / 3 * 4 + 1;
    return line.size() <= needed + 2 &&
           std::ranges::all_of(line, [](char c) { return c >= ' ' && c <= '`'; });
}

/// Consumes the data lines and "end" from `rest`; false when the block is not one.
bool take_block(std::string_view& rest, std::string_view& block) {
    const char* const start = rest.data();
    while (!rest.empty()) {
        const char* const line_start = rest.data();
        const std::string_view line = take_line(rest, '\n');
        if (trim(line) == "end") {
            block = {start, static_cast<std::size_t>(line_start - start)};
            return true;
        }
        if (!is_data_line(line)) {
            return false;
        }
    }
    return false;
}

}  // namespace

std::vector<Attachment> take_uuencoded(std::string& text) {
    std::vector<Attachment> files;
    if (!text.starts_with("begin ") && text.find("\nbegin ") == std::string::npos) {
        return files;
    }
    std::string kept;
    std::string_view rest = text;
    while (!rest.empty()) {
        const char* const line_start = rest.data();
        const std::string_view line = take_line(rest, '\n');
        const std::string_view name = begin_name(line);
        std::string_view after = rest;
        std::string_view block;
        if (!name.empty() && files.size() < kInlineFilesMax && take_block(after, block)) {
            files.push_back(
                {safe_filename(name), "application/octet-stream", {}, false, decode_uu(block)});
            rest = after;
        } else {
            kept.append(line_start, static_cast<std::size_t>(rest.data() - line_start));
        }
    }
    text = std::move(kept);
    return files;
}

}  // namespace postroom::mime
