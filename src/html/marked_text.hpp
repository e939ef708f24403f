// HTML as text, together with where mail programs marked quoted and signed parts.
// Invariant: the ranges lie in the text, in order, without overlap.
// Rule: mail-correctness.md IN-15.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::html {

struct TextRange {
    std::size_t begin = 0;
    std::size_t end = 0;
};

struct MarkedText {
    std::string text;
    std::vector<TextRange> quoted;
    std::vector<TextRange> signatures;
    /// Where the first quoted part begins in the HTML, if there is one.
    std::optional<std::size_t> quote_offset;
};

MarkedText to_marked_text(std::string_view utf8_html);

}  // namespace postroom::html
