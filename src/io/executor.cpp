// The loop and the work pool; see executor.hpp.
#include "io/executor.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <utility>

#include "core/check.hpp"
#include "core/log.hpp"
#include "core/text.hpp"

namespace postroom::io {

Loop::Loop() : context_(std::make_unique<boost::asio::io_context>(1)) {}
Loop::~Loop() = default;

void Loop::run() {
    const auto guard = boost::asio::make_work_guard(*context_);
    for (;;) {
        try {
            context_->run();
            return;
        } catch (const std::exception& error) {
            log_error("io: a callback threw: {}", for_log(error.what()));
        }
    }
}

void Loop::stop() { context_->stop(); }

void Loop::post(Task task) { boost::asio::post(*context_, std::move(task)); }

WorkPool::WorkPool(Options options) : options_(std::move(options)) {
    CHECK(options_.threads > 0);
    threads_.reserve(options_.threads);
    for (std::size_t i = 0; i < options_.threads; ++i) {
        threads_.emplace_back([this] { work(); });
    }
}

WorkPool::~WorkPool() { stop(); }

bool WorkPool::submit(Task task) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || tasks_.size() >= options_.queued_max) {
            return false;
        }
        tasks_.push_back(std::move(task));
    }
    changed_.notify_one();
    return true;
}

void WorkPool::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) {
        if (thread.joinable()) {
            thread.join();
        }
    }
}

std::size_t WorkPool::queued() const {
    const std::lock_guard lock(mutex_);
    return tasks_.size();
}

void WorkPool::work() {
    for (;;) {
        Task task;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
            if (tasks_.empty()) {
                return;
            }
            task = std::move(tasks_.front());
            tasks_.pop_front();
        }
        try {
            task();
        } catch (const std::exception& error) {
            log_error("{}: a task threw: {}", options_.name, for_log(error.what()));
        }
    }
}

}  // namespace postroom::io
