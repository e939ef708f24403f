// System emails about accounts of users: welcome, password reset.
// Invariant: asking for a new password does the same work and gets the same answer whatever the
// address is; whether a mail goes out is decided afterwards, away from whoever asked. In quiet mode
// only an administrator's link leaves. Rule: features F073-F075; OUT-16; SEC-14.
#pragma once

#include <string>
#include <string_view>

#include "automate/merge.hpp"
#include "core/result.hpp"
#include "db/database.hpp"
#include "desk/environment.hpp"
#include "desk/sign_in.hpp"
#include "store/portal.hpp"

namespace postroom::desk {

/// A place in the program as an address to open; empty where it does not know its own.
std::string link_to(const Environment& env, std::string_view path);

/// One system email to one user; nothing when it is off.
/// @param values  its merge fields; `link` becomes something to click
/// @param via     leaves through this connector; none = through the default one
Result<void> mail_user(db::Session& session, const Environment& env, const model::User& user,
                       std::string_view name, const automate::MergeValues& values,
                       ConnectorId via = {});

/// Welcomes a user just made, with a one-time link where people can open one. (F073)
Result<void> welcome_user(db::Session& session, const Environment& env, const model::User& user,
                          model::Person maker);

/// Notes that a link is wanted. (F075) Errors: invalid_address; too_many_attempts (one network; how
/// often one address was named is never told).
Result<void> ask_for_password_reset(db::Database& database, const Environment& env,
                                    std::string_view email, const Visitor& visitor);
/// Mails a one-time sign-in link to the user with this address, if there is one.
Result<void> answer_password_reset(db::Session& session, const Environment& env,
                                   const store::LinkRequest& request);

}  // namespace postroom::desk
