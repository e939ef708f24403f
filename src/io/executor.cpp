// The loop and the work pool; see executor.hpp.
#include "io/executor.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <deque>
#include <exception>
#include <iterator>
#include <memory>
#include <utility>

#include "core/check.hpp"
#include "core/log.hpp"
#include "core/text.hpp"

namespace postroom::io {

Loop::Loop() : context_(std::make_unique<boost::asio::io_context>(1)) {}
Loop::~Loop() { is_over_ = true; }

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

namespace {

/// What the thread holds back; see Loop::cork.
struct Corked {
    const Loop* loop = nullptr;
    std::vector<Task> tasks;
};
thread_local Corked corked;

/// Each of them, even when one throws.
void run_all(const std::shared_ptr<std::deque<Task>>& tasks, boost::asio::io_context& context) {
    while (!tasks->empty()) {
        Task task = std::move(tasks->front());
        tasks->pop_front();
        try {
            task();
        } catch (...) {
            boost::asio::post(context, [tasks, &context] { run_all(tasks, context); });
            throw;
        }
    }
}

}  // namespace

void Loop::post(Task task) {
    if (corked.loop == this) {
        corked.tasks.push_back(std::move(task));
        return;
    }
    boost::asio::post(*context_, std::move(task));
}

void Loop::cork() { corked.loop = this; }

void Loop::uncork() {
    corked.loop = nullptr;
    if (corked.tasks.empty()) {
        return;
    }
    auto tasks = std::make_shared<std::deque<Task>>(std::make_move_iterator(corked.tasks.begin()),
                                                    std::make_move_iterator(corked.tasks.end()));
    corked.tasks.clear();
    boost::asio::post(
        *context_, [tasks = std::move(tasks), &context = *context_] { run_all(tasks, context); });
}

bool Loop::is_own_thread() const { return context_->get_executor().running_in_this_thread(); }

void Loop::retire(Task last) {
    if (!is_over_ && !is_own_thread()) {
        post(std::move(last));
    }
}

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
