// One prepared statement of PostgreSQL and the rows of its running answer.
// Invariant: prepared with the argument kinds of its first use; other kinds prepare it anew.
// Rule: PostgreSQL 15, chapter 34 (libpq), binary results.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

#include "db/driver.hpp"

namespace postroom::db {

struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using PgResult = std::unique_ptr<PGresult, ClearResult>;

class PgStatement final : public Cursor {
   public:
    PgStatement(std::string name, std::vector<Value::Kind> kinds)
        : name_(std::move(name)), kinds_(std::move(kinds)) {}

    const std::string& name() const { return name_; }
    /// Whether `args` fit the kinds that it was prepared with; an untyped null fits all.
    bool fits(std::span<const Value> args) const;
    bool running() const { return result_ != nullptr; }
    void start(PgResult result) {
        result_ = std::move(result);
        row_ = -1;
    }

    /// Rows that the statement inserted, updated or deleted.
    std::int64_t changed() const;
    bool next() override { return ++row_ < PQntuples(result_.get()); }
    bool is_null(int column) const override;
    std::int64_t integer(int column) const override;
    double real(int column) const override;
    std::string_view bytes(int column) const override;
    void close() noexcept override { result_.reset(); }

   private:
    std::string_view raw(int column) const;

    std::string name_;
    std::vector<Value::Kind> kinds_;
    PgResult result_;
    int row_ = -1;
    mutable std::vector<std::string> converted_;  ///< numbers read as text, by column
};

}  // namespace postroom::db
