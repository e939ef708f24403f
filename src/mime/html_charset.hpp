// The charset that an HTML text declares about itself.
// Invariant: only the first kilobytes are looked at; pure.
// Rule: WHATWG HTML 13.2.3.2 (prescan of a byte stream); IN-7.
#pragma once

#include <string>
#include <string_view>

namespace postroom::mime {

/// The label in `<meta charset=...>` or `<meta http-equiv content="...; charset=...">`, else
/// `fallback`. A UTF-16 label cannot be true of bytes in which it was found, so it does not count.
std::string html_charset_of(std::string_view bytes, std::string_view fallback);

}  // namespace postroom::mime
