// Content-Transfer-Encoding undone.
// Invariant: never fails; what is not encoded data is skipped, a cut end gives the bytes before it.
// Rule: RFC 2045 section 6; IN-4.
#pragma once

#include <string>
#include <string_view>

namespace postroom::mime {

/// The bytes of a body under a transfer encoding; an unknown encoding leaves them as they are.
std::string decode_transfer(std::string_view body, std::string_view encoding);

/// Whether an encoding changes the bytes at all. (base64, quoted-printable, uuencode)
bool is_encoded(std::string_view encoding);

std::string decode_base64(std::string_view text);
/// `is_header`: the "Q" encoding of RFC 2047, in which an underscore is a space.
std::string decode_quoted_printable(std::string_view text, bool is_header = false);
/// The lines between "begin" and "end".
std::string decode_uu(std::string_view lines);

}  // namespace postroom::mime
