// Who follows an item or a project. See api/openapi.yaml, tags items and projects; features F005,
// F031.
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "desk/item_commands.hpp"
#include "desk/project_commands.hpp"
#include "store/follower.hpp"
#include "view/people.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

Object follower_json(db::Session& session, view::Names& names, model::Follower follower) {
    Object json{{"kind", model::name_of(follower.kind)}, {"id", follower.id}};
    if (follower.kind == model::FollowerKind::team) {
        const auto team = store::find_team(session, TeamId{follower.id});
        json["name"] = team ? team->name : std::string("?");
        return json;
    }
    const auto kind = follower.kind == model::FollowerKind::user ? model::PersonKind::user
                                                                 : model::PersonKind::customer;
    const auto& name = names.of({kind, follower.id});
    json["name"] = name.name;
    json["email"] = name.email;
    return json;
}

/// @param subject  an item or a project
Reply followers_reply(db::Session& session, auto subject) {
    view::Names names(session);
    Array items;
    for (const auto follower : store::list_followers(session, subject)) {
        items.emplace_back(follower_json(session, names, follower));
    }
    return {.body = view::list_json(std::move(items))};
}

Result<model::Follower> follower_of(Call& call) {
    const auto kind = model::parse_name<model::FollowerKind>(call.captures.at(1));
    if (!kind) {
        return fail(ErrorKind::invalid, "unknown_kind",
                    "A follower is a user, a customer or a team.");
    }
    return model::Follower{*kind, call.id(2)};
}

Outcome list_followers(Call& call) {
    return call.database().read([&](db::Session& session) -> Outcome {
        TRY_VOID(check_sees_item(session, call.user(), ItemId{call.id()}));
        return followers_reply(session, ItemId{call.id()});
    });
}

Outcome add_follower(Call& call) {
    const auto follower = TRY(follower_of(call));
    const ItemId item{call.id()};
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        TRY_VOID(check_sees_item(session, call.user(), item));
        TRY_VOID(desk::follow_item(session, call.env(), item, follower, call.actor()));
        return {};
    }));
    return call.database().read(
        [&](db::Session& session) { return followers_reply(session, item); });
}

Outcome remove_follower(Call& call) {
    const auto follower = TRY(follower_of(call));
    const ItemId item{call.id()};
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        TRY_VOID(check_sees_item(session, call.user(), item));
        TRY_VOID(desk::unfollow_item(session, call.env(), item, follower, call.actor()));
        return {};
    }));
    return nothing();
}

Outcome list_project_followers(Call& call) {
    const ProjectId id{call.id()};
    return call.database().read([&](db::Session& session) -> Outcome {
        TRY_VOID(check_sees_project(session, call.user(), id));
        return followers_reply(session, id);
    });
}

Outcome add_project_follower(Call& call) {
    const auto follower = TRY(follower_of(call));
    const ProjectId id{call.id()};
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        TRY_VOID(check_sees_project(session, call.user(), id));
        TRY_VOID(desk::follow_project(session, call.env(), id, follower, call.actor()));
        return {};
    }));
    return call.database().read([&](db::Session& session) { return followers_reply(session, id); });
}

Outcome remove_project_follower(Call& call) {
    const auto follower = TRY(follower_of(call));
    const ProjectId id{call.id()};
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        TRY_VOID(check_sees_project(session, call.user(), id));
        TRY_VOID(desk::unfollow_project(session, call.env(), id, follower, call.user().id));
        return {};
    }));
    return nothing();
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/projects/{id}/followers", Access::user, list_project_followers},
    {io::Method::put, "/api/v1/projects/{id}/followers/{kind}/{person_id}", Access::user,
     add_project_follower},
    {io::Method::delete_, "/api/v1/projects/{id}/followers/{kind}/{person_id}", Access::user,
     remove_project_follower},
    {io::Method::get, "/api/v1/items/{id}/followers", Access::user, list_followers},
    {io::Method::put, "/api/v1/items/{id}/followers/{kind}/{person_id}", Access::user,
     add_follower},
    {io::Method::delete_, "/api/v1/items/{id}/followers/{kind}/{person_id}", Access::user,
     remove_follower},
};

}  // namespace

std::span<const Route> follower_routes() { return kRoutes; }

}  // namespace postroom::api
