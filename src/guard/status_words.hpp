// The codes in the words of a mail server: "550 5.1.1 <ana@example.org>: user unknown".
// Invariant: only codes that SMTP knows; a part of an address, a version or a date is none.
// Rule: RFC 5321 4.2 (reply codes), RFC 3463 2 (enhanced status codes).
#pragma once

#include <string>
#include <string_view>

namespace postroom::guard {

/// The first enhanced status of a failure ("4.x.y" or "5.x.y"); empty when there is none.
std::string find_status(std::string_view text);
/// The first SMTP reply code of a failure (4yz or 5yz); empty when there is none.
std::string find_reply_code(std::string_view text);
/// The status of two that tells more about why; `field` where both tell as much.
///
/// "5.0.0" says nothing; "4.4.7" (time ran out), "5.3.0", "5.5.0", "5.1.0" and "4.7.0" only say who
/// gave up. A status of the other kind (4 against 5) speaks of another attempt and replaces only
/// one that says nothing.
std::string more_telling_status(std::string field, std::string other);

}  // namespace postroom::guard
