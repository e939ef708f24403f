// Arithmetic of retries; see retry.hpp.
// Invariant: a result is never before now and never beyond the profile's age.
// Rule: mail-correctness.md OUT-9, OUT-10, OUT-12.
#include "outbox/retry.hpp"

#include <algorithm>

#include "outbox/state.hpp"

namespace postroom::outbox {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kDelaysMax = 50;
constexpr int kJitterPercentMax = 50;
constexpr Milliseconds kGreylistDelayMin = 5min;
constexpr Milliseconds kFirstDelayNotice = 15min;
constexpr Milliseconds kSecondDelayNotice = 4h;

/// The profile's wait after the given number of tries, if it has one.
std::optional<Milliseconds> delay_after(const RetryProfile& profile, int attempts) {
    const auto tried = static_cast<std::size_t>(std::max(attempts, 1));
    const bool used_up = tried > profile.delays.size();
    if (profile.delays.empty() || (used_up && !profile.repeat_last)) {
        return std::nullopt;
    }
    return used_up ? profile.delays.back() : profile.delays[tried - 1];
}

/// Uniform between -range and +range.
Milliseconds jitter_of(const RetryProfile& profile, Milliseconds delay, Random& random) {
    const Milliseconds range = std::min(delay * profile.jitter_percent / 100, profile.jitter_max);
    if (range <= Milliseconds{0}) {
        return Milliseconds{0};
    }
    const auto width = static_cast<std::uint64_t>(2 * range.count() + 1);
    return Milliseconds{static_cast<std::int64_t>(random.below(width))} - range;
}

std::unexpected<Error> invalid_profile(std::string reply) {
    return fail(ErrorKind::invalid, "invalid_retry_profile", std::move(reply));
}

}  // namespace

const RetryProfile& default_profile() {
    static const RetryProfile profile{
        .delays = {1min, 2min, 5min, 10min, 15min, 30min, 1h, 2h, 4h, 6h},
        .repeat_last = true,
        .age_max = 96h,
        .attempts_max = 0,
        .jitter_percent = 10,
        .jitter_max = 60s,
    };
    return profile;
}

const RetryProfile& no_retry_profile() {
    static const RetryProfile profile{};
    return profile;
}

RetryProfile profile_of(const model::RetryTemplate& retry_template) {
    RetryProfile profile = default_profile();
    profile.delays.assign(retry_template.delays.begin(), retry_template.delays.end());
    profile.age_max = retry_template.age_max;
    profile.attempts_max = retry_template.attempts_max;
    return profile;
}

Result<void> check_profile(const RetryProfile& profile) {
    if (profile.delays.size() > kDelaysMax) {
        return invalid_profile("A retry template has 50 delays at most.");
    }
    if (std::ranges::any_of(profile.delays, [](Milliseconds d) { return d <= Milliseconds{0}; })) {
        return invalid_profile("Each delay of a retry template is longer than nothing.");
    }
    if (profile.attempts_max < 0 || profile.age_max < Milliseconds{0}) {
        return invalid_profile("The limits of a retry template are not negative.");
    }
    if (profile.jitter_percent < 0 || profile.jitter_percent > kJitterPercentMax ||
        profile.jitter_max < Milliseconds{0}) {
        return invalid_profile("The variation of a retry template lies between 0 and 50 percent.");
    }
    return {};
}

std::optional<TimePoint> next_attempt(const RetryProfile& profile, const Tries& tries,
                                      TimePoint now, Random& random) {
    if (profile.attempts_max > 0 && tries.attempts >= profile.attempts_max) {
        return std::nullopt;
    }
    std::optional<Milliseconds> delay = delay_after(profile, tries.attempts);
    if (!delay) {
        return std::nullopt;
    }
    if (tries.greylisted) {
        delay = std::max(*delay, kGreylistDelayMin);
    }
    Milliseconds wait = *delay + jitter_of(profile, *delay, random);
    if (tries.greylisted) {
        wait = std::max(wait, kGreylistDelayMin);  // a server that wants five minutes counts them
    }
    const TimePoint due_at = now + wait;
    if (profile.age_max > Milliseconds{0} && due_at > tries.first_attempt_at + profile.age_max) {
        return std::nullopt;
    }
    return due_at;
}

Result<ManualRetry> grant_manual_retry(model::MailState state, TimePoint now) {
    const Permission permission = may_retry(state);
    if (!permission.allowed) {
        return fail(ErrorKind::conflict, std::string(permission.code),
                    std::string(permission.sentence));
    }
    return ManualRetry{model::MailState::retry_wait, now};
}

int delay_notices_earned(TimePoint first_failure_at, TimePoint now) {
    const Milliseconds waiting = now - first_failure_at;
    return (waiting >= kFirstDelayNotice ? 1 : 0) + (waiting >= kSecondDelayNotice ? 1 : 0);
}

}  // namespace postroom::outbox
