// Hard or soft: what the words and codes of a refusal mean for the address.
// Invariant: pure; a temporary code never makes an address bad; what is unknown is soft, so nobody
// is suppressed by mistake. Rule: mail-correctness.md BNC-4; RFC 3463.
#pragma once

#include <string>
#include <string_view>

#include "guard/bounce.hpp"

namespace postroom::guard {

struct Refusal {
    std::string_view words;  ///< what the other side said, any number of lines
    /// What stages_told() found in the rest of the report: the command that was refused often
    /// stands only there.
    std::string_view stages;
    std::string_view status;      ///< enhanced status, may be empty
    std::string_view reply_code;  ///< SMTP code, may be empty
};

/// The phrases in a report that tell at which stage of SMTP a refusal came. Once for each report:
/// it may name a thousand recipients.
std::string stages_told(std::string_view words);

/// "User unknown" is hard when the recipient itself was refused: told by a status 5.1.x, by RCPT in
/// the report, or by a system that looked into its own directory. After the mail's data, and
/// without any code, filters use the same words for a mail that they dislike.
BounceClass judge_bounce_class(const Refusal& refusal);

/// Whether a soft refusal speaks of the mail or of its sender, not of the mailbox: status x.7.y,
/// content (x.6.y), size, a block list, SPF, DKIM, DMARC, spam. (BNC-4; RFC 3463 3.7, 3.8)
bool is_policy_refusal(const Refusal& refusal);

}  // namespace postroom::guard
