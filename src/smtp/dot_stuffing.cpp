// See dot_stuffing.hpp.
#include "smtp/dot_stuffing.hpp"

namespace postroom::smtp {
namespace {

/// Appends one line's text, where a CR can only be a stray one.
void append_line_text(std::string& out, std::string_view text) {
    const std::size_t start = out.size();
    out.append(text);
    for (std::size_t at = out.find('\r', start); at != std::string::npos; at = out.find('\r', at)) {
        out[at] = ' ';
    }
}

}  // namespace

void append_stuffed(std::string& out, std::string_view content) {
    out.reserve(out.size() + content.size() + content.size() / 64 + 16);
    while (!content.empty()) {
        if (content.front() == '.') {
            out += '.';
        }
        const std::size_t newline = content.find('\n');
        std::string_view line = content.substr(0, newline);
        content.remove_prefix(newline == std::string_view::npos ? content.size() : newline + 1);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        append_line_text(out, line);
        out.append("\r\n");
    }
}

}  // namespace postroom::smtp
