// `postroom serve`: everything wired together, from the ready line to the drained end.
// Invariant: nothing is acknowledged after the drain has begun; SIGTERM ends with status 0 (I10).
// Rule: architecture.md "Contracts: Command line", "Time, concurrency, errors".
#pragma once

#include "app/config.hpp"

namespace postroom::app {

/// Runs until SIGTERM or SIGINT. The exit status: 0, or 2 with one sentence on standard error.
int serve(Config config);

}  // namespace postroom::app
