// A consistent copy of an SQLite database, taken while other processes write to it.
// Invariant: the copy is the state of one moment and is checked before it counts; the source is
// only read. Rule: sqlite.org/lang_vacuum.html "VACUUM INTO"; architecture.md "Command line"
// (backup).
#pragma once

#include <string>

#include "core/result.hpp"

namespace postroom::db {

/// Copies the database file `from` to the new file `to` and makes it durable. Errors: `invalid`
/// when `from` is not there or `to` is, `transient` when the disk is full, with one sentence.
Result<void> copy_sqlite(const std::string& from, const std::string& to);

/// Whether the file is a whole, undamaged database. Error `invalid` with one sentence.
Result<void> check_sqlite(const std::string& file);

}  // namespace postroom::db
