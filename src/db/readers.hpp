// A small pool of connections for read-only snapshots on the callers' own threads.
// Invariant: a connection is lent to one thread at a time; never more than `connections_max` exist.
// Rule: architecture.md "Time, concurrency, errors" (SQLite: one writer + readers).
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "db/driver.hpp"
#include "db/session.hpp"

namespace postroom::db {

class Readers {
   public:
    Readers(Driver& driver, std::size_t connections_max);

    /// Runs `work` in a read-only snapshot; waits while all connections are lent. Throws Failure
    /// and what `work` throws. Any thread.
    void run(std::move_only_function<void(Session&)>& work);

   private:
    void begin(std::unique_ptr<Connection>& connection);
    std::unique_ptr<Connection> borrow();
    void give_back(std::unique_ptr<Connection> connection);

    Driver& driver_;
    const std::size_t connections_max_;
    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<Connection>> idle_;  ///< the last one returned is the warmest
    std::size_t lent_ = 0;
};

}  // namespace postroom::db
