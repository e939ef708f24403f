// A one-shot and a repeating timer on the loop's thread.
// Invariant: no timer holds the truth about a delay: rows do (due_at); a timer only says when to
// look. Rule: architecture.md "Time".
#pragma once

#include <functional>
#include <memory>

#include "core/time.hpp"
#include "io/executor.hpp"

namespace postroom::io {

/// Loop thread only. Destroying a Timer cancels it.
class Timer {
   public:
    explicit Timer(Loop& loop);
    ~Timer();
    Timer(Timer&&) noexcept;
    Timer& operator=(Timer&&) noexcept;

    /// Calls `task` once after `delay`; an earlier start is forgotten.
    void start(Milliseconds delay, Task task);
    /// Calls `task` every `period` until cancel(); the first time after one period.
    void repeat(Milliseconds period, std::function<void()> task);
    /// `task` is not called any more, not even when its time had already come.
    void cancel();

   private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace postroom::io
