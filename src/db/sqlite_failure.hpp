// What an SQLite result code means to the caller.
// Rule: sqlite.org/rescode.html; IN-3 (a full disk is told apart from a bug).
#pragma once

#include <string_view>

#include "db/failure.hpp"

struct sqlite3;

namespace postroom::db {

/// `code` is an extended result code.
FailureKind classify_sqlite(int code);
/// Throws a Failure with the engine's message and the start of `sql`.
[[noreturn]] void throw_sqlite(sqlite3* handle, int code, std::string_view sql);

}  // namespace postroom::db
