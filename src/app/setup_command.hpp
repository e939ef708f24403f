// `postroom setup`: an empty workspace without the wizard.
// Invariant: does nothing to a workspace that has an administrator already. Rule: architecture.md
// "Contracts".
#pragma once

#include <string>

#include "core/result.hpp"
#include "db/database.hpp"
#include "desk/environment.hpp"

namespace postroom::app {

struct SetupOptions {
    std::string admin_email;
    std::string admin_password;
    std::string support_address;
    bool sample = false;               ///< three agents, two teams, projects
    bool without_automations = false;  ///< else the standard set, A02 switched on
};

Result<void> set_up(db::Database& database, const desk::Environment& env,
                    const SetupOptions& options);

}  // namespace postroom::app
