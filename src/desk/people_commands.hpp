// Making and changing users and customers.
// Invariant: each command is one transaction with its event; there is always an active
// administrator. Rule: features F025, F044, F045, F086-F089; product.md "user", "customer".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/people.hpp"

namespace postroom::desk {

struct NewUser {
    std::string email;
    std::string name;
    model::Role role = model::Role::member;
    std::string language = "en";
    std::string password_hash;  ///< empty: signs in by link until a password is set
    std::vector<TeamId> teams;
};
/// Errors: invalid (address, team), conflict `user_exists`.
Result<model::User> create_user(db::Session& session, const Environment& env, const NewUser& user,
                                model::Person actor);

/// Stores what is changed in `after`; a deactivated user's sessions end.
/// Errors: conflict `last_administrator`; denied `administrators_only` when someone who is none
/// widens their own access (F025).
Result<void> change_user(db::Session& session, const Environment& env, const model::User& after,
                         const model::User& actor);

/// Somebody who has not written yet; who has no organization gets that of their mail domain.
/// @param customer  with an address that nobody has; its id is ignored
model::Customer create_customer(db::Session& session, const Environment& env,
                                const model::Customer& customer, model::Person actor);

/// Renames, moves to an organization, deactivates or reactivates; deletes nothing but the sessions
/// of whoever is deactivated (F087).
void change_customer(db::Session& session, const Environment& env, const model::Customer& after,
                     model::Person actor);

/// Mail may go to this address again, and what was reported of it counts no more; whoever says so
/// has asked, or knows better. (BNC-4, BNC-7)
void lift_suppression(db::Session& session, const Environment& env, const model::Customer& customer,
                      model::Person actor);

}  // namespace postroom::desk
