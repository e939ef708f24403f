// When a mail that failed for now is tried again.
// Invariant: a profile is data; the time that comes out is the single truth for "when"
// (contradiction 7). Rule: mail-correctness.md OUT-9, OUT-10, OUT-12; features F148-F150, F154,
// F179.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/random.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "model/mail_flow.hpp"

namespace postroom::outbox {

/// A "retry template" of the administration. (F180)
struct RetryProfile {
    std::vector<Milliseconds> delays;  ///< after the first try, the second...; empty = never
    bool repeat_last = true;           ///< go on with the last delay when they are used up
    Milliseconds age_max{};            ///< no try later than this after the first; 0 = no limit
    int attempts_max = 0;              ///< automatic tries in all; 0 = no limit
    int jitter_percent = 0;            ///< either way
    Milliseconds jitter_max{};
    bool operator==(const RetryProfile&) const = default;
};

/// 1, 2, 5, 10, 15, 30 min, 1, 2, 4 h, then every 6 h, for four days; +-10 %, at most 60 s. (OUT-9)
const RetryProfile& default_profile();

/// Never tries again by itself: mail without a template, and imported mail (F148, F154).
const RetryProfile& no_retry_profile();

/// A template as it is followed: after its delays are used up, the last one repeats. (F179)
RetryProfile profile_of(const model::RetryTemplate& retry_template);

/// Error `invalid` unless an administrator may save it: delays positive, no more
/// than 50 of them, limits not negative, jitter at most 50 %.
Result<void> check_profile(const RetryProfile& profile);

/// A mail's tries so far.
struct Tries {
    int attempts = 0;  ///< made and counted, this last one included; at least 1
    TimePoint first_attempt_at{};
    bool greylisted = false;  ///< the last refusal looked like greylisting: wait 5 min at least
};

/// When to try again, or nothing when the profile is exhausted and the mail fails. Never before
/// `now`.
std::optional<TimePoint> next_attempt(const RetryProfile& profile, const Tries& tries,
                                      TimePoint now, Random& random);

/// What a retry by hand does to a mail. It counts as one more try; afterwards the profile goes on
/// only if it is not exhausted. The state is the one that people see at once (F146).
struct ManualRetry {
    model::MailState state = model::MailState::retry_wait;
    TimePoint due_at{};
};

/// Error `conflict` when the mail's state does not allow it (may_retry). (OUT-12)
Result<ManualRetry> grant_manual_retry(model::MailState state, TimePoint now);

/// How many of the two "delayed" notices (after 15 min, after 4 h) a mail has earned. (OUT-10)
int delay_notices_earned(TimePoint first_failure_at, TimePoint now);

}  // namespace postroom::outbox
