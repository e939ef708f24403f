// `postroom user`: users from the terminal, for who has lost the way in.
// Invariant: passwords come from files, never from the command line. Rule: architecture.md
// "Contracts".
#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"
#include "db/database.hpp"
#include "desk/environment.hpp"

namespace postroom::app {

/// One line a user: id, role, address, name.
Result<std::string> list_users(db::Database& database, const desk::Environment& env);
/// "/sign-in?token=...": works once, for 24 hours. Errors: not_found.
Result<std::string> make_link(db::Database& database, const desk::Environment& env,
                              std::string_view email);
/// Errors: invalid (address, role), conflict. Returns the new user's sign-in link.
Result<std::string> add_user_account(db::Database& database, const desk::Environment& env,
                                     const std::string& email, const std::string& name,
                                     std::string_view role);
/// Errors: not_found, invalid (too short).
Result<std::string> set_user_password(db::Database& database, std::string_view email,
                                      const std::string& password);

}  // namespace postroom::app
