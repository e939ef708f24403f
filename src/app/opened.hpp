// What every command of the program opens first: directory, keys, database, environment.
// Invariant: opened in this order, closed in the reverse one. Rule: architecture.md "Contracts".
#pragma once

#include <functional>
#include <memory>

#include "app/config.hpp"
#include "app/data_dir.hpp"
#include "core/clock.hpp"
#include "core/random.hpp"
#include "db/database.hpp"
#include "desk/environment.hpp"

namespace postroom::app {

struct Opened {
    Config config;
    std::unique_ptr<DataDir> directory;
    std::string lease_owner;  ///< names the server of this directory; the same after a restart
    SystemClock clock;
    SystemRandom random;
    std::unique_ptr<db::Database> database;
    std::unique_ptr<desk::Environment> env;
};

/// Opens everything and brings the schema up to date. Errors: invalid, with the sentence to print.
/// @param on_commit    called after each commit of the database; may be empty
/// @param on_answered  called when all jobs of a commit have been answered; may be empty
Result<std::unique_ptr<Opened>> open_all(Config config, DataUse use,
                                         std::function<void()> on_commit = {},
                                         std::function<void()> on_answered = {});

}  // namespace postroom::app
