// See flowed.hpp.
#include "mime/flowed.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "mime/lines.hpp"

namespace postroom::mime {
namespace {

struct FlowedLine {
    std::size_t quote_depth = 0;
    std::string_view text;
    bool is_soft = false;  ///< goes on in the next line
};

FlowedLine read_line(std::string_view line) {
    FlowedLine out;
    out.quote_depth = std::min(line.find_first_not_of('>'), line.size());
    out.text = line.substr(out.quote_depth);
    if (out.text.starts_with(' ')) {
        out.text.remove_prefix(1);  // space-stuffing, RFC 3676 section 4.4
    }
    // "-- " is a signature mark, never a soft break (section 4.3).
    out.is_soft = out.text.ends_with(' ') && out.text != "-- ";
    return out;
}

/// A run of n line ends means n - 1 of them, a single one a space. (RFC 1896 section 2)
void append_line_ends(std::string& out, std::size_t count) {
    if (count == 1) {
        out += ' ';
    } else {
        out.append(count - 1, '\n');
    }
}

}  // namespace

std::string enriched_to_text(std::string_view enriched) {
    std::string out;
    out.reserve(enriched.size());
    bool in_parameter = false;
    for (std::size_t at = 0; at < enriched.size();) {
        const char c = enriched[at];
        if (c == '<' && enriched.substr(at + 1, 1) != "<") {
            const std::size_t end = std::min(enriched.find('>', at), enriched.size());
            const std::string_view command = enriched.substr(at + 1, end - at - 1);
            if (equals_ignoring_case(command, "param") || equals_ignoring_case(command, "/param")) {
                in_parameter = command.front() != '/';
            }
            out +=
                equals_ignoring_case(command, "nl") ? "\n" : "";  // RFC 1341's older text/richtext
            at = end + 1;
        } else if (c == '\n') {
            const std::size_t end = std::min(enriched.find_first_not_of('\n', at), enriched.size());
            append_line_ends(out, end - at);
            at = end;
        } else {
            if (!in_parameter) {
                out += c;
            }
            at += c == '<' ? 2 : 1;
        }
    }
    return out;
}

std::string unflow(std::string_view text, bool delete_space) {
    std::string out;
    out.reserve(text.size());
    bool goes_on = false;
    std::size_t depth = 0;
    const bool ends_with_newline = text.ends_with('\n');
    while (!text.empty()) {
        const FlowedLine line = read_line(take_line(text, '\n'));
        if (!goes_on || line.quote_depth != depth || line.text == "-- ") {
            if (goes_on) {
                out += '\n';
            }
            out.append(line.quote_depth, '>');
            out += line.quote_depth > 0 ? " " : "";
        }
        out += line.text;
        depth = line.quote_depth;
        goes_on = line.is_soft;
        if (goes_on && delete_space) {
            out.pop_back();
        }
        if (!goes_on && (!text.empty() || ends_with_newline)) {
            out += '\n';
        }
    }
    return out;
}

std::string with_newlines(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = text.find('\r'); at != std::string_view::npos; at = text.find('\r')) {
        out.append(text.substr(0, at)).append(1, '\n');
        const std::string_view rest = text.substr(at + 1);
        // Some gateways turn CRLF into CR CR LF.
        const std::size_t more = rest.starts_with('\n') ? 1 : rest.starts_with("\r\n") ? 2 : 0;
        text.remove_prefix(at + 1 + more);
    }
    return out.append(text);
}

}  // namespace postroom::mime
