// Header text to UTF-8: RFC 2047 encoded words and raw 8-bit bytes.
// Invariant: never fails; the result is one line of valid UTF-8 without controls.
// Rule: RFC 2047, RFC 6532; tolerances of IN-6.
#pragma once

#include <string>
#include <string_view>

namespace postroom::mime {

/// An unstructured field value, decoded. `fallback_charset` is the body's, for raw 8-bit bytes.
/// (IN-6)
std::string decode_header(std::string_view raw, std::string_view fallback_charset);

/// `text` (UTF-8, on one line) with its encoded words decoded.
std::string decode_words(std::string_view text);

/// A field value on one line in UTF-8, encoded words untouched: what the address parser reads.
std::string header_text(std::string_view raw, std::string_view fallback_charset);

}  // namespace postroom::mime
