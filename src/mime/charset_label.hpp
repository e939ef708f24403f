// The names under which senders declare a charset.
// Invariant: pure; an unknown name comes back in lower case without its decorations.
// Rule: IN-7; supersets as in the WHATWG Encoding standard section 4.2, IANA aliases, Windows code
// pages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace postroom::mime {

/// The charset to decode with: lower case without quotes, spaces and an RFC 2231 language, its
/// superset where one is known ("iso-8859-1" is read as windows-1252).
std::string canonical_charset(std::string_view label);

/// The canonical charset of a Windows code page number, as TNEF, RTF and labels like "cp1251" give
/// it.
std::string charset_of_code_page(std::uint32_t code_page);

}  // namespace postroom::mime
