// `postroom backup` and `postroom restore`: a whole workspace as one folder, and back.
// Invariant: a backup is there whole or not at all; nothing is ever overwritten; taking one neither
// changes the database nor stops the server. Rule: architecture.md "Contracts: Command line";
// docs/operators.md "Backup".
#pragma once

#include <string>

#include "app/config.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"

namespace postroom::app {

struct BackupOptions {
    std::string to;          ///< the new folder
    bool keys_only = false;  ///< key and settings, for a database that is dumped by other means
};

/// Returns the sentence to print. Errors: `invalid` with one sentence.
Result<std::string> back_up(const Config& config, const BackupOptions& options, const Clock& clock);

/// Fills the empty folder `data_dir`. Returns the sentence to print. Errors: `invalid`.
Result<std::string> restore(const std::string& from, const std::string& data_dir);

}  // namespace postroom::app
