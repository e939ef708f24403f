// One transaction (or one savepoint of a group commit) on one connection.
// Invariant: a Session is used by one thread at a time and never outlives the call that received
// it. Rule: architecture.md "SQL": $1, $2... on both engines, dialect words in {{...}}
// (db/dialect.hpp).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "db/failure.hpp"
#include "db/row.hpp"

namespace postroom::db {

class Session {
   public:
    explicit Session(Connection& connection) : connection_(connection) {}
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// The first row through `map(const Row&)`, or nothing. The statement is stopped after that
    /// row, so an `insert ... returning` of several rows belongs into list().
    template <class F, class... A>
    auto one(std::string_view sql, F map, const A&... args)
        -> std::optional<std::remove_cvref_t<std::invoke_result_t<F&, const Row&>>> {
        const std::array<Value, sizeof...(A)> values{to_value(args)...};
        const Open open{connection_.run(sql, values)};
        if (!open.cursor.next()) {
            return std::nullopt;
        }
        return map(Row{open.cursor});
    }

    /// Every row through `map(const Row&)`, in the order of the answer.
    template <class F, class... A>
    auto list(std::string_view sql, F map, const A&... args)
        -> std::vector<std::remove_cvref_t<std::invoke_result_t<F&, const Row&>>> {
        const std::array<Value, sizeof...(A)> values{to_value(args)...};
        const Open open{connection_.run(sql, values)};
        std::vector<std::remove_cvref_t<std::invoke_result_t<F&, const Row&>>> rows;
        while (open.cursor.next()) {
            rows.push_back(map(Row{open.cursor}));
        }
        return rows;
    }

    /// Runs a statement; rows inserted, updated or deleted.
    template <class... A>
    std::int64_t execute(std::string_view sql, const A&... args) {
        const std::array<Value, sizeof...(A)> values{to_value(args)...};
        return connection_.execute(sql, values);
    }

    /// Several statements separated by semicolons, without arguments (migrations and tests).
    void script(std::string_view sql) { connection_.script(sql); }

    Dialect dialect() const { return connection_.dialect(); }

    /// Prepares `sql` without running it, so that a test can try every statement of the product.
    Result<void> check(std::string_view sql) { return connection_.check(sql); }
    /// The engine's query plan, one step a line.
    std::string explain(std::string_view sql) { return connection_.explain(sql); }

   private:
    struct Open {
        Cursor& cursor;
        explicit Open(Cursor& running) : cursor(running) {}
        Open(const Open&) = delete;
        Open& operator=(const Open&) = delete;
        ~Open() { cursor.close(); }
    };
    Connection& connection_;
};

}  // namespace postroom::db
