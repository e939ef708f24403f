// Who a project is shared with, and which invitations wait.
// Invariant: a member is no longer invited; a user or team is a member once. Rule: features F024,
// F042, F043.
#pragma once

#include <optional>
#include <vector>

#include "db/session.hpp"
#include "model/people.hpp"
#include "model/work.hpp"

namespace postroom::store {

/// A user or a team; customers are never members.
struct ProjectMember {
    model::FollowerKind kind = model::FollowerKind::user;
    std::int64_t id = 0;
    constexpr auto operator<=>(const ProjectMember&) const = default;
};
/// True when it is new.
bool insert_project_member(db::Session& session, ProjectId project, ProjectMember member);
bool delete_project_member(db::Session& session, ProjectId project, ProjectMember member);
std::vector<ProjectMember> list_project_members(db::Session& session, ProjectId project);

struct ProjectInvitation {
    ProjectId project_id;
    UserId user_id;
    UserId invited_by;
    TimePoint created_at{};
};
/// False when one waits already.
bool insert_invitation(db::Session& session, const ProjectInvitation& invitation);
bool delete_invitation(db::Session& session, ProjectId project, UserId user);
std::optional<ProjectInvitation> find_invitation(db::Session& session, ProjectId project,
                                                 UserId user);
std::vector<ProjectInvitation> list_invitations_of_user(db::Session& session, UserId user);
std::vector<ProjectInvitation> list_invitations_of_project(db::Session& session, ProjectId project);

}  // namespace postroom::store
