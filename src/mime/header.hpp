// The header of a mail into the fields of a Mail.
// Invariant: every field is kept in order; a missing or broken one leaves its value empty. (IN-9)
// Rule: RFC 5322 section 3.6; IN-6, IN-11 (the sender is From, whatever Reply-To says).
#pragma once

#include <string_view>

#include "mime/mail.hpp"
#include "mime/parts.hpp"

namespace postroom::mime {

/// @param fallback_charset  of the body, for raw 8-bit bytes (IN-6)
void read_header(const Part& root, std::string_view fallback_charset, Mail& mail);

}  // namespace postroom::mime
