// The decision asked again at the moment in which a mail is due.
// Invariant: a mail leaves only if today's facts still allow it; what changed since is the rule.
// Rule: mail-correctness.md OUT-5, CHAT-3; features F009, F051, F088, F090, F130.
#pragma once

#include <optional>
#include <string_view>

#include "notify/decide.hpp"

namespace postroom::notify {

/// What happened to the message for this person since it was posted.
struct SinceThen {
    std::optional<TimePoint> seen_at;  ///< read in the transaction that makes the mail
    bool message_deleted = false;      ///< or undone
};

struct MailVerdict {
    enum class Action {
        mail,      ///< make it and send it
        suppress,  ///< make it and log it as suppressed; it is never sent
        withhold,  ///< make none
    };
    Action action = Action::withhold;
    std::string_view rule;  ///< why not; for a mail, the rule that asks for it today
    bool operator==(const MailVerdict&) const = default;
};

/// Whether the mail that is due now is made. Facts are today's: preferences, following, access,
/// activity, block list, quiet mode. When it is due is not asked again.
MailVerdict recheck_before_mail(const Subject& subject, const Candidate& candidate,
                                const Settings& settings, const SinceThen& since);

}  // namespace postroom::notify
