// The embedded engine.
// Invariant: WAL with synchronous=FULL: what COMMIT has answered survives a power cut.
// Rule: architecture.md "Toolchain" (SQLite 3.40, embedded default), IN-1.
#pragma once

#include <memory>
#include <string>

#include "db/database.hpp"
#include "db/driver.hpp"

namespace postroom::db {

/// `path` is a file, created when missing, or ":memory:".
std::unique_ptr<Driver> sqlite_driver(std::string path, const Options& options);

}  // namespace postroom::db
