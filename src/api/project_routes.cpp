// Projects: their members, invitations and streams. See api/openapi.yaml, tag projects; features
// F005, F024, F042, F043. Followers stand in follower_routes.cpp.
#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "api/routes.hpp"
#include "desk/conversation_commands.hpp"
#include "desk/project_commands.hpp"
#include "store/access.hpp"
#include "store/conversation_view.hpp"
#include "store/follower.hpp"
#include "store/item.hpp"
#include "view/people.hpp"
#include "view/work.hpp"

namespace postroom::api {
namespace {

using model::FollowerKind;
using view::Array;
using view::Object;

constexpr int kProjectsMax = 10'000;
constexpr TextRule kNameRule{.characters_min = 1, .characters_max = 200};
constexpr TextRule kTitleRule{.characters_max = limits::kConversationTitleMax};

Object project_json(const store::Project& project, bool is_followed) {
    return Object{{"id", project.id.value},
                  {"name", project.name},
                  {"followed", is_followed},
                  {"created_at", view::time_json(project.created_at)}};
}

bool is_followed_by(db::Session& session, ProjectId project, UserId user) {
    const auto followers = store::list_followers(session, project);
    return std::ranges::find(followers, model::Follower{FollowerKind::user, user.value}) !=
           followers.end();
}

/// Administrators, and team leaders whom the project is shared with.
Result<void> check_leads_project(db::Session& session, Call& call, ProjectId project) {
    TRY_VOID(check_sees_project(session, call.user(), project));
    if (call.user().role == model::Role::member) {
        return fail(ErrorKind::denied, "leaders_only",
                    "Only administrators and team leaders decide who is a member of a project.");
    }
    return {};
}

/// Shared with the user, or any for an administrator; with whether the user follows it.
Outcome list_projects(Call& call) {
    struct Read {
        std::vector<store::Project> projects;
        std::vector<ProjectId> shared;
        std::set<std::int64_t> followed;
    };
    const auto read = call.database().read([&](db::Session& session) {
        Read loaded{.projects = store::list_projects(session, kProjectsMax),
                    .shared = store::list_projects_of_user(session, call.user().id, kProjectsMax),
                    .followed = {}};
        for (const auto& project : loaded.projects) {
            if (is_followed_by(session, project.id, call.user().id)) {
                loaded.followed.insert(project.id.value);
            }
        }
        return loaded;
    });
    return Reply{.body = TRY(page_of(
                     call, read.projects,
                     [&](const store::Project& project) {
                         return call.is_administrator() ||
                                std::ranges::find(read.shared, project.id) != read.shared.end();
                     },
                     [&](const store::Project& project) {
                         return project_json(project, read.followed.contains(project.id.value));
                     }))};
}

Outcome create_project(Call& call) {
    auto fields = TRY(call.fields());
    const auto name = fields.required_text("name", kNameRule);
    TRY_VOID(fields.check());
    const auto made = TRY(call.database().write([&](db::Session& session) {
        return desk::create_project(session, call.env(), name, call.user().id);
    }));
    return Reply{.status = 201, .body = project_json(made, false)};
}

Outcome get_project(Call& call) {
    const ProjectId id{call.id()};
    return call.database().read([&](db::Session& session) -> Outcome {
        TRY_VOID(check_sees_project(session, call.user(), id));
        return Reply{.body = project_json(*store::find_project(session, id),
                                          is_followed_by(session, id, call.user().id))};
    });
}

// ---- streams

Outcome list_project_conversations(Call& call) {
    const ProjectId id{call.id()};
    return call.database().read([&](db::Session& session) -> Outcome {
        TRY_VOID(check_sees_project(session, call.user(), id));
        return Reply{.body = view::list_json(visible_conversations(
                         session, call.user(), store::list_conversations_of_project(session, id)))};
    });
}

Outcome open_project_conversation(Call& call) {
    auto fields = TRY(call.fields());
    const auto visibility = fields.word<model::Visibility>("visibility");
    if (!fields.has("visibility")) {
        fields.note("visibility", "is missing");
    }
    const auto title = fields.text("title", kTitleRule).value_or("");
    TRY_VOID(fields.check());
    const ProjectId project{call.id()};
    const auto id = TRY(call.database().write([&](db::Session& session) -> Result<ConversationId> {
        TRY_VOID(check_sees_project(session, call.user(), project));
        const auto opened = TRY(desk::open_stream(
            session, call.env(), {.project = project, .visibility = *visibility, .title = title},
            call.actor()));
        // Whoever opens it takes part: an administrator need not be a member to see it.
        store::add_participant(session, opened, call.actor());
        return opened;
    }));
    return conversation_reply(call, id, 201);
}

// ---- members

Object member_json(db::Session& session, view::Names& names, store::ProjectMember member,
                   bool is_invited) {
    Object json{{"kind", name_of(member.kind)}, {"id", member.id}, {"invited", is_invited}};
    if (member.kind == FollowerKind::team) {
        const auto team = store::find_team(session, TeamId{member.id});
        json["name"] = team ? team->name : std::string("?");
        return json;
    }
    json["name"] = names.of({model::PersonKind::user, member.id}).name;
    return json;
}

Reply members_reply(db::Session& session, ProjectId project) {
    view::Names names(session);
    Array items;
    for (const auto& member : store::list_project_members(session, project)) {
        items.emplace_back(member_json(session, names, member, false));
    }
    for (const auto& invitation : store::list_invitations_of_project(session, project)) {
        items.emplace_back(
            member_json(session, names, {FollowerKind::user, invitation.user_id.value}, true));
    }
    return {.body = view::list_json(std::move(items))};
}

Result<store::ProjectMember> member_of(Call& call) {
    const auto kind = model::parse_name<FollowerKind>(call.captures.at(1));
    if (!kind || *kind == FollowerKind::customer) {
        return fail(ErrorKind::invalid, "unknown_kind", "A member is a user or a team.");
    }
    return store::ProjectMember{*kind, call.id(2)};
}

Outcome list_project_members(Call& call) {
    const ProjectId id{call.id()};
    return call.database().read([&](db::Session& session) -> Outcome {
        TRY_VOID(check_sees_project(session, call.user(), id));
        return members_reply(session, id);
    });
}

Outcome add_project_member(Call& call) {
    const auto member = TRY(member_of(call));
    const ProjectId id{call.id()};
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        TRY_VOID(check_leads_project(session, call, id));
        TRY_VOID(desk::add_member(session, call.env(), id, member, call.user().id));
        return {};
    }));
    return call.database().read([&](db::Session& session) { return members_reply(session, id); });
}

