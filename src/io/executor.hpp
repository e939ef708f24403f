// Where work runs: the one I/O thread's loop, and the pool for work that may block.
// Invariant: sockets are touched on the loop's thread only; nothing over 1 ms runs there.
// Rule: architecture.md "Time, concurrency, errors".
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace boost::asio {
class io_context;
}  // namespace boost::asio

namespace postroom::io {

using Task = std::move_only_function<void()>;

/// The event loop of one thread.
class Loop {
   public:
    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Runs on the calling thread until stop(). An exception ends only the callback that threw it
    /// and is logged.
    void run();
    /// Any thread. run() returns after the callback that is running.
    void stop();
    /// Any thread: runs `task` on the loop's thread, in the order of the calls.
    void post(Task task);
    /// What this thread posts between cork() and uncork() reaches the loop at uncork(), all of it
    /// with one wake-up: answers to a group of waiters wake their thread once. One loop at a time.
    void cork();
    void uncork();
    bool is_own_thread() const;
    /// Any thread: destroys `last` on the loop's thread; here and now on that thread itself, and
    /// when the loop is being destroyed.
    void retire(Task last);

    boost::asio::io_context& context() { return *context_; }

   private:
    std::unique_ptr<boost::asio::io_context> context_;
    bool is_over_ = false;
};

/// For what is touched on the loop's thread only, but held by answers that come from other threads:
/// it ends on the loop's thread as well, whoever lets go of it last. `loop` outlives it.
template <class T, class... Args>
std::shared_ptr<T> make_bound(Loop& loop, Args&&... args) {
    return std::shared_ptr<T>(new T(std::forward<Args>(args)...), [&loop](T* last) {
        loop.retire([owned = std::unique_ptr<T>(last)] {});
    });
}

/// A fixed number of threads and a bounded queue.
class WorkPool {
   public:
    struct Options {
        std::string name = "work";
        std::size_t threads = 2;
        std::size_t queued_max = 1024;
    };

    explicit WorkPool(Options options);
    /// Finishes what is queued.
    ~WorkPool();
    WorkPool(const WorkPool&) = delete;
    WorkPool& operator=(const WorkPool&) = delete;

    /// Any thread, never waits. False when the queue is full or the pool is stopping: the caller
    /// tells its peer to come back later. An exception that leaves `task` is logged.
    [[nodiscard]] bool submit(Task task);
    /// Finishes what is queued and joins the threads; submit() refuses from now on.
    void stop();
    std::size_t queued() const;

   private:
    void work();

    Options options_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Task> tasks_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace postroom::io
