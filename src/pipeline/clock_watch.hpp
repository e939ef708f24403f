// Notices when somebody sets the wall clock.
// Invariant: compares it with the clock that never jumps; small corrections are not reported.
// Rule: mail-correctness.md OUT-14, F24.
#pragma once

#include <mutex>
#include <optional>

#include "core/clock.hpp"

namespace postroom::pipeline {

/// Any thread.
class ClockWatch {
   public:
    explicit ClockWatch(const Clock& clock)
        : clock_(clock), wall_(clock.now()), steady_(clock.steady()) {}

    struct Jump {
        Milliseconds by{};   ///< positive: forward
        TimePoint before{};  ///< what the wall clock would have said just before it jumped, at most
    };
    /// The jump since the last look, if there was one.
    std::optional<Jump> look();

   private:
    const Clock& clock_;
    std::mutex mutex_;
    TimePoint wall_;
    Milliseconds steady_;
};

}  // namespace postroom::pipeline
