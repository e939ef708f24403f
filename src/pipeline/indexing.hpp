// The search index, fed from the event log.
// Invariant: behind by at most the events after its cursor; reading an event twice indexes it once.
// Rule: architecture.md "search: SQLite FTS5, PostgreSQL tsvector, behind one dialect word".
#pragma once

#include "db/database.hpp"
#include "desk/environment.hpp"

namespace postroom::pipeline {

class Indexing {
   public:
    explicit Indexing(db::Database& database) : database_(database) {}
    /// Indexes the next batch of events. Returns how many there were.
    std::size_t run_once();

   private:
    db::Database& database_;
};

}  // namespace postroom::pipeline