/// Oneself may go; others are let go by those who lead.
Outcome remove_project_member(Call& call) {
    const auto member = TRY(member_of(call));
    const ProjectId id{call.id()};
    const bool is_own = member == store::ProjectMember{FollowerKind::user, call.user().id.value};
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        TRY_VOID(is_own ? check_sees_project(session, call.user(), id)
                        : check_leads_project(session, call, id));
        return desk::remove_member(session, call.env(), id, member, call.user().id);
    }));
    return nothing();
}

// ---- invitations

Outcome list_invitations(Call& call) {
    return call.database().read([&](db::Session& session) -> Outcome {
        view::Names names(session);
        Array items;
        for (const auto& invitation : store::list_invitations_of_user(session, call.user().id)) {
            const auto project = store::find_project(session, invitation.project_id);
            items.emplace_back(Object{
                {"project",
                 view::named_json(invitation.project_id, project ? project->name : std::string())},
                {"invited_by", names.json(model::person(invitation.invited_by))},
                {"created_at", view::time_json(invitation.created_at)}});
        }
        return Reply{.body = view::list_json(std::move(items))};
    });
}

Outcome answer(Call& call, bool accepts) {
    TRY_VOID(call.database().write([&](db::Session& session) {
        return desk::answer_invitation(session, call.env(), ProjectId{call.id()}, call.user().id,
                                       accepts);
    }));
    return nothing();
}
Outcome accept_invitation(Call& call) { return answer(call, true); }
Outcome decline_invitation(Call& call) { return answer(call, false); }

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/projects", Access::user, list_projects},
    {io::Method::post, "/api/v1/projects", Access::team_leader, create_project},
    {io::Method::get, "/api/v1/projects/{id}", Access::user, get_project},
    {io::Method::get, "/api/v1/projects/{id}/conversations", Access::user,
     list_project_conversations},
    {io::Method::post, "/api/v1/projects/{id}/conversations", Access::user,
     open_project_conversation},
    {io::Method::get, "/api/v1/projects/{id}/members", Access::user, list_project_members},
    {io::Method::put, "/api/v1/projects/{id}/members/{kind}/{person_id}", Access::user,
     add_project_member},
    {io::Method::delete_, "/api/v1/projects/{id}/members/{kind}/{person_id}", Access::user,
     remove_project_member},
    {io::Method::get, "/api/v1/invitations", Access::user, list_invitations},
    {io::Method::post, "/api/v1/invitations/{id}/accept", Access::user, accept_invitation},
    {io::Method::post, "/api/v1/invitations/{id}/decline", Access::user, decline_invitation},
};

}  // namespace

std::span<const Route> project_routes() { return kRoutes; }

}  // namespace postroom::api
