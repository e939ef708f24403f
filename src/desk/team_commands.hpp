// Making teams and saying who belongs to them.
// Invariant: one transaction with its event and its audit entry; whoever leaves a team follows no
// project that only the team opened to them. Rule: product.md "Words" (team); F024; SEC-21.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/people.hpp"

namespace postroom::desk {

/// Errors: conflict `team_exists`; not_found `user_not_found`.
Result<model::Team> create_team(db::Session& session, const Environment& env,
                                const std::string& name, const std::vector<UserId>& members,
                                model::Person actor);

struct TeamChange {
    std::optional<std::string> name;
    std::optional<std::vector<UserId>> members;  ///< all of them from now on
};
/// The same; and not_found `team_not_found`.
Result<model::Team> change_team(db::Session& session, const Environment& env, TeamId id,
                                const TeamChange& change, model::Person actor);

}  // namespace postroom::desk
