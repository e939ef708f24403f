// Preparing, binding and stepping through sqlite3.
#include "db/sqlite_statement.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "db/failure.hpp"
#include "db/sqlite_failure.hpp"

namespace postroom::db {

SqliteStatement::SqliteStatement(sqlite3* handle, std::string_view sql) : handle_(handle) {
    const char* rest = nullptr;
    const int code = sqlite3_prepare_v3(handle, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement_, &rest);
    if (code != SQLITE_OK) {
        throw_sqlite(handle, code, sql);
    }
    try {
        const auto used = static_cast<std::size_t>(rest - sql.data());
        if (statement_ == nullptr || !trim(sql.substr(used)).empty()) {
            throw Failure{FailureKind::bug, fmt::format("not one statement: {}", sql)};
        }
        map_parameters();
    } catch (...) {
        sqlite3_finalize(statement_);
        throw;
    }
}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(statement_); }

void SqliteStatement::map_parameters() {
    const int slots = sqlite3_bind_parameter_count(statement_);
    for (int slot = 1; slot <= slots; ++slot) {
        const char* name = sqlite3_bind_parameter_name(statement_, slot);
        const auto number =
            name != nullptr && *name == '$' ? parse_int(name + 1) : std::optional<std::int64_t>{};
        if (!number || *number < 1) {
            throw Failure{FailureKind::bug, fmt::format("placeholders are $1, $2...; found {}",
                                                        name != nullptr ? name : "?")};
        }
        argument_of_slot_.push_back(static_cast<std::size_t>(*number) - 1);
        arguments_ = std::max(arguments_, static_cast<std::size_t>(*number));
    }
}

void SqliteStatement::start(std::span<const Value> args) {
    if (running_ || args.size() != arguments_) {
        throw Failure{FailureKind::bug,
                      fmt::format("{} ({} arguments given, {} wanted): {}",
                                  running_ ? "statement started while it runs" : "wrong arguments",
                                  args.size(), arguments_, sqlite3_sql(statement_))};
    }
    int slot = 0;
    for (const std::size_t argument : argument_of_slot_) {
        bind(++slot, args[argument]);
    }
    running_ = true;
}

void SqliteStatement::bind(int slot, const Value& value) {
    // A null pointer would bind null instead of an empty text.
    const char* bytes = value.view.data() != nullptr ? value.view.data() : "";
    int code = SQLITE_OK;
    if (value.null) {
        code = sqlite3_bind_null(statement_, slot);
    } else if (value.kind == Value::Kind::integer) {
        code = sqlite3_bind_int64(statement_, slot, value.integer);
    } else if (value.kind == Value::Kind::real) {
        code = sqlite3_bind_double(statement_, slot, value.real);
    } else if (value.kind == Value::Kind::text) {
        code = sqlite3_bind_text64(statement_, slot, bytes, value.view.size(), SQLITE_STATIC,
                                   SQLITE_UTF8);
    } else {
        code = sqlite3_bind_blob64(statement_, slot, bytes, value.view.size(), SQLITE_STATIC);
    }
    if (code != SQLITE_OK) {
        fail_with(code);
    }
}

bool SqliteStatement::next() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code != SQLITE_DONE) {
        fail_with(code);
    }
    return false;
}

bool SqliteStatement::is_null(int column) const {
    require(column);
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t SqliteStatement::integer(int column) const {
    require(column);
    return sqlite3_column_int64(statement_, column);
}

double SqliteStatement::real(int column) const {
    require(column);
    return sqlite3_column_double(statement_, column);
}

std::string_view SqliteStatement::bytes(int column) const {
    require(column);
    // For text, column_blob gives the stored bytes as they are; numbers need the conversion of
    // text.
    const int type = sqlite3_column_type(statement_, column);
    const void* data = type == SQLITE_BLOB || type == SQLITE_TEXT
                           ? sqlite3_column_blob(statement_, column)
                           : sqlite3_column_text(statement_, column);
    if (data == nullptr) {
        return {};
    }
    return {static_cast<const char*>(data),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void SqliteStatement::close() noexcept {
    sqlite3_reset(statement_);
    running_ = false;
}

void SqliteStatement::require(int column) const {
    if (column < 0 || column >= sqlite3_column_count(statement_)) {
        throw Failure{FailureKind::bug,
                      fmt::format("no column {} in: {}", column, sqlite3_sql(statement_))};
    }
}

void SqliteStatement::fail_with(int code) const {
    throw_sqlite(handle_, code, sqlite3_sql(statement_));
}

}  // namespace postroom::db
