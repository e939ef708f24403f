// All users and teams as one value, for deciding about many people at once.
// Invariant: read in one transaction; a stage reads it anew for each batch. Rule: F022-F051.
#pragma once

#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "db/session.hpp"
#include "model/people.hpp"

namespace postroom::desk {

struct Directory {
    std::vector<model::User> users;  ///< in order of id, deactivated ones included
    std::unordered_map<TeamId, std::vector<UserId>> members;

    const model::User* find(UserId id) const;
};

Directory load_directory(db::Session& session);

}  // namespace postroom::desk
