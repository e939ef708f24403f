// One thread a stage: run it while it has work, then wait until it is woken or something is due.
// Invariant: a failure of the database ends a batch, never the thread; the stage goes on when it is
// back (I10). Rule: architecture.md "Time, concurrency, errors".
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "core/clock.hpp"

namespace postroom::app {

class StageLoop {
   public:
    struct Stage {
        std::string name;
        /// Does one batch; returns how much there was to do, 0 = nothing.
        std::function<std::size_t()> run_once;
        /// How long to sleep when there is nothing to do and nobody wakes it.
        std::function<Milliseconds()> idle;
        /// Between being woken and looking: what is committed meanwhile shares the look.
        Milliseconds rest{0};
        /// Whether a commit may have made work for it. One that writes at every turn keeps its own
        /// time.
        bool follows_commits = false;
    };

    explicit StageLoop(Stage stage);
    ~StageLoop();
    StageLoop(const StageLoop&) = delete;
    StageLoop& operator=(const StageLoop&) = delete;

    /// Any thread, never waits; also after stop().
    void wake();
    /// Returns after the batch that is running; nothing runs from then on.
    void stop();
    bool follows_commits() const { return stage_.follows_commits; }

   private:
    void loop();
    void run_until_idle();
    void wait(Milliseconds at_most);

    Stage stage_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool woken_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace postroom::app
