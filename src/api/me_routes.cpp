// The person signed in: profile, preferences, the numbers of the navigation. See api/openapi.yaml,
// tag me.
#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "desk/people_commands.hpp"
#include "desk/workspace.hpp"
#include "model/language.hpp"
#include "view/counts.hpp"
#include "view/mail.hpp"
#include "view/people.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

constexpr int kMembershipsMax = 50'000;
constexpr std::string_view kOutboxSetting = "outbox";
constexpr std::array<std::string_view, 4> kViews{"mine", "team", "system", "all"};
constexpr std::array<std::string_view, 14> kColumns{
    "to",           "subject",          "connector",
    "importance",   "system_generated", "last_attempt_at",
    "last_failure", "logged_at",        "next_attempt_at",
    "item",         "item_type",        "attempts",
    "send_status",  "attachment_count"};
constexpr std::array kShownAtFirst{"to",           "subject",         "item",       "connector",
                                   "last_failure", "next_attempt_at", "send_status"};
constexpr std::array<std::int64_t, 5> kPageSizes{10, 25, 50, 100, 200};

/// std::ranges::contains, which libstdc++ 12 does not have.
bool contains(const auto& range, std::string_view word) {
    return std::ranges::find(range, word) != std::ranges::end(range);
}
bool is_page_size(std::int64_t size) {
    return std::ranges::find(kPageSizes, size) != kPageSizes.end();
}

/// What the Outbox shows before anybody chose. (F137, F138)
Object default_outbox(model::Role role) {
    const std::string_view first = role == model::Role::administrator ? "all"
                                   : role == model::Role::team_leader ? "team"
                                                                      : "mine";
    Array columns;
    for (const auto* column : kShownAtFirst) {
        columns.emplace_back(column);
    }
    return Object{{"view", first}, {"columns", std::move(columns)}, {"page_size", 50}};
}

Object load_outbox(db::Session& session, const model::User& user) {
    const auto stored = store::find_user_setting(session, user.id, kOutboxSetting);
    boost::system::error_code error;
    auto value = boost::json::parse(stored.value_or(""), error);
    return !error && value.is_object() ? value.as_object() : default_outbox(user.role);
}

/// Reads the changes of the Outbox page into `outbox`. To and subject cannot be hidden (F160).
void read_outbox(Fields& fields, Object& outbox) {
    if (const auto chosen = fields.text("view", {.characters_min = 1, .characters_max = 16})) {
        contains(kViews, *chosen) ? void(outbox["view"] = *chosen)
                                  : fields.note("view", "is none of mine, team, system, all");
    }
    if (const auto columns =
            fields.texts("columns", kColumns.size(), {.characters_min = 1, .characters_max = 32})) {
        Array chosen;
        for (const auto& column : *columns) {
            if (!contains(kColumns, column)) {
                fields.note("columns", "has an unknown column: " + column);
            }
            chosen.emplace_back(column);
        }
        if (!contains(*columns, "to") || !contains(*columns, "subject")) {
            fields.note("columns", "must hold to and subject: these two cannot be hidden");
        }
        outbox["columns"] = std::move(chosen);
    }
    if (const auto size = fields.number("page_size", 1, 200)) {
        is_page_size(*size) ? void(outbox["page_size"] = *size)
                            : fields.note("page_size", "is none of 10, 25, 50, 100, 200");
    }
}

/// What an administrator must look after before any more mail leaves. (OUT-7)
Array refused_connectors_json(db::Session& session, const model::User& user) {
    constexpr int kConnectorsMax = 100;
    Array names;
    if (user.role == model::Role::administrator) {
        for (const auto& connector : store::list_connectors(session, kConnectorsMax)) {
            if (connector.needs_attention) {
                names.emplace_back(connector.name);
            }
        }
    }
    return names;
}

Object me_json(db::Session& session, const Context& context, const model::User& user) {
    auto json = view::user_json(user, store::list_team_members(session, kMembershipsMax), true);
    json["theme"] = user.theme;
    json["undo_send_seconds"] = user.undo_send_seconds;
    json["sound"] = user.sound;
    json["signature"] = user.signature;
    json["notification_preferences"] = view::preferences_json(user.preferences);
    json["relay_grace_seconds"] =
        std::chrono::duration_cast<std::chrono::seconds>(context.env.relay_grace).count();
    json["outbox"] = load_outbox(session, user);
    json["counts"] = view::counts_json(session, user);
    json["quiet_mode"] = view::quiet_mode_json(desk::load_quiet_mode(session, context.now()));
    json["sign_ins_refused"] = refused_connectors_json(session, user);
    return json;
}

Outcome get_me(Call& call) {
    return Reply{.body = call.database().read([&](db::Session& session) {
        return me_json(session, call.context, call.user());
    })};
}

void read_profile(Fields& fields, model::User& user) {
    user.name =
        fields.text("name", {.characters_min = 1, .characters_max = 200}).value_or(user.name);
    user.sound = fields.flag("sound").value_or(user.sound);
    user.signature = fields.text("signature", {.characters_max = 10'000, .one_line = false})
                         .value_or(user.signature);
    user.undo_send_seconds = static_cast<int>(
        fields.number("undo_send_seconds", 0, 120).value_or(user.undo_send_seconds));
    if (const auto language = fields.text("language", {.characters_min = 1, .characters_max = 8})) {
        model::is_language(*language) ? void(user.language = *language)
                                      : fields.note("language", "is none of en, fr, it, ru");
    }
    if (const auto theme = fields.text("theme", {.characters_min = 1, .characters_max = 8})) {
        *theme == "auto" || *theme == "light" || *theme == "dark"
            ? void(user.theme = *theme)
            : fields.note("theme", "is none of auto, light, dark");
    }
    if (auto preferences = fields.object("notification_preferences")) {
        read_preferences(*preferences, user.preferences);
        fields.absorb("notification_preferences", *preferences);
    }
}

Outcome update_me(Call& call) {
    auto fields = TRY(call.fields());
    auto user = call.user();
    read_profile(fields, user);
    auto outbox_fields = fields.object("outbox");
    auto outbox =
        call.database().read([&](db::Session& session) { return load_outbox(session, user); });
    if (outbox_fields) {
        read_outbox(*outbox_fields, outbox);
        fields.absorb("outbox", *outbox_fields);
    }
    TRY_VOID(fields.check());
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        if (outbox_fields) {
            store::save_user_setting(session, user.id, kOutboxSetting,
                                     boost::json::serialize(outbox));
        }
        return desk::change_user(session, call.env(), user, call.user());
    }));
    return Reply{.body = call.database().read(
                     [&](db::Session& session) { return me_json(session, call.context, user); })};
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/me", Access::user, get_me},
    {io::Method::patch, "/api/v1/me", Access::user, update_me},
};

}  // namespace

std::span<const Route> me_routes() { return kRoutes; }

}  // namespace postroom::api
