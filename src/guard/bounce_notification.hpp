// Failures that a sending service tells as JSON in a plain mail, not as a delivery report.
// Invariant: pure; a notification of success or of a complaint is no bounce.
// Rule: mail-correctness.md BNC-2; the notification contents that Amazon SES documents.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "guard/bounce.hpp"
#include "mime/mail.hpp"

namespace postroom::guard {

/// What kind of notification a mail of Amazon SNS carries ("Bounce", "Complaint", "Delivery");
/// empty when it is none.
std::string notification_type(const mime::Mail& mail);

/// Fills `bounce` from a notification; true when the mail is one, whatever it tells.
bool read_notification(const mime::Mail& mail, Bounce& bounce);

/// Whom a complaint notification names, if anybody.
std::string complaining_recipient(const mime::Mail& mail);

}  // namespace postroom::guard
