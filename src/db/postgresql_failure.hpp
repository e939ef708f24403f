// What an error of PostgreSQL means to the caller.
// Rule: PostgreSQL 15, appendix A (SQLSTATE classes).
#pragma once

#include <libpq-fe.h>

#include <string_view>

#include "db/failure.hpp"

namespace postroom::db {

/// `sqlstate` is empty when the server could not say anything (connection lost).
FailureKind classify_postgresql(std::string_view sqlstate);
/// Throws a Failure with the server's message and the start of `sql`; `result` may be null.
[[noreturn]] void throw_postgresql(PGconn* handle, const PGresult* result, std::string_view sql);

}  // namespace postroom::db
