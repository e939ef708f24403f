// Brings a schema up to date.
// Invariant: all steps in one transaction; a database that the program does not understand is not
// touched. Rule: architecture.md "SQL" (migrations are forward only, compiled in, with checksum).
#pragma once

#include <span>

#include "core/result.hpp"
#include "db/migration.hpp"
#include "db/session.hpp"

namespace postroom::db {

/// Applies the missing steps. conflict "database_newer": a later program was here; conflict
/// "migration_edited": an applied step is not the one compiled in. Throws Failure.
Result<void> apply_migrations(Session& session, std::span<const Migration> migrations);

/// How many steps apply_migrations would run; changes nothing. The same errors. Throws Failure when
/// the database is none of this program's.
Result<std::size_t> count_pending_migrations(Session& session,
                                             std::span<const Migration> migrations);

}  // namespace postroom::db
