// System emails about accounts: welcome, password reset.
// Invariant: the answer to a wish for a password reset is the same whoever asks; in quiet mode it
// is kept, as everything. Rule: features F073-F075; OUT-16; SEC-14.
#pragma once

#include <string_view>

#include "core/result.hpp"
#include "db/database.hpp"
#include "desk/environment.hpp"
#include "desk/sign_in.hpp"

namespace postroom::desk {

/// Welcomes a user just made, with a one-time link where people can open one. (F073)
Result<void> welcome_user(db::Session& session, const Environment& env, const model::User& user,
                          model::Person maker);

/// Mails a one-time sign-in link to the user with this address, if there is one. (F075)
/// Errors: invalid_address; too_many_attempts.
Result<void> ask_for_password_reset(db::Database& database, const Environment& env,
                                    std::string_view email, const Visitor& visitor);

}  // namespace postroom::desk
