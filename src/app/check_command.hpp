// `postroom check`: would the server start with these settings, and is the workspace in order?
// Invariant: changes nothing: makes no folder, no file, no schema step. Rule: architecture.md
// "Contracts: Command line".
#pragma once

#include <string>

#include "app/config.hpp"
#include "core/result.hpp"

namespace postroom::app {

/// One line for each thing looked at; what deserves attention begins with "warning:". Errors:
/// `invalid` with one sentence when the server would not start.
Result<std::string> check(const Config& config);

}  // namespace postroom::app
