// The one thread that writes: takes everything queued, runs it in one transaction, answers all.
// Invariant: a job is answered once, after the COMMIT that holds its effects or with why there is
// none. Rule: architecture.md "Group commit".
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "db/database.hpp"
#include "db/driver.hpp"
#include "db/gather_delay.hpp"
#include "db/session.hpp"

namespace postroom::db {

struct WriteJob {
    std::move_only_function<bool(Session&)> work;  ///< false: take its effects back
    std::move_only_function<void(std::exception_ptr)> done;
    Haste haste = Haste::waited_for;
};

/// Any thread may call any member; the destructor finishes the queue first.
class Writer {
   public:
    /// Connects at once. Throws Failure.
    Writer(Driver& driver, const Options& options);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Never waits.
    void enqueue(WriteJob job);
    /// Waits for room in the queue, then for the answer; rethrows what the job threw.
    void run(std::move_only_function<bool(Session&)> work, Haste haste);
    bool is_own_thread() const { return std::this_thread::get_id() == thread_.get_id(); }
    Counts counts() const;

   private:
    struct Answer {
        WriteJob* job;
        std::exception_ptr error;
    };

    void loop();
    /// Waits for work; false when stopping with nothing left to do. What is waited for comes first;
    /// background jobs fill the commits of others, few in each while others keep coming, and have
    /// the writer for themselves in between.
    bool take_batch();
    /// How many background jobs may go with the batch as it is.
    std::size_t riders();
    void take_from(std::deque<WriteJob>& queue, std::size_t at_most);
    std::size_t queued() const { return queue_.size() + background_.size(); }
    void wait_for_work(std::unique_lock<std::mutex>& lock);
    /// Waits a little for those just answered to come back; see GatherDelay. With background jobs
    /// at hand it waits longer: started alone, those would cost everybody a commit of their own.
    void gather(std::unique_lock<std::mutex>& lock);
    void wait_before_reconnect();
    void run_batch();
    /// Runs jobs from `first` on in one transaction; how many were answered.
    std::size_t run_transaction(std::size_t first);
    /// Reconnects once when the connection turns out to be lost: nothing has run yet.
    void begin();
    void connect();
    void run_job(WriteJob& job, bool in_savepoint);
    void undo_job(bool in_savepoint);
    void commit();
    void tidy();
    void fail_all(std::span<Answer> answers, const std::exception_ptr& error);
    void answer_all();

    Driver& driver_;
    const std::size_t batch_jobs_max_;
    const std::size_t queue_jobs_max_;
    const Clock& clock_;
    const std::function<void()> on_commit_;
    const std::function<void()> on_answered_;

    mutable std::mutex mutex_;
    std::condition_variable work_arrived_;
    std::condition_variable room_arrived_;
    std::deque<WriteJob> queue_;       ///< what is waited for
    std::deque<WriteJob> background_;  ///< what is not
    bool stopping_ = false;
    std::size_t wake_at_ =
        0;  ///< queue length at which the waiting writer wants to be woken; 0: none
    bool wants_any_ = false;  ///< the waiting writer wants to be woken by whatever comes

    std::atomic<std::uint64_t> commits_{0};
    std::atomic<std::uint64_t> jobs_{0};
    std::atomic<std::uint64_t> failed_jobs_{0};

    // Only the writer thread:
    std::unique_ptr<Connection> connection_;
    std::vector<WriteJob> batch_;
    std::vector<Answer> answers_;
    std::chrono::milliseconds reconnect_delay_{0};
    bool untidy_ = false;
    GatherDelay gather_delay_;
    std::size_t waited_for_in_batch_ = 0;
    Milliseconds waited_for_at_{-1'000};  ///< when somebody last waited for a batch
    std::size_t answered_last_ = 0;       ///< of those that were waited for

    std::thread thread_;  // last: starts when everything else stands
};

}  // namespace postroom::db
