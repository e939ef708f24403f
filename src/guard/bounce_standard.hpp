// Delivery reports in the standard form, and what every form shares.
// Invariant: pure; a group that reports success names no recipient.
// Rule: RFC 3464, RFC 6533; mail-correctness.md BNC-2, BNC-4.
#pragma once

#include <string_view>

#include "guard/bounce.hpp"
#include "guard/bounce_text.hpp"
#include "mime/mail.hpp"

namespace postroom::guard {

/// Fills status, reply code, class and reason from the words about a recipient.
///
/// @param stages  what stages_told() found in the report
void complete_recipient(BouncedRecipient& recipient, std::string_view words,
                        std::string_view stages);

/// The standard form; true when the mail has one, whatever it reports.
bool read_standard(const mime::Mail& mail, const ReportText& report, Bounce& bounce);

/// The standard fields in the wrong place: in the text for people, or in a report that was attached
/// to another.
bool read_misplaced_fields(const mime::Mail& mail, const ReportText& report, Bounce& bounce);

}  // namespace postroom::guard
