// Values in PostgreSQL's binary format.
// Invariant: network byte order; a type that is not listed is read as its bytes (text and its kin).
// Rule: PostgreSQL 15, pg_type.dat (type numbers), numeric.c (layout of numeric).
#pragma once

#include <libpq-fe.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "db/value.hpp"

namespace postroom::db {

/// The parameter type that is declared for a kind; 0 leaves it to the server.
Oid parameter_type(Value::Kind kind);
std::array<char, 8> encode_big_endian(std::uint64_t value);

/// `bytes` of a column of `type`. Throws Failure(bug) when it holds no number.
std::int64_t decode_integer(Oid type, std::string_view bytes);
double decode_real(Oid type, std::string_view bytes);
/// True for types whose binary form is not their text, so that they must be converted.
bool is_number(Oid type);
std::string decode_text(Oid type, std::string_view bytes);

}  // namespace postroom::db
