// How mail programs mark, in their HTML, what they quote and what they sign.
// Invariant: only marks that a program sets by itself; nothing that a person could mean by
// formatting. Rule: mail-correctness.md IN-15 "provider HTML landmarks".
#pragma once

#include <string_view>

#include "html/token.hpp"

namespace postroom::html {

enum class Landmark {
    none,
    quoted_element,    ///< this element holds the quoted mail, or the line above it
    quoted_from_here,  ///< everything from this element on is quoted
    signature,         ///< this element holds the signature
};

/// What the start tag of an element says.
Landmark judge_landmark(const Token& start_tag);

/// Whether it is worth while to look for landmarks in this HTML at all.
bool may_have_landmark(std::string_view utf8_html);

}  // namespace postroom::html
