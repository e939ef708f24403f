// The decision at the moment of mailing; see recheck.hpp.
// Invariant: asks decide_one() for everything that it does not know better by then.
// Rule: mail-correctness.md OUT-5.
#include "notify/recheck.hpp"

namespace postroom::notify {

MailVerdict recheck_before_mail(const Subject& subject, const Candidate& candidate,
                                const Settings& settings, const SinceThen& since) {
    using enum MailVerdict::Action;
    if (since.message_deleted) {
        return {withhold, rule::kMessageDeleted};
    }
    if (since.seen_at) {
        return {withhold, rule::kSeen};
    }
    const Decision today = decide_one(subject, candidate, settings);
    if (today.email == Decision::Email::none) {
        return {withhold, today.rule};
    }
    return {today.suppress_mail ? suppress : mail, today.rule};
}

}  // namespace postroom::notify
