// Matching of phrases at the edges of a line, which the judges over lines share.
// Invariant: bounded by the line; no copies.
// Rule: mail-correctness.md IN-15 ("linear-time matching only").
#pragma once

#include <span>
#include <string_view>

namespace postroom::html {

/// Without white space and the characters without width that mail programs sprinkle around text.
std::string_view trim_invisible(std::string_view text);
/// Without the stars, underscores and quote signs that formatting leaves around a phrase.
std::string_view trim_decoration(std::string_view text);
/// As starts_with_ignoring_case(), but most phrases of a table fail at the first byte already.
bool begins_with(std::string_view text, std::string_view phrase);
bool begins_with_any(std::string_view text, std::span<const std::string_view> phrases);
bool contains_any(std::string_view text, std::span<const std::string_view> phrases);

}  // namespace postroom::html
