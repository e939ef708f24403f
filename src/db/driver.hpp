// The seam between the engines and everything above: one connection, one running statement.
// Invariant: nothing above this header knows sqlite3 or libpq; one thread at a time uses a
// connection. Rule: style.md (inheritance only at the seams).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "db/value.hpp"

namespace postroom::db {

enum class Dialect { sqlite, postgresql };

/// A statement while its rows are read. Views live until the next call of next() or close().
class Cursor {
   public:
    virtual ~Cursor() = default;
    /// Moves to the next (first) row; false after the last one. Throws Failure.
    virtual bool next() = 0;
    virtual bool is_null(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;
    virtual double real(int column) const = 0;
    virtual std::string_view bytes(int column) const = 0;
    /// Makes the statement ready for its next use.
    virtual void close() noexcept = 0;
};

enum class Begin { read, write };

enum class TransactionState {
    none,     ///< none was begun, or the engine itself has ended it (disk full, connection lost)
    open,     ///< statements may run
    aborted,  ///< only rolling back helps (PostgreSQL, after an error)
};

/// One connection to one engine. Every function but those `noexcept` throws Failure.
class Connection {
   public:
    virtual ~Connection() = default;
    virtual Dialect dialect() const = 0;
    /// Starts a statement, prepared once per connection and text; the caller closes it.
    virtual Cursor& run(std::string_view sql, std::span<const Value> args) = 0;
    /// Runs a statement to its end; rows inserted, updated or deleted.
    virtual std::int64_t execute(std::string_view sql, std::span<const Value> args) = 0;
    /// Several statements without arguments, for migrations.
    virtual void script(std::string_view sql) = 0;

    virtual void begin(Begin kind) = 0;
    virtual void commit() = 0;
    /// Ends the transaction without effect, whatever state it is in.
    virtual void roll_back() noexcept = 0;
    virtual TransactionState transaction() const noexcept = 0;
    /// The one level of nesting: each job of a group commit.
    virtual void set_savepoint() = 0;
    virtual void release_savepoint() = 0;
    /// Undoes everything since set_savepoint().
    virtual void roll_back_to_savepoint() = 0;

    /// Prepares without running; the engine's message when it refuses.
    virtual Result<void> check(std::string_view sql) = 0;
    /// The query plan as text, one step a line.
    virtual std::string explain(std::string_view sql) = 0;
    /// False once the connection is lost and must be replaced.
    virtual bool usable() const noexcept = 0;
    /// Work for an idle moment, such as a passive checkpoint.
    virtual void tidy() noexcept = 0;
};

/// One engine: how to reach it, what it calls itself.
class Driver {
   public:
    virtual ~Driver() = default;
    virtual Dialect dialect() const = 0;
    /// A new connection, for reading or for writing. Throws Failure.
    virtual std::unique_ptr<Connection> connect(Begin role) = 0;
    /// True when the database lives in one connection, so that readers must borrow the writer's.
    virtual bool single_connection() const = 0;
    /// Name, version and place, without password.
    virtual std::string description() const = 0;
};

}  // namespace postroom::db
