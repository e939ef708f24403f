// The server engine, through libpq.
// Invariant: a commit is durable before it is answered, also where the server's default is weaker.
// Rule: architecture.md "Toolchain" (PostgreSQL 15), "Beyond one machine".
#pragma once

#include <memory>
#include <string>

#include "db/driver.hpp"

namespace postroom::db {

/// `url` as libpq reads it: postgresql://user:password@host:port/name?options.
std::unique_ptr<Driver> postgresql_driver(std::string url);

}  // namespace postroom::db
