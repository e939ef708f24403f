// See project.hpp.
#include "store/project.hpp"

#include "core/limits.hpp"

namespace postroom::store {
namespace {

using model::name_of;
using model::stored_name;

#define INVITATION_COLUMNS "project_id, user_id, invited_by, created_at"

ProjectInvitation read_invitation(const db::Row& row) {
    return {.project_id = row.get<ProjectId>(0),
            .user_id = row.get<UserId>(1),
            .invited_by = row.get<UserId>(2),
            .created_at = row.get<TimePoint>(3)};
}

}  // namespace

bool insert_project_member(db::Session& session, ProjectId project, ProjectMember member) {
    return session.execute(
               R"(insert into project_member (project_id, kind, member_id) values ($1, $2, $3)
                  on conflict do nothing)",
               project, name_of(member.kind), member.id) == 1;
}

bool delete_project_member(db::Session& session, ProjectId project, ProjectMember member) {
    return session.execute(
               R"(delete from project_member where project_id = $1 and kind = $2
                  and member_id = $3)",
               project, name_of(member.kind), member.id) == 1;
}

std::vector<ProjectMember> list_project_members(db::Session& session, ProjectId project) {
    return session.list(
        R"(select kind, member_id from project_member where project_id = $1
           order by kind, member_id limit $2)",
        [](const db::Row& row) {
            return ProjectMember{stored_name<model::FollowerKind>(row.get<std::string_view>(0)),
                                 row.get<std::int64_t>(1)};
        },
        project, limits::kFollowersMax);
}

bool insert_invitation(db::Session& session, const ProjectInvitation& invitation) {
    return session.execute(
               R"(insert into project_invitation (project_id, user_id, invited_by, created_at)
                  values ($1, $2, $3, $4) on conflict do nothing)",
               invitation.project_id, invitation.user_id, invitation.invited_by,
               invitation.created_at) == 1;
}

bool delete_invitation(db::Session& session, ProjectId project, UserId user) {
    return session.execute("delete from project_invitation where project_id = $1 and user_id = $2",
                           project, user) == 1;
}

std::optional<ProjectInvitation> find_invitation(db::Session& session, ProjectId project,
                                                 UserId user) {
    return session.one("select " INVITATION_COLUMNS
                       " from project_invitation where project_id = $1 and user_id = $2",
                       read_invitation, project, user);
}

std::vector<ProjectInvitation> list_invitations_of_user(db::Session& session, UserId user) {
    return session.list("select " INVITATION_COLUMNS
                        " from project_invitation where user_id = $1 order by created_at limit $2",
                        read_invitation, user, limits::kFollowersMax);
}

std::vector<ProjectInvitation> list_invitations_of_project(db::Session& session,
                                                           ProjectId project) {
    return session.list("select " INVITATION_COLUMNS
                        " from project_invitation where project_id = $1"
                        " order by created_at limit $2",
                        read_invitation, project, limits::kFollowersMax);
}

}  // namespace postroom::store
