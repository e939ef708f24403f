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
/// "5.0.0" and "4.0.0" tell no more than the first digit.
bool is_vague_status(std::string_view status);

}  // namespace postroom::guard
