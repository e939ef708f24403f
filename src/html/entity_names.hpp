// The named character references of HTML.
// Invariant: all 2,125 names of the standard, found in logarithmic time; read once.
// Rule: WHATWG HTML 13.5.
#pragma once

#include <cstddef>
#include <string_view>

namespace postroom::html {

inline constexpr std::size_t kEntityNameBytesMax = 32;
inline constexpr std::size_t kLegacyNameBytesMax = 6;

struct Entity {
    std::string_view name;
    std::string_view text;  ///< one or two characters
    bool needs_semicolon = true;
};

/// The entity of exactly that name, or nullptr.
const Entity* find_entity(std::string_view name);

}  // namespace postroom::html
