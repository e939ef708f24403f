// What people type to find a row by a part of its text, as a pattern for LIKE.
// Invariant: no character of theirs is a wildcard; statements say `escape '!'`.
#pragma once

#include <string>
#include <string_view>

namespace postroom::store {

/// "Half_price" -> "%half!_price%", for a text in small letters; empty stays empty.
std::string like_pattern(std::string_view words);

}  // namespace postroom::store
