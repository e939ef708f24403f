// See team_commands.hpp.
#include "desk/team_commands.hpp"

#include <algorithm>

#include "desk/audit.hpp"
#include "desk/project_commands.hpp"
#include "store/event.hpp"
#include "store/people.hpp"

namespace postroom::desk {
namespace {

std::unexpected<Error> exists_already() {
    return fail(ErrorKind::conflict, "team_exists", "There is already a team with this name.");
}

model::Facts facts_of(db::Session& session, const model::Team& team) {
    std::string members;
    for (const auto& user : store::list_users_of_team(session, team.id)) {
        members.append(members.empty() ? "" : ", ").append(user.name);
    }
    return {{"name", team.name}, {"members", members}};
}

Result<void> set_members(db::Session& session, TeamId team, const std::vector<UserId>& wanted) {
    for (const UserId user : wanted) {
        if (!store::find_user(session, user)) {
            return fail(ErrorKind::not_found, "user_not_found", "There is no such user.");
        }
        store::add_team_member(session, team, user);
    }
    bool has_left = false;
    for (const auto& member : store::list_users_of_team(session, team)) {
        if (std::ranges::find(wanted, member.id) == wanted.end()) {
            store::remove_team_member(session, team, member.id);
            has_left = true;
        }
    }
    if (has_left) {
        for (const ProjectId project : store::list_projects_of_team(session, team)) {
            drop_lost_followers(session, project);
        }
    }
    return {};
}

void record(db::Session& session, const Environment& env, const model::Team& team,
            const model::Facts& before, model::Person actor) {
    const auto after = facts_of(session, team);
    if (before == after) {
        return;
    }
    store::append_event(session, {.kind = model::EventKind::setting_changed,
                                  .at = env.now(),
                                  .actor = actor,
                                  .subject_id = team.id.value,
                                  .payload = R"({"team":"changed"})"});
    record_change(session, env, actor, {model::AuditSubject::team, team.id.value, team.name},
                  before, after);
}

}  // namespace

Result<model::Team> create_team(db::Session& session, const Environment& env,
                                const std::string& name, const std::vector<UserId>& members,
                                model::Person actor) {
    const auto id = store::insert_team(session, name);
    if (!id) {
        return exists_already();
    }
    const model::Team team{.id = *id, .name = name};
    TRY_VOID(set_members(session, team.id, members));
    record(session, env, team, {}, actor);
    return team;
}

Result<model::Team> change_team(db::Session& session, const Environment& env, TeamId id,
                                const TeamChange& change, model::Person actor) {
    auto team = store::find_team(session, id);
    if (!team) {
        return fail(ErrorKind::not_found, "team_not_found", "There is no such team.");
    }
    const auto before = facts_of(session, *team);
    team->name = change.name.value_or(team->name);
    if (!store::rename_team(session, *team)) {
        return exists_already();
    }
    if (change.members) {
        TRY_VOID(set_members(session, id, *change.members));
    }
    record(session, env, *team, before, actor);
    return *team;
}

}  // namespace postroom::desk
