// Teams and who belongs to them. See api/openapi.yaml, tag directory.
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "desk/team_commands.hpp"
#include "store/people.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

constexpr int kTeamsMax = 10'000;
constexpr int kMembershipsMax = 50'000;
constexpr std::size_t kMembersPerTeamMax = 500;
constexpr TextRule kNameRule{.characters_min = 1, .characters_max = 200};

Object team_json(const model::Team& team, const std::vector<store::TeamMember>& memberships) {
    Array members;
    for (const auto& membership : memberships) {
        if (membership.team == team.id) {
            members.emplace_back(membership.user.value);
        }
    }
    return Object{{"id", team.id.value}, {"name", team.name}, {"member_ids", std::move(members)}};
}

Object team_json(db::Session& session, const model::Team& team) {
    return team_json(team, store::list_team_members(session, kMembershipsMax));
}

std::vector<UserId> members_of(Fields& fields) {
    std::vector<UserId> members;
    for (const auto id : fields.ids("member_ids", kMembersPerTeamMax)) {
        members.emplace_back(id);
    }
    return members;
}

Outcome list_teams(Call& call) {
    const auto [teams, members] = call.database().read([](db::Session& session) {
        return std::pair{store::list_teams(session, kTeamsMax),
                         store::list_team_members(session, kMembershipsMax)};
    });
    return Reply{.body = TRY(page_of(
                     call, teams, [](const model::Team&) { return true; },
                     [&](const model::Team& team) { return team_json(team, members); }))};
}

Outcome create_team(Call& call) {
    auto fields = TRY(call.fields());
    const auto name = fields.required_text("name", kNameRule);
    const auto members = members_of(fields);
    TRY_VOID(fields.check());
    return Reply{.status = 201,
                 .body = TRY(call.database().write([&](db::Session& session) -> Result<Object> {
                     return team_json(session, TRY(desk::create_team(session, call.env(), name,
                                                                     members, call.actor())));
                 }))};
}

Outcome update_team(Call& call) {
    auto fields = TRY(call.fields());
    desk::TeamChange change{.name = fields.text("name", kNameRule), .members = {}};
    const bool names_members = fields.has("member_ids");
    auto members = members_of(fields);
    TRY_VOID(fields.check());
    if (names_members) {
        change.members = std::move(members);
    }
    return Reply{.body = TRY(call.database().write([&](db::Session& session) -> Result<Object> {
                     return team_json(session,
                                      TRY(desk::change_team(session, call.env(), TeamId{call.id()},
                                                            change, call.actor())));
                 }))};
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/teams", Access::user, list_teams},
    {io::Method::post, "/api/v1/teams", Access::administrator, create_team},
    {io::Method::patch, "/api/v1/teams/{id}", Access::administrator, update_team},
};

}  // namespace

std::span<const Route> team_routes() { return kRoutes; }

}  // namespace postroom::api
