// See stage_loop.hpp.
#include "app/stage_loop.hpp"

#include <exception>
#include <utility>

#include "core/log.hpp"

namespace postroom::app {
namespace {

constexpr Milliseconds kAfterFailure = std::chrono::seconds{1};

}  // namespace

StageLoop::StageLoop(Stage stage) : stage_(std::move(stage)), thread_([this] { loop(); }) {}

StageLoop::~StageLoop() { stop(); }

void StageLoop::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void StageLoop::wake() {
    {
        const std::lock_guard lock(mutex_);
        if (std::exchange(woken_, true)) {
            return;
        }
    }
    changed_.notify_one();
}

void StageLoop::run_until_idle() {
    while (stage_.run_once() > 0) {
        const std::lock_guard lock(mutex_);
        if (stopping_) {
            return;
        }
    }
}

void StageLoop::wait(Milliseconds at_most) {
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, at_most, [this] { return woken_ || stopping_; }) &&
        stage_.rest > Milliseconds{0}) {
        changed_.wait_for(lock, stage_.rest, [this] { return stopping_; });
    }
    woken_ = false;
}

void StageLoop::loop() {
    while (true) {
        Milliseconds pause = kAfterFailure;
        try {
            run_until_idle();
            pause = stage_.idle();
        } catch (const std::exception& error) {
            log_error("stage {} stopped for a moment: {}", stage_.name, error.what());
        }
        wait(pause);
        const std::lock_guard lock(mutex_);
        if (stopping_) {
            return;
        }
    }
}

}  // namespace postroom::app
