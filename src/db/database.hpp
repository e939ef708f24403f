// The database of the program: one writer with group commit, a few readers, one migration runner.
// Invariant: write() and write_async() answer only after the COMMIT that holds the work is durable.
// Rule: architecture.md "Time, concurrency, errors" (group commit); IN-1 (durable before 250).
#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "db/migration.hpp"
#include "db/session.hpp"

namespace postroom::db {

/// The clock that Options names unless a test names another.
const Clock& system_clock();

struct Options {
    /// "sqlite:PATH", "sqlite::memory:" or "postgresql://...".
    std::string url;
    /// Connections for read(); opened when first needed.
    std::size_t readers = 4;
    /// Jobs in one transaction at most.
    std::size_t batch_jobs_max = 512;
    /// write() waits while this many jobs are queued.
    std::size_t queue_jobs_max = 4096;
    /// SQLite page caches and the mapped part of the file, in bytes, per connection.
    std::size_t writer_cache_bytes = std::size_t{24} << 20;
    std::size_t reader_cache_bytes = std::size_t{4} << 20;
    std::size_t mmap_bytes = std::size_t{16} << 20;
    /// Called on the writer thread after each commit, before its jobs are answered; must be short.
    std::function<void()> on_commit;
    /// Called on the writer thread after the jobs of a commit were answered; must be short.
    std::function<void()> on_answered;
    /// Measures how long a commit takes; outlives the database. Not used for the time in any row.
    const Clock* clock = &system_clock();
};

/// Counters since the start, for metrics and tests.
struct Counts {
    std::uint64_t commits = 0;
    std::uint64_t jobs = 0;
    std::uint64_t failed_jobs = 0;
    std::size_t queued = 0;
};

/// Whether a peer or a person waits for the commit, or only the next stage does.
enum class Haste {
    waited_for,
    background  ///< rides in the commits of others while there are any; see Writer::take_batch
};

namespace detail {
template <class T>
inline constexpr bool kIsResult = false;
template <class T>
inline constexpr bool kIsResult<std::expected<T, Error>> = true;

/// Whether what a job returned lets its effects stand.
template <class T>
bool keeps_effects(const T& outcome) {
    if constexpr (kIsResult<T>) {
        return outcome.has_value();
    } else {
        return true;
    }
}
}  // namespace detail

/// Any thread may call any member. Work runs on the writer thread (write) or the caller's (read);
/// it must not call write() again.
class Database {
   public:
    using Done = std::move_only_function<void(std::exception_ptr)>;

    /// Opens (creates) the database and checks that it answers. It does not migrate.
    static Result<std::unique_ptr<Database>> open(const Options& options);
    /// Finishes what is queued, then closes.
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Runs `work(Session&)` in the next group commit and returns its value after the COMMIT. When
    /// the value is a Result with an error, or `work` throws, nothing of this job is kept and no
    /// other job of the group is touched. Waits while the queue is full. Throws Failure and what
    /// `work` throws.
    template <class F>
    auto write(F work, Haste haste = Haste::waited_for) -> std::invoke_result_t<F&, Session&> {
        using Out = std::invoke_result_t<F&, Session&>;
        if constexpr (std::is_void_v<Out>) {
            write_and_wait(
                [&](Session& session) {
                    work(session);
                    return true;
                },
                haste);
        } else {
            std::optional<Out> outcome;
            write_and_wait(
                [&](Session& session) {
                    outcome.emplace(work(session));
                    return detail::keeps_effects(*outcome);
                },
                haste);
            return std::move(*outcome);
        }
    }

    /// The same without waiting, for thousands a second: never blocks, so callers bound what they
    /// have in flight. `done` runs on the writer thread after the COMMIT (null) or with what was
    /// thrown; it must be short and must not throw. A Result that `work` returns only decides
    /// whether its effects are kept: carry it to `done` yourself.
    template <class F>
    void write_async(F work, Done done, Haste haste = Haste::waited_for) {
        enqueue(
            [work = std::move(work)](Session& session) mutable {
                if constexpr (std::is_void_v<std::invoke_result_t<F&, Session&>>) {
                    work(session);
                    return true;
                } else {
                    return detail::keeps_effects(work(session));
                }
            },
            std::move(done), haste);
    }

    /// Runs `work(Session&)` on this thread in a read-only snapshot; waits while all readers are
    /// busy. (sqlite::memory: has one connection, so there it runs on the writer.) Throws Failure.
    template <class F>
    auto read(F work) -> std::invoke_result_t<F&, Session&> {
        using Out = std::invoke_result_t<F&, Session&>;
        if constexpr (std::is_void_v<Out>) {
            read_here([&](Session& session) { work(session); });
        } else {
            std::optional<Out> outcome;
            read_here([&](Session& session) { outcome.emplace(work(session)); });
            return std::move(*outcome);
        }
    }

    /// Brings the schema up to date, all in one transaction. Refuses a database newer than
    /// `migrations`, and one whose applied steps differ from them.
    Result<void> migrate(std::span<const Migration> migrations);

    Dialect dialect() const;
    Counts counts() const;
    /// "SQLite 3.40.1, /var/lib/postroom/postroom.db" or "PostgreSQL 15.9 at host/name", without
    /// password.
    std::string description() const;

   private:
    class Engine;
    explicit Database(std::unique_ptr<Engine> engine);
    void enqueue(std::move_only_function<bool(Session&)> work, Done done, Haste haste);
    void write_and_wait(std::move_only_function<bool(Session&)> work, Haste haste);
    void read_here(std::move_only_function<void(Session&)> work);

    std::unique_ptr<Engine> engine_;
};

}  // namespace postroom::db
