// See directory.hpp.
#include "desk/directory.hpp"

#include <algorithm>

#include "store/people.hpp"

namespace postroom::desk {
namespace {

constexpr int kUsersMax = 10'000;
constexpr int kMembershipsMax = 100'000;

}  // namespace

const model::User* Directory::find(UserId id) const {
    const auto at = std::ranges::lower_bound(users, id, {}, &model::User::id);
    return at != users.end() && at->id == id ? &*at : nullptr;
}

Directory load_directory(db::Session& session) {
    Directory directory{.users = store::list_users(session, kUsersMax), .members = {}};
    for (const auto& member : store::list_team_members(session, kMembershipsMax)) {
        directory.members[member.team].push_back(member.user);
    }
    return directory;
}

}  // namespace postroom::desk
