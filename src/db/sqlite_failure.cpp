// Extended result codes of SQLite, sorted by what an administrator or a caller can do about them.
#include "db/sqlite_failure.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace postroom::db {

FailureKind classify_sqlite(int code) {
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
        case SQLITE_INTERRUPT:
            return FailureKind::busy;
        case SQLITE_FULL:
        case SQLITE_IOERR:
            return FailureKind::full;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return FailureKind::corrupt;
        case SQLITE_CANTOPEN:
        case SQLITE_NOMEM:
        case SQLITE_PERM:
            return FailureKind::unavailable;
        case SQLITE_READONLY:
            // The plain code is our own query_only; the extended ones speak of the file system.
            return code == SQLITE_READONLY ? FailureKind::bug : FailureKind::unavailable;
        default:
            return FailureKind::bug;
    }
}

void throw_sqlite(sqlite3* handle, int code, std::string_view sql) {
    const char* message = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
    throw Failure{classify_sqlite(code),
                  fmt::format("sqlite {}: {} in: {}", code, message, sql.substr(0, 300))};
}

}  // namespace postroom::db
