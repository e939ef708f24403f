// Schedules, limits and retries by hand.
// Rule: mail-correctness.md OUT-9, OUT-10, OUT-12; features F148-F150, F154, F179.
#include "outbox/retry.hpp"

#include <gtest/gtest.h>

namespace postroom::outbox {
namespace {

using namespace std::chrono_literals;
using model::MailState;

constexpr TimePoint kStart = from_unix_ms(1'795'000'000'000);

/// Plays a profile to its end: the waits between the tries.
std::vector<Milliseconds> waits_of(const RetryProfile& profile) {
    SeededRandom random(1);
    std::vector<Milliseconds> waits;
    TimePoint now = kStart;
    Tries tries{.attempts = 1, .first_attempt_at = kStart};
    while (const auto next = next_attempt(profile, tries, now, random)) {
        waits.push_back(*next - now);
        now = *next;
        ++tries.attempts;
    }
    return waits;
}

RetryProfile steady(RetryProfile profile) {
    profile.jitter_percent = 0;
    return profile;
}

TEST(Retry, OUT9_TheDefaultTable) {
    const auto waits = waits_of(steady(default_profile()));
    const std::vector<Milliseconds> begin{1min, 2min, 5min, 10min, 15min, 30min,
                                          1h,   2h,   4h,   6h,    6h};
    ASSERT_GT(waits.size(), begin.size());
    EXPECT_TRUE(std::equal(begin.begin(), begin.end(), waits.begin()));
    Milliseconds total{0};
    for (const Milliseconds wait : waits) {
        total += wait;
    }
    EXPECT_LE(total, 96h);
    EXPECT_GT(total, 90h);
    EXPECT_EQ(waits.back(), 6h);
}

TEST(Retry, OUT9_JitterIsTenPercentAndAMinuteAtMost) {
    SeededRandom random(3);
    const auto wait_after = [&](int attempts) {
        return *next_attempt(default_profile(), {attempts, kStart}, kStart, random) - kStart;
    };
    Milliseconds least = 1h;
    Milliseconds most{0};
    for (int round = 0; round < 1000; ++round) {
        const Milliseconds first = wait_after(1);
        EXPECT_GE(first, 54s);
        EXPECT_LE(first, 66s);
        least = std::min(least, first);
        most = std::max(most, first);
        const Milliseconds late = wait_after(10);
        EXPECT_GE(late, 6h - 60s);
        EXPECT_LE(late, 6h + 60s);
    }
    EXPECT_LT(least, 55s);
    EXPECT_GT(most, 65s);
}

TEST(Retry, OUT9_GreylistingStartsAtFiveMinutes) {
    SeededRandom random(5);
    for (int round = 0; round < 200; ++round) {
        const Tries tries{.attempts = 1, .first_attempt_at = kStart, .greylisted = true};
        const Milliseconds wait = *next_attempt(default_profile(), tries, kStart, random) - kStart;
        EXPECT_GE(wait, 5min);
        EXPECT_LE(wait, 6min);
    }
    const Tries later{.attempts = 6, .first_attempt_at = kStart, .greylisted = true};
    EXPECT_EQ(next_attempt(steady(default_profile()), later, kStart, random), kStart + 30min);
}

TEST(Retry, OUT9_AgeEndsIt) {
    SeededRandom random(1);
    const RetryProfile profile{.delays = {1h}, .age_max = 2h};
    EXPECT_EQ(next_attempt(profile, {1, kStart}, kStart + 1h, random), kStart + 2h);
    EXPECT_EQ(next_attempt(profile, {1, kStart}, kStart + 1h + 1ms, random), std::nullopt);
}

TEST(Feature, F148_WithoutATemplateNothingIsRetried) {
    SeededRandom random(1);
    EXPECT_EQ(next_attempt(no_retry_profile(), {1, kStart}, kStart, random), std::nullopt);
    const RetryProfile profile{.delays = {5min}};
    EXPECT_EQ(next_attempt(profile, {1, kStart}, kStart, random), kStart + 5min);
}

TEST(Feature, F149_AfterTheMaximumNoMoreAutomaticTries) {
    const RetryProfile profile{.delays = {5min}, .attempts_max = 3};
    EXPECT_EQ(waits_of(profile), (std::vector<Milliseconds>{5min, 5min}));
    const RetryProfile listed{.delays = {1min, 2min}, .repeat_last = false};
    EXPECT_EQ(waits_of(listed), (std::vector<Milliseconds>{1min, 2min}));
}

TEST(Feature, F150_ManualRetryAfterTheMaximumGrantsOneTry) {
    SeededRandom random(1);
    const RetryProfile profile{.delays = {5min}, .attempts_max = 3};
    const auto grant = grant_manual_retry(MailState::failed, kStart);
    ASSERT_TRUE(grant.has_value());
    EXPECT_EQ(grant->state, MailState::retry_wait) << "F146: pending retry at once";
    EXPECT_EQ(grant->due_at, kStart);
    EXPECT_EQ(next_attempt(profile, {4, kStart}, kStart, random), std::nullopt);
}

TEST(Retry, OUT12_RetryIsRefusedWhereItMeansNothing) {
    for (const MailState state :
         {MailState::held, MailState::ready, MailState::leased, MailState::dot_sent,
          MailState::sent, MailState::cancelled, MailState::suppressed, MailState::bounced}) {
        const auto grant = grant_manual_retry(state, kStart);
        ASSERT_FALSE(grant.has_value());
        EXPECT_EQ(grant.error().kind, ErrorKind::conflict);
        EXPECT_FALSE(grant.error().reply.empty());
    }
    for (const MailState state : {MailState::retry_wait, MailState::failed, MailState::uncertain}) {
        EXPECT_TRUE(grant_manual_retry(state, kStart).has_value());
    }
}

TEST(Retry, F180_ProfilesAreChecked) {
    EXPECT_TRUE(check_profile(default_profile()).has_value());
    EXPECT_TRUE(check_profile(no_retry_profile()).has_value());
    EXPECT_TRUE(check_profile({.delays = std::vector<Milliseconds>(50, 1min)}).has_value());
    const RetryProfile bad[] = {
        {.delays = {0ms}},
        {.delays = {-1min}},
        {.delays = std::vector<Milliseconds>(51, 1min)},
        {.delays = {1min}, .age_max = -1ms},
        {.delays = {1min}, .attempts_max = -1},
        {.delays = {1min}, .jitter_percent = 51},
        {.delays = {1min}, .jitter_percent = -1},
        {.delays = {1min}, .jitter_max = -1ms},
    };
    for (const RetryProfile& profile : bad) {
        const auto checked = check_profile(profile);
        ASSERT_FALSE(checked.has_value());
        EXPECT_EQ(checked.error().kind, ErrorKind::invalid);
    }
}

TEST(Retry, OUT10_DelayNotices) {
    EXPECT_EQ(delay_notices_earned(kStart, kStart + 15min - 1ms), 0);
    EXPECT_EQ(delay_notices_earned(kStart, kStart + 15min), 1);
    EXPECT_EQ(delay_notices_earned(kStart, kStart + 4h - 1ms), 1);
    EXPECT_EQ(delay_notices_earned(kStart, kStart + 4h), 2);
}

}  // namespace
}  // namespace postroom::outbox
