// See flowed.hpp.
#include "mime/flowed.hpp"

#include <algorithm>

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

}  // namespace

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
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\r') {
            out += text[at];
        } else if (at + 1 == text.size() || text[at + 1] != '\n') {
            out += '\n';
        }
    }
    return out;
}

}  // namespace postroom::mime
