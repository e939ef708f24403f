// One prepared statement of SQLite, which is its own cursor.
// Invariant: bound bytes are not copied; they outlive the run (Session holds the arguments).
// Rule: sqlite.org/c3ref: `$1` is a *name* there, so numbers are mapped to slots when preparing.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "db/driver.hpp"

namespace postroom::db {

class SqliteStatement final : public Cursor {
   public:
    /// Prepares `sql`, one statement in SQLite's own words. Throws Failure.
    SqliteStatement(sqlite3* handle, std::string_view sql);
    ~SqliteStatement() override;
    SqliteStatement(const SqliteStatement&) = delete;
    SqliteStatement& operator=(const SqliteStatement&) = delete;

    bool running() const { return running_; }
    /// How many arguments start() wants.
    std::size_t arguments() const { return arguments_; }
    void start(std::span<const Value> args);

    bool next() override;
    bool is_null(int column) const override;
    std::int64_t integer(int column) const override;
    double real(int column) const override;
    std::string_view bytes(int column) const override;
    void close() noexcept override;

   private:
    void map_parameters();
    void bind(int slot, const Value& value);
    void require(int column) const;
    [[noreturn]] void fail_with(int code) const;

    sqlite3* handle_;
    sqlite3_stmt* statement_ = nullptr;
    std::vector<std::size_t> argument_of_slot_;  ///< slot 1 is element 0
    std::size_t arguments_ = 0;
    bool running_ = false;
};

}  // namespace postroom::db
