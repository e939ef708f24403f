// Group commit: see writer.hpp. A job that fails loses its own effects only (savepoint); a job that
// takes the whole transaction with it (disk full, connection lost) fails those that ran before it.
#include "db/writer.hpp"

#include <algorithm>
#include <utility>

#include "core/check.hpp"
#include "core/log.hpp"
#include "db/failure.hpp"

namespace postroom::db {

namespace {

constexpr std::chrono::milliseconds kIdleBeforeTidy{500};
/// Background jobs in one commit: one beside so many that are waited for; alone, few while somebody
/// may come back in the middle of them, many when nobody does.
constexpr std::size_t kWaitedForPerRider = 10;
constexpr std::size_t kBackgroundBetween = 8;
constexpr std::size_t kBackgroundAlone = 64;
constexpr Milliseconds kComesBackWithin{20};
constexpr std::chrono::milliseconds kReconnectDelayMin{100};
constexpr std::chrono::milliseconds kReconnectDelayMax{5'000};

}  // namespace

Writer::Writer(Driver& driver, const Options& options)
    : driver_(driver),
      batch_jobs_max_(std::max<std::size_t>(1, options.batch_jobs_max)),
      queue_jobs_max_(std::max<std::size_t>(1, options.queue_jobs_max)),
      clock_(*options.clock),
      on_commit_(options.on_commit),
      on_answered_(options.on_answered),
      connection_(driver.connect(Begin::write)),
      thread_([this] { loop(); }) {}

Writer::~Writer() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    work_arrived_.notify_all();
    room_arrived_.notify_all();
    thread_.join();
}

void Writer::enqueue(WriteJob job) {
    bool wake = false;
    {
        const std::lock_guard lock{mutex_};
        auto& queue = job.haste == Haste::background ? background_ : queue_;
        queue.push_back(std::move(job));
        wake = (wake_at_ != 0 && queue_.size() == wake_at_) || (wants_any_ && queued() == 1);
    }
    if (wake) {
        work_arrived_.notify_one();
    }
}

void Writer::run(std::move_only_function<bool(Session&)> work, Haste haste) {
    CHECK(!is_own_thread());  // a job that waits for a later job would wait for ever
    std::mutex mutex;
    std::condition_variable answered;
    bool is_answered = false;
    std::exception_ptr error;
    {
        std::unique_lock lock{mutex_};
        room_arrived_.wait(lock, [&] { return queued() < queue_jobs_max_ || stopping_; });
    }
    enqueue({std::move(work),
             [&](std::exception_ptr thrown) {
                 const std::lock_guard lock{mutex};
                 error = std::move(thrown);
                 is_answered = true;
                 answered.notify_one();  // under the lock: the waiter owns this stack
             },
             haste});
    std::unique_lock lock{mutex};
    answered.wait(lock, [&] { return is_answered; });
    if (error) {
        std::rethrow_exception(error);
    }
}

Counts Writer::counts() const {
    const std::lock_guard lock{mutex_};
    return {.commits = commits_, .jobs = jobs_, .failed_jobs = failed_jobs_, .queued = queued()};
}

void Writer::loop() {
    while (take_batch()) {
        run_batch();
        answer_all();
        wait_before_reconnect();
    }
}

bool Writer::take_batch() {
    batch_.clear();
    answers_.clear();
    std::unique_lock lock{mutex_};
    if (queued() == 0) {
        wait_for_work(lock);
    } else {
        gather(lock);
    }
    const bool was_full = queued() >= queue_jobs_max_;
    take_from(queue_, batch_jobs_max_);
    waited_for_in_batch_ = batch_.size();
    take_from(background_, riders());
    if (was_full) {
        room_arrived_.notify_all();
    }
    return !batch_.empty();
}

std::size_t Writer::riders() {
    const Milliseconds now = clock_.steady();
    if (!batch_.empty()) {
        waited_for_at_ = now;
        return 1 + batch_.size() / kWaitedForPerRider;
    }
    return now - waited_for_at_ < kComesBackWithin ? kBackgroundBetween : kBackgroundAlone;
}

void Writer::take_from(std::deque<WriteJob>& queue, std::size_t at_most) {
    const std::size_t count = std::min({queue.size(), at_most, batch_jobs_max_ - batch_.size()});
    const auto end = queue.begin() + static_cast<std::ptrdiff_t>(count);
    batch_.insert(batch_.end(), std::make_move_iterator(queue.begin()),
                  std::make_move_iterator(end));
    queue.erase(queue.begin(), end);
}

void Writer::wait_for_work(std::unique_lock<std::mutex>& lock) {
    const auto ready = [&] { return queued() > 0 || stopping_; };
    wants_any_ = true;
    while (!ready()) {
        if (!untidy_) {
            work_arrived_.wait(lock, ready);
        } else if (!work_arrived_.wait_for(lock, kIdleBeforeTidy, ready)) {
            lock.unlock();
            tidy();
            lock.lock();
        }
    }
    wants_any_ = false;
}

void Writer::gather(std::unique_lock<std::mutex>& lock) {
    const std::size_t start = queue_.size();
    const std::size_t wanted = std::min(start + answered_last_, batch_jobs_max_);
    const bool has_riders = answered_last_ > 0 && !background_.empty();
    const auto patience =
        has_riders ? gather_delay_.patience_with_riders() : gather_delay_.patience();
    if (stopping_ || start >= wanted || patience.count() == 0) {
        return;
    }
    wake_at_ = wanted;
    work_arrived_.wait_for(lock, patience, [&] { return queue_.size() >= wanted || stopping_; });
    wake_at_ = 0;
    if (!has_riders) {
        gather_delay_.record_gain(start, queue_.size());
    }
}

void Writer::run_batch() {
    answers_.reserve(batch_.size());
    try {
        for (std::size_t next = 0; next < batch_.size();) {
            next += run_transaction(next);
        }
    } catch (const Failure& failure) {
        log_error("database: {}", failure.what());
        for (std::size_t next = answers_.size(); next < batch_.size(); ++next) {
            answers_.push_back({&batch_[next], std::current_exception()});
        }
    }
}

void Writer::connect() {
    connection_ = nullptr;
    connection_ = driver_.connect(Begin::write);
    reconnect_delay_ = {};
}

void Writer::begin() {
    if (!connection_ || !connection_->usable()) {
        connect();
    }
    try {
        connection_->begin(Begin::write);
    } catch (const Failure&) {
        if (connection_->usable()) {
            throw;
        }
        connect();
        connection_->begin(Begin::write);
    }
}

std::size_t Writer::run_transaction(std::size_t first) {
    begin();
    try {
        for (std::size_t index = first; index < batch_.size(); ++index) {
            // The first job needs no savepoint: the transaction itself can be taken back.
            run_job(batch_[index], index != first);
        }
        commit();
    } catch (const Failure& failure) {
        // The transaction is gone, and with it what ran before: those jobs share the failure, the
        // rest of the batch gets a transaction of its own.
        log_error("database: transaction lost: {}", failure.what());
        connection_->roll_back();
        fail_all(std::span{answers_}.subspan(first), std::current_exception());
    }
    return answers_.size() - first;
}

void Writer::run_job(WriteJob& job, bool in_savepoint) {
    if (in_savepoint) {
        connection_->set_savepoint();
    }
    Session session{*connection_};
    std::exception_ptr error;
    Failure cause{FailureKind::unavailable, "the engine has ended the transaction"};
    bool keep = false;
    try {
        keep = job.work(session);
    } catch (const Failure& failure) {
        cause = failure;
        error = std::current_exception();
    } catch (...) {
        error = std::current_exception();
    }
    const TransactionState state = connection_->transaction();
    if (keep && state == TransactionState::aborted) {
        error = std::make_exception_ptr(
            Failure{FailureKind::bug, "work went on after a Failure of its own statement"});
        keep = false;
    }
    answers_.push_back({&job, error});
    if (state == TransactionState::none) {
        throw cause;
    }
    if (!keep) {
        undo_job(in_savepoint);
    } else if (in_savepoint) {
        connection_->release_savepoint();
    }
}

void Writer::undo_job(bool in_savepoint) {
    if (in_savepoint) {
        connection_->roll_back_to_savepoint();
    } else {
        connection_->roll_back();
        connection_->begin(Begin::write);
    }
}

void Writer::commit() {
    const Milliseconds start = clock_.steady();
    connection_->commit();
    gather_delay_.record_commit(clock_.steady() - start);
    ++commits_;
    untidy_ = true;
    if (on_commit_) {
        on_commit_();
    }
}

void Writer::tidy() {
    untidy_ = false;
    if (connection_) {
        connection_->tidy();
    }
}

void Writer::fail_all(std::span<Answer> answers, const std::exception_ptr& error) {
    for (Answer& answer : answers) {
        if (!answer.error) {
            answer.error = error;
        }
    }
}

void Writer::answer_all() {
    answered_last_ = waited_for_in_batch_;
    for (Answer& answer : answers_) {
        ++jobs_;
        failed_jobs_ += answer.error ? 1 : 0;
        answer.job->done(std::move(answer.error));
    }
    if (on_answered_) {
        on_answered_();
    }
    batch_.clear();
}

/// Keeps a lost engine from being asked in a tight loop; what arrives meanwhile waits in the queue.
void Writer::wait_before_reconnect() {
    if (connection_ && connection_->usable()) {
        return;
    }
    reconnect_delay_ = std::clamp(reconnect_delay_ * 2, kReconnectDelayMin, kReconnectDelayMax);
    std::unique_lock lock{mutex_};
    work_arrived_.wait_for(lock, reconnect_delay_, [&] { return stopping_; });
}

}  // namespace postroom::db
