// Single-byte character sets that mail still names and ICU does not know.
// Invariant: a table has 128 characters, for the bytes 0x80 to 0xff; below stands ASCII.
// Rule: IN-7; the IANA registry of character sets, Apple's and Microsoft's published tables.
#pragma once

#include <string_view>

namespace postroom::mime {

/// What the bytes 0x80 to 0xff mean in a charset of canonical name, U+FFFD where nothing; empty
/// when there is no table of that name.
std::u16string_view high_half_of(std::string_view charset);

}  // namespace postroom::mime
