// See project_commands.hpp.
#include "desk/project_commands.hpp"

#include <boost/json.hpp>
#include <set>

#include "desk/audit.hpp"
#include "desk/directory.hpp"
#include "desk/item_commands.hpp"
#include "desk/notice.hpp"
#include "desk/notice_text.hpp"
#include "store/access.hpp"
#include "store/event.hpp"
#include "store/follower.hpp"

namespace postroom::desk {
namespace {

using model::FollowerKind;

/// @param concerned  who hears of it although the project is not shared with them (any more)
void append_project_event(db::Session& session, const Environment& env, ProjectId project,
                          std::string_view change, model::Person actor, UserId concerned = {}) {
    store::append_event(session, {.kind = model::EventKind::project_changed,
                                  .at = env.now(),
                                  .actor = actor,
                                  .subject_id = project.value,
                                  .payload = boost::json::serialize(boost::json::object{
                                      {"change", change}, {"user_id", concerned.value}})});
}

Result<std::string> load_name(db::Session& session, store::ProjectMember member) {
    if (member.kind == FollowerKind::customer) {
        return fail(ErrorKind::invalid, "not_a_member_kind",
                    "Customers cannot be members of a project; they can follow it.");
    }
    if (member.kind == FollowerKind::team) {
        if (auto team = store::find_team(session, TeamId{member.id})) {
            return std::move(team->name);
        }
    } else if (auto user = store::find_user(session, UserId{member.id})) {
        return std::move(user->name);
    }
    return fail(ErrorKind::not_found, "member_not_found", "There is no such user or team.");
}

Result<store::Project> load_project(db::Session& session, ProjectId project) {
    auto found = store::find_project(session, project);
    if (!found) {
        return fail(ErrorKind::not_found, "project_not_found", "There is no such project.");
    }
    return std::move(*found);
}

/// Users who follow the project, themselves or by a team.
std::set<UserId> list_following_users(db::Session& session, ProjectId project) {
    const auto directory = load_directory(session);
    std::set<UserId> users;
    for (const auto& follower : store::list_followers(session, project)) {
        if (follower.kind == FollowerKind::user) {
            users.insert(UserId{follower.id});
        } else if (const auto team = directory.members.find(TeamId{follower.id});
                   follower.kind == FollowerKind::team && team != directory.members.end()) {
            users.insert(team->second.begin(), team->second.end());
        }
    }
    return users;
}

/// Mails the followers that somebody joined; nobody is told of themselves. (F042)
Result<void> tell_followers(db::Session& session, const Environment& env,
                            const store::Project& project, store::ProjectMember member,
                            const std::string& name, UserId actor) {
    for (const UserId user : list_following_users(session, project.id)) {
        if (member == store::ProjectMember{FollowerKind::user, user.value}) {
            continue;
        }
        TRY_VOID(mail_notice(session, env, user,
                             {.kind = notify::NoticeKind::project_joined,
                              .actor = model::person(actor),
                              .item = {},
                              .follows = true,
                              .project = project.name,
                              .who = name,
                              .words = [&](std::string_view language) {
                                  return project_joined_text(
                                      language, {.project = project.name, .who = name});
                              }}));
    }
    return {};
}

Result<Membership> join(db::Session& session, const Environment& env, const store::Project& project,
                        store::ProjectMember member, UserId actor) {
    const auto name = TRY(load_name(session, member));
    if (member.kind == FollowerKind::user) {
        store::delete_invitation(session, project.id, UserId{member.id});
    }
    if (!store::insert_project_member(session, project.id, member)) {
        return Membership::was_there;
    }
    TRY_VOID(tell_followers(session, env, project, member, name, actor));
    append_project_event(session, env, project.id, "joined", model::person(actor));
    return Membership::joined;
}

Result<Membership> invite(db::Session& session, const Environment& env,
                          const store::Project& project, UserId user, UserId actor) {
    if (!store::insert_invitation(session, {.project_id = project.id,
                                            .user_id = user,
                                            .invited_by = actor,
                                            .created_at = env.now()})) {
        return Membership::invited;
    }
    const auto inviter = store::find_user(session, actor);
    TRY_VOID(mail_notice(session, env, user,
                         {.kind = notify::NoticeKind::invited,
                          .actor = model::person(actor),
                          .item = {},
                          .project = project.name,
                          .who = inviter ? inviter->name : "",
                          .words = [&](std::string_view language) {
                              return invitation_text(
                                  language,
                                  {.project = project.name, .who = inviter ? inviter->name : ""});
                          }}));
    append_project_event(session, env, project.id, "invited", model::person(actor), user);
    return Membership::invited;
}

bool is_member(db::Session& session, ProjectId project, store::ProjectMember member) {
    const auto members = store::list_project_members(session, project);
    return std::ranges::find(members, member) != members.end();
}

}  // namespace

Result<store::Project> create_project(db::Session& session, const Environment& env,
                                      const std::string& name, UserId maker) {
    const auto id = store::insert_project(session, name, env.now());
    if (!id) {
        return fail(ErrorKind::conflict, "project_exists",
                    "There is already a project with this name.");
    }
    store::insert_project_member(session, *id, {FollowerKind::user, maker.value});
    append_project_event(session, env, *id, "created", model::person(maker));
    record_change(session, env, model::person(maker),
                  {model::AuditSubject::project, id->value, name}, {}, {{"name", name}});
    return store::Project{.id = *id, .name = name, .created_at = env.now()};
}

Result<Membership> add_member(db::Session& session, const Environment& env, ProjectId id,
                              store::ProjectMember member, UserId actor) {
    const auto project = TRY(load_project(session, id));
    TRY_VOID(load_name(session, member));
    if (is_member(session, id, member)) {
        return Membership::was_there;
    }
    if (member.kind == FollowerKind::user && member.id != actor.value) {
        const auto user = store::find_user(session, UserId{member.id});
        if (notify::decide_invitation(user->preferences) == notify::Invitation::waits) {
            return invite(session, env, project, user->id, actor);
        }
    }
    return join(session, env, project, member, actor);
}

Result<void> remove_member(db::Session& session, const Environment& env, ProjectId project,
                           store::ProjectMember member, UserId actor) {
    TRY_VOID(load_name(session, member));
    const bool was_invited = member.kind == FollowerKind::user &&
                             store::delete_invitation(session, project, UserId{member.id});
    const bool was_member = store::delete_project_member(session, project, member);
    const UserId user = member.kind == FollowerKind::user ? UserId{member.id} : UserId{};
    if (was_member) {
        store::remove_follower(session, project, {member.kind, member.id});
        drop_lost_followers(session, project);
    }
    if (was_member || was_invited) {
        append_project_event(session, env, project, "left", model::person(actor), user);
    }
    return {};
}

Result<void> answer_invitation(db::Session& session, const Environment& env, ProjectId id,
                               UserId user, bool accepts) {
    const auto invitation = store::find_invitation(session, id, user);
    if (!invitation) {
        return fail(ErrorKind::not_found, "invitation_not_found",
                    "There is no such invitation (any more).");
    }
    if (accepts) {
        const auto project = TRY(load_project(session, id));
        TRY_VOID(join(session, env, project, {FollowerKind::user, user.value}, user));
    } else {
        store::delete_invitation(session, id, user);
        append_project_event(session, env, id, "declined", model::person(user), user);
    }
    return {};
}

Result<bool> follow_project(db::Session& session, const Environment& env, ProjectId project,
                            model::Follower follower, model::Person actor) {
    TRY_VOID(check_follower_exists(session, follower));
    const bool changed = store::add_follower(session, project, follower, env.now());
    if (changed) {
        append_project_event(session, env, project, "followed", actor);
    }
    return changed;
}

Result<bool> unfollow_project(db::Session& session, const Environment& env, ProjectId project,
                              model::Follower follower, UserId actor) {
    TRY_VOID(check_follower_exists(session, follower));
    const bool changed = store::remove_follower(session, project, follower);
    if (changed) {
        append_project_event(session, env, project, "unfollowed", model::person(actor));
    }
    return changed;
}

void drop_lost_followers(db::Session& session, ProjectId project) {
    for (const auto& follower : store::list_followers(session, project)) {
        const auto user = follower.kind == FollowerKind::user
                              ? store::find_user(session, UserId{follower.id})
                              : std::nullopt;
        if (user && user->role != model::Role::administrator &&
            !store::may_see_project(session, *user, project)) {
            store::remove_follower(session, project, follower);
        }
    }
}

}  // namespace postroom::desk
