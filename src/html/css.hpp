// The style attribute, reduced to what may stay.
// Invariant: no address, no positioning over other content, no text from a style, nothing hidden
// stays hidden. Rule: mail-correctness.md SEC-2; CSS Syntax 3 for splitting.
#pragma once

#include <string>
#include <string_view>

namespace postroom::html {

struct Style {
    std::string text;            ///< allowed declarations, "a:b;c:d"
    bool hides_content = false;  ///< the author meant people not to see it
};

/// @param value  of a style attribute, character references resolved
Style reduce_style(std::string_view value);

}  // namespace postroom::html
