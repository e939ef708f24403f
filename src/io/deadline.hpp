// Waiting in a coroutine: for an answer that comes by callback from any thread, or for time to
// pass. Invariant: every wait ends by its deadline; an answer that comes later is dropped, not run.
// (SRV-6, IN-3) Rule: architecture.md "Time, concurrency, errors"; a deadline is a point on
// Clock::steady().
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "core/clock.hpp"
#include "io/executor.hpp"

namespace postroom::io {

template <class T>
using Async = boost::asio::awaitable<T>;

/// One answer on its way from any thread to a coroutine on the loop's thread.
///
/// The loop must outlive every copy of callback(). wait() is called once.
template <class T>
class Answer {
   public:
    explicit Answer(Loop& loop) : state_(std::make_shared<State>(loop)) {}

    /// What is given to the one who answers. Only the first call counts.
    std::function<void(T)> callback() const {
        return [state = state_](T value) {
            auto take = [state, value = std::move(value)]() mutable {
                if (!state->value && !state->is_over) {
                    state->value = std::move(value);
                    state->timer.cancel();
                }
            };
            if (state->loop.is_own_thread()) {
                take();
            } else {
                state->loop.post(std::move(take));
            }
        };
    }

    /// The answer, or nothing when the deadline passes first.
    Async<std::optional<T>> wait(const Clock& clock, Milliseconds deadline) {
        const auto state = state_;
        if (!state->value) {
            state->timer.expires_after(std::max(Milliseconds{0}, deadline - clock.steady()));
            co_await state->timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        }
        state->is_over = true;
        co_return std::move(state->value);
    }

   private:
    struct State {
        explicit State(Loop& owner) : loop(owner), timer(owner.context()) {}
        Loop& loop;
        boost::asio::steady_timer timer;
        std::optional<T> value;
        bool is_over = false;
    };
    std::shared_ptr<State> state_;
};

/// Lets `delay` pass.
inline Async<void> pause(Loop& loop, Milliseconds delay) {
    boost::asio::steady_timer timer(loop.context(), delay);
    co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
}

}  // namespace postroom::io
