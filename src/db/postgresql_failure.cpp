// SQLSTATE classes, sorted by what an administrator or a caller can do about them.
#include "db/postgresql_failure.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace postroom::db {

FailureKind classify_postgresql(std::string_view sqlstate) {
    // 08: connection; 57P01..03: server stops or starts; 53: out of memory, connections; 25006: a
    // standby took over and only reads.
    if (sqlstate == "08P01") {
        return FailureKind::bug;  // protocol violation: wrong number of arguments
    }
    if (sqlstate.empty() || sqlstate.starts_with("08") || sqlstate.starts_with("57P") ||
        sqlstate == "25006") {
        return FailureKind::unavailable;
    }
    if (sqlstate == "53100" || sqlstate == "58030") {
        return FailureKind::full;
    }
    if (sqlstate.starts_with("53")) {
        return FailureKind::unavailable;
    }
    if (sqlstate.starts_with("XX00") && sqlstate != "XX000") {
        return FailureKind::corrupt;
    }
    // 40: serialisation, deadlock; 55P03: lock not available; 57014: cancelled, statement timeout.
    if (sqlstate.starts_with("40") || sqlstate == "55P03" || sqlstate == "57014") {
        return FailureKind::busy;
    }
    return FailureKind::bug;
}

void throw_postgresql(PGconn* handle, const PGresult* result, std::string_view sql) {
    const char* state = result != nullptr ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    const std::string_view sqlstate = state != nullptr ? state : "";
    const char* message = result != nullptr && sqlstate.size() > 0 ? PQresultErrorMessage(result)
                                                                   : PQerrorMessage(handle);
    // A connection that broke while an answer was under way has the state of the last complete one.
    const FailureKind kind = PQstatus(handle) == CONNECTION_BAD ? FailureKind::unavailable
                                                                : classify_postgresql(sqlstate);
    throw Failure{kind, fmt::format("postgresql {}: {} in: {}", sqlstate, one_line(message),
                                    sql.substr(0, 300))};
}

}  // namespace postroom::db
