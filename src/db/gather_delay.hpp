// How long the writer waits for those it has just answered before it starts the next group.
// Invariant: the wait is a fraction of what a commit costs, and stops being tried where it gains
// nothing. Rule: architecture.md "Group commit". Without it, N clients fall into two halves that
// wait for each other's commit in turn; with it, one commit serves all N.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "core/time.hpp"

namespace postroom::db {

class GatherDelay {
   public:
    /// Zero when waiting is not worth it now.
    std::chrono::microseconds patience() {
        if (rounds_to_skip_ > 0) {
            --rounds_to_skip_;
            return {};
        }
        return std::chrono::microseconds{static_cast<long>(commit_us_ / kFraction)};
    }

    /// When background work is at hand, which would make those who are on their way back wait for a
    /// commit that serves none of them: about half as long as that commit would take.
    std::chrono::microseconds patience_with_riders() const {
        return std::chrono::microseconds{
            static_cast<long>(std::clamp(commit_us_ / 2, kRidersWaitUsMin, kRidersWaitUsMax))};
    }

    /// Of whole milliseconds, so that a disk faster than that is not waited for.
    void record_commit(Milliseconds duration) {
        commit_us_ += (static_cast<double>(duration.count()) * 1000 - commit_us_) / kAverageOver;
    }

    /// A wait pays when the group grew by more than the share of a commit that it took.
    void record_gain(std::size_t jobs_before, std::size_t jobs_after) {
        if (static_cast<double>(jobs_after) >= static_cast<double>(jobs_before) * kWorthwhile) {
            skip_after_miss_ = 1;
            return;
        }
        rounds_to_skip_ = skip_after_miss_;
        skip_after_miss_ = std::min(skip_after_miss_ * 2, kSkipMax);
    }

   private:
    static constexpr double kFraction = 3;
    static constexpr double kRidersWaitUsMin = 500;
    static constexpr double kRidersWaitUsMax = 2'000;
    static constexpr double kAverageOver = 16;
    static constexpr double kWorthwhile = 1.35;
    static constexpr int kSkipMax = 16;

    double commit_us_ = 0;
    int rounds_to_skip_ = 0;
    int skip_after_miss_ = 1;
};

}  // namespace postroom::db
