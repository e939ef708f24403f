// See inline_files.hpp.
#include <algorithm>

#include "core/text.hpp"
#include "mime/filename.hpp"
#include "mime/inline_files.hpp"
#include "mime/lines.hpp"
#include "mime/transfer.hpp"

namespace postroom::mime {
namespace {

constexpr std::size_t kInlineFilesMax = 50;
constexpr std::size_t kFullLineBytes = 60;  // of 45 bytes

constexpr std::string_view kUuBegin = "begin ";
constexpr std::string_view kBase64Begin = "begin-base64 ";

/// The file name of a "begin 644 name" line with the given first word, or an empty view.
std::string_view begin_name(std::string_view line, std::string_view begin) {
    if (!line.starts_with(begin)) {
        return {};
    }
    line.remove_prefix(begin.size());
    const std::size_t digits = std::min(line.find_first_not_of("01234567"), line.size());
    const bool ok = (digits == 3 || digits == 4) && line.size() > digits && line[digits] == ' ';
    return ok ? trim(line.substr(digits + 1)) : std::string_view{};
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
bool take_uu_block(std::string_view& rest, std::string_view& block) {
    const char* const start = rest.data();
    bool has_data = false;
    bool has_full_line = false;
    bool is_ended = false;  // by the line that says zero bytes
    while (!rest.empty()) {
        const char* const line_start = rest.data();
        std::string_view after = rest;
        const std::string_view line = take_line(after, '\n');
        const bool is_last = trim(line) == "end";
        if (is_last || (has_data && is_ended && !is_data_line(line))) {
            block = {start, static_cast<std::size_t>(line_start - start)};
            rest = is_last ? after : rest;
            return true;
        }
        if (!is_data_line(line) && !trim(line).empty()) {
            return false;
        }
        has_data |= line.size() > 1;
        has_full_line |= line.size() > kFullLineBytes && line.front() == 'M';
        is_ended |= line == "`" || trim(line).empty();
        rest = after;
    }
    block = {start, static_cast<std::size_t>(rest.data() - start)};
    return has_full_line;  // cut off; a few characters alone may be anything
}

/// Consumes base64 lines and "====" from `rest`.
bool take_base64_block(std::string_view& rest, std::string_view& block) {
    const char* const start = rest.data();
    while (!rest.empty()) {
        const char* const line_start = rest.data();
        const std::string_view line = trim(take_line(rest, '\n'));
        if (line == "====") {
            block = {start, static_cast<std::size_t>(line_start - start)};
            return true;
        }
        if (line.find(' ') != std::string_view::npos) {
            return false;
        }
    }
    return false;
}

}  // namespace

std::vector<Attachment> take_uuencoded(std::string& text) {
    std::vector<Attachment> files;
    if (!text.starts_with("begin") && text.find("\nbegin") == std::string::npos) {
        return files;
    }
    std::string kept;
    std::string_view rest = text;
    while (!rest.empty()) {
        const char* const line_start = rest.data();
        const std::string_view line = take_line(rest, '\n');
        const std::string_view name = begin_name(line, kUuBegin);
        const std::string_view base64_name = begin_name(line, kBase64Begin);
        std::string_view after = rest;
        std::string_view block;
        if (files.size() < kInlineFilesMax && !name.empty() && take_uu_block(after, block)) {
            files.push_back(
                {safe_filename(name), "application/octet-stream", {}, false, decode_uu(block)});
            rest = after;
        } else if (files.size() < kInlineFilesMax && !base64_name.empty() &&
                   take_base64_block(after, block)) {
            files.push_back({safe_filename(base64_name),
                             "application/octet-stream",
                             {},
                             false,
                             decode_base64(block)});
            rest = after;
        } else {
            kept.append(line_start, static_cast<std::size_t>(rest.data() - line_start));
        }
    }
    text = std::move(kept);
    return files;
}

std::string uuencoded_name(std::string_view lines) {
    while (!lines.empty()) {
        const std::string_view line = take_line(lines, '\n');
        if (!trim(line).empty()) {
            return std::string(begin_name(line, kUuBegin));
        }
    }
    return {};
}

}  // namespace postroom::mime
