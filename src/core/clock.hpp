// Where "now" comes from: the only source of time in the program.
// Invariant: nothing else asks the operating system for the time (lint "banned calls").
#pragma once

#include <atomic>
#include <cstdint>

#include "core/time.hpp"

namespace postroom {

/// A source of time, injected wherever time matters. Any thread.
class Clock {
   public:
    virtual ~Clock() = default;
    /// Wall-clock time, UTC.
    virtual TimePoint now() const = 0;
    /// Time that never jumps, in ms since an arbitrary start; for measuring durations.
    virtual Milliseconds steady() const = 0;
};

class SystemClock final : public Clock {
   public:
    TimePoint now() const override;
    Milliseconds steady() const override;
};

/// A clock that stands still until a test moves it.
class ManualClock final : public Clock {
   public:
    explicit ManualClock(TimePoint start = from_unix_ms(1'795'000'000'000))
        : now_ms_(to_unix_ms(start)) {}
    TimePoint now() const override { return from_unix_ms(now_ms_.load()); }
    Milliseconds steady() const override { return Milliseconds{steady_ms_.load()}; }
    void advance(Milliseconds by) {
        now_ms_ += by.count();
        steady_ms_ += by.count();
    }
    /// Moves the wall clock alone, as an administrator or NTP does.
    void jump(Milliseconds by) { now_ms_ += by.count(); }

   private:
    std::atomic<std::int64_t> now_ms_;
    std::atomic<std::int64_t> steady_ms_{0};
};

}  // namespace postroom
