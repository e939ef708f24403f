// The schema of the product, step by step, as compiled in from migrations/NNNN_name.sql.
// Invariant: in order of their numbers; a released step never changes.
// Rule: architecture.md "SQL".
#pragma once

#include <span>

#include "db/migration.hpp"

namespace postroom::store {

/// For db::Database::migrate().
std::span<const db::Migration> migrations();

}  // namespace postroom::store
