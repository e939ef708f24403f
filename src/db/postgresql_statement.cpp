// Reading columns of a PGresult in binary format.
#include "db/postgresql_statement.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "db/failure.hpp"
#include "db/postgresql_codec.hpp"

namespace postroom::db {

bool PgStatement::fits(std::span<const Value> args) const {
    if (args.size() != kinds_.size()) {
        return false;
    }
    for (std::size_t index = 0; index < args.size(); ++index) {
        const bool untyped = args[index].kind == Value::Kind::untyped;
        if (!untyped && args[index].kind != kinds_[index]) {
            return false;
        }
    }
    return true;
}

std::int64_t PgStatement::changed() const {
    // Also counts the rows of a select, which changes none.
    const bool is_select = std::string_view{PQcmdStatus(result_.get())}.starts_with("SELECT");
    return is_select ? 0 : parse_int(PQcmdTuples(result_.get())).value_or(0);
}

bool PgStatement::is_null(int column) const {
    if (column < 0 || column >= PQnfields(result_.get())) {
        throw Failure{FailureKind::bug, fmt::format("no column {} in the answer", column)};
    }
    return PQgetisnull(result_.get(), row_, column) != 0;
}

std::string_view PgStatement::raw(int column) const {
    return {PQgetvalue(result_.get(), row_, column),
            static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
}

std::int64_t PgStatement::integer(int column) const {
    return is_null(column) ? 0 : decode_integer(PQftype(result_.get(), column), raw(column));
}

double PgStatement::real(int column) const {
    return is_null(column) ? 0 : decode_real(PQftype(result_.get(), column), raw(column));
}

std::string_view PgStatement::bytes(int column) const {
    if (is_null(column)) {
        return {};
    }
    const Oid type = PQftype(result_.get(), column);
    if (!is_number(type)) {
        return raw(column);
    }
    const auto index = static_cast<std::size_t>(column);
    if (converted_.size() <= index) {
        converted_.resize(index + 1);
    }
    return converted_[index] = decode_text(type, raw(column));
}

}  // namespace postroom::db
