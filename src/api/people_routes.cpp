// Users. See api/openapi.yaml, tag directory.
#include <algorithm>
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "core/text.hpp"
#include "desk/password.hpp"
#include "desk/people_commands.hpp"
#include "model/language.hpp"
#include "view/people.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

constexpr int kPeopleMax = 10'000;
constexpr int kMembershipsMax = 50'000;
constexpr std::size_t kTeamsPerUserMax = 50;
constexpr TextRule kNameRule{.characters_min = 1, .characters_max = 200};

bool holds(std::string_view text, std::string_view words) {
    return words.empty() || find_ignoring_case(text, words) != std::string_view::npos;
}

std::unexpected<Error> no_user() {
    return fail(ErrorKind::not_found, "user_not_found", "There is no such user.");
}

// ---- users

Object user_with_teams(Call& call, db::Session& session, const model::User& user) {
    return view::user_json(user, store::list_team_members(session, kMembershipsMax),
                           call.context.is_present(user.id));
}

Outcome list_users(Call& call) {
    const auto [users, members] = call.database().read([](db::Session& session) {
        return std::pair{store::list_users(session, kPeopleMax),
                         store::list_team_members(session, kMembershipsMax)};
    });
    const auto words = call.query.text("q");
    return Reply{.body = TRY(page_of(
                     call, users,
                     [&](const model::User& user) {
                         return holds(user.name, words) || holds(user.email, words);
                     },
                     [&](const model::User& user) {
                         return view::user_json(user, members, call.context.is_present(user.id));
                     }))};
}

Outcome get_user(Call& call) {
    return call.database().read([&](db::Session& session) -> Outcome {
        const auto user = store::find_user(session, UserId{call.id()});
        return user ? Outcome(Reply{.body = user_with_teams(call, session, *user)}) : no_user();
    });
}

std::optional<std::string> language_of(Fields& fields) {
    const auto language = fields.text("language", {.characters_min = 2, .characters_max = 2});
    if (language && !model::is_language(*language)) {
        fields.note("language", "is none of en, fr, it, ru");
    }
    return language;
}

Outcome create_user(Call& call) {
    auto fields = TRY(call.fields());
    desk::NewUser user{
        .email = fields.required_text("email", {.characters_min = 3, .characters_max = 320}),
        .name = fields.required_text("name", kNameRule)};
    if (!fields.has("role")) {
        fields.note("role", "is missing");
    }
    user.role = fields.word<model::Role>("role").value_or(model::Role::member);
    user.language = language_of(fields).value_or("en");
    for (const auto team : fields.ids("team_ids", kTeamsPerUserMax)) {
        user.teams.emplace_back(team);
    }
    const auto password = fields.text("password", {.characters_min = desk::kPasswordCharactersMin,
                                                   .characters_max = desk::kPasswordBytesMax,
                                                   .one_line = false});
    TRY_VOID(fields.check());
    if (password) {
        user.password_hash = TRY(desk::hash_password(*password));
    }
    const auto made = TRY(call.database().write([&](db::Session& session) {
        return desk::create_user(session, call.env(), user, call.actor());
    }));
    return Reply{.status = 201, .body = call.database().read([&](db::Session& session) {
                     return user_with_teams(call, session, made);
                 })};
}

Outcome update_user(Call& call) {
    auto fields = TRY(call.fields());
    const auto name = fields.text("name", kNameRule);
    const auto role = fields.word<model::Role>("role");
    const auto active = fields.flag("active");
    TRY_VOID(fields.check());
    const auto user = TRY(call.database().write([&](db::Session& session) -> Result<model::User> {
        auto found = store::find_user(session, UserId{call.id()});
        if (!found) {
            return no_user();
        }
        found->name = name.value_or(found->name);
        found->role = role.value_or(found->role);
        found->active = active.value_or(found->active);
        TRY_VOID(desk::change_user(session, call.env(), *found, call.user()));
        return *found;
    }));
    return Reply{.body = call.database().read(
                     [&](db::Session& session) { return user_with_teams(call, session, user); })};
}

Result<void> check_own_or_administrator(Call& call) {
    if (call.user().id.value != call.id() && !call.is_administrator()) {
        return fail(ErrorKind::denied, "administrators_only",
                    "Only an administrator may see and change another user's preferences.");
    }
    return {};
}

Outcome get_notification_preferences(Call& call) {
    TRY_VOID(check_own_or_administrator(call));
    return call.database().read([&](db::Session& session) -> Outcome {
        const auto user = store::find_user(session, UserId{call.id()});
        return user ? Outcome(Reply{.body = view::preferences_json(user->preferences)}) : no_user();
    });
}

Outcome update_notification_preferences(Call& call) {
    TRY_VOID(check_own_or_administrator(call));
    const auto found = call.database().read(
        [&](db::Session& session) { return store::find_user(session, UserId{call.id()}); });
    if (!found) {
        return no_user();
    }
    auto user = *found;
    auto fields = TRY(call.fields());
    read_preferences(fields, user.preferences);
    TRY_VOID(fields.check());
    TRY_VOID(call.database().write([&](db::Session& session) {
        return desk::change_user(session, call.env(), user, call.user());
    }));
    return Reply{.body = view::preferences_json(user.preferences)};
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/users", Access::user, list_users},
    {io::Method::post, "/api/v1/users", Access::administrator, create_user},
    {io::Method::get, "/api/v1/users/{id}", Access::user, get_user},
    {io::Method::patch, "/api/v1/users/{id}", Access::administrator, update_user},
    {io::Method::get, "/api/v1/users/{id}/notification_preferences", Access::user,
     get_notification_preferences},
    {io::Method::patch, "/api/v1/users/{id}/notification_preferences", Access::user,
     update_notification_preferences},
};

}  // namespace

void read_preferences(Fields& fields, model::NotificationPreferences& preferences) {
    auto& p = preferences;
    p.conversations =
        fields.word<model::ConversationAccess>("conversations").value_or(p.conversations);
    p.show_from_customers = fields.flag("show_from_customers").value_or(p.show_from_customers);
    p.from_customers =
        fields.word<model::FromCustomers>("from_customers").value_or(p.from_customers);
    p.replies_to_customers = fields.word<model::RepliesToCustomers>("replies_to_customers")
                                 .value_or(p.replies_to_customers);
    p.internal_messages =
        fields.word<model::InternalMessages>("internal_messages").value_or(p.internal_messages);
    p.include_automation = fields.flag("include_automation").value_or(p.include_automation);
    p.email = fields.word<model::NotificationEmail>("email").value_or(p.email);
    p.assignment_emails = fields.flag("assignment_emails").value_or(p.assignment_emails);
    p.project_member_emails =
        fields.flag("project_member_emails").value_or(p.project_member_emails);
    p.accept_invitations = fields.flag("accept_invitations").value_or(p.accept_invitations);
}

std::span<const Route> people_routes() { return kRoutes; }

}  // namespace postroom::api
