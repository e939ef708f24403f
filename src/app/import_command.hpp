// `postroom import-outbox`: the unsent mail of another program into the Outbox.
// Invariant: what is imported leaves by hand alone; a file imported twice adds nothing. Rule:
// features F154, F155.
#pragma once

#include <string>

#include "core/result.hpp"
#include "db/database.hpp"
#include "desk/environment.hpp"

namespace postroom::app {

/// What to print: how many came in, and each mail that did not, with its line and why. Error
/// `invalid` when the file cannot be read.
Result<std::string> import_outbox(db::Database& database, const desk::Environment& env,
                                  const std::string& mbox);

}  // namespace postroom::app
