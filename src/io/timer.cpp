// Timers over the loop's steady clock; see timer.hpp.
#include "io/timer.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <utility>

namespace postroom::io {

struct Timer::State : std::enable_shared_from_this<Timer::State> {
    explicit State(Loop& loop) : timer(loop.context()) {}

    /// A wait that was already due when it was cancelled still calls back: `generation` tells it
    /// apart.
    void wait(Milliseconds delay, Task task) {
        timer.expires_after(delay);
        timer.async_wait([self = shared_from_this(), started = ++generation,
                          task = std::move(task)](boost::system::error_code error) mutable {
            if (!error && started == self->generation) {
                task();
            }
        });
    }

    void wait_again(Milliseconds period, std::function<void()> task) {
        wait(period, [weak = weak_from_this(), period, task = std::move(task)] {
            const auto self = weak.lock();
            if (!self) {
                return;
            }
            const auto before = self->generation;
            task();
            if (self->generation == before) {
                self->wait_again(period, task);
            }
        });
    }

    boost::asio::steady_timer timer;
    std::uint64_t generation = 0;
};

Timer::Timer(Loop& loop) : state_(std::make_shared<State>(loop)) {}
Timer::~Timer() {
    if (state_) {
        cancel();
    }
}
Timer::Timer(Timer&&) noexcept = default;
Timer& Timer::operator=(Timer&& other) noexcept {
    if (this != &other) {
        if (state_) {
            cancel();
        }
        state_ = std::move(other.state_);
    }
    return *this;
}

void Timer::start(Milliseconds delay, Task task) { state_->wait(delay, std::move(task)); }

void Timer::repeat(Milliseconds period, std::function<void()> task) {
    state_->wait_again(period, std::move(task));
}

void Timer::cancel() {
    ++state_->generation;
    state_->timer.cancel();
}

}  // namespace postroom::io
