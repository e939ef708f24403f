// Reading a mail line by line without copying it.
// Invariant: one pass, every byte looked at once; CRLF, LF and (in a mail without any LF) CR end a
// line. Rule: RFC 5322 section 2.1; tolerance of IN-4.
#pragma once

#include <cstddef>
#include <string_view>

namespace postroom::mime {

/// The byte that ends a line in this mail: CR only where there is no LF at all (old Macintosh
/// files).
inline char line_end_of(std::string_view mail) {
    return mail.find('\n') == std::string_view::npos && mail.find('\r') != std::string_view::npos
               ? '\r'
               : '\n';
}

/// Cuts the first line off `rest` and returns it without its line end.
inline std::string_view take_line(std::string_view& rest, char line_end) {
    const std::size_t end = rest.find(line_end);
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (!line.empty() && line.back() == '\r') {
        line.remove_suffix(1);
    }
    return line;
}

/// `text` without the one line end at its end, which belongs to the boundary that follows it.
/// (RFC 2046 section 5.1.1)
inline std::string_view without_last_line_end(std::string_view text) {
    if (!text.empty() && text.back() == '\n') {
        text.remove_suffix(1);
    }
    if (!text.empty() && text.back() == '\r') {
        text.remove_suffix(1);
    }
    return text;
}

}  // namespace postroom::mime
