// Asking the loop's thread from another one, and waiting for the answer with a limit.
// Invariant: the asker never waits longer than the limit, even when the loop has stopped.
// Rule: architecture.md "Time, concurrency, errors" (one I/O thread).
#pragma once

#include <future>
#include <memory>
#include <optional>
#include <utility>

#include "core/time.hpp"
#include "io/executor.hpp"

namespace postroom::app {

/// What `work` returns on the loop's thread; nothing when it does not get there in time.
/// Never on the loop's thread.
template <class F>
auto ask_loop(io::Loop& loop, Milliseconds patience, F work)
    -> std::optional<std::invoke_result_t<F&>> {
    auto promise = std::make_shared<std::promise<std::invoke_result_t<F&>>>();
    auto answer = promise->get_future();
    loop.post([promise, work = std::move(work)]() mutable { promise->set_value(work()); });
    if (answer.wait_for(patience) != std::future_status::ready) {
        return std::nullopt;
    }
    return answer.get();
}

}  // namespace postroom::app
