// Chat widgets, for administrators. See api/openapi.yaml, tag administration. Rule:
// mail-correctness.md SEC-10, SEC-20 (the identity secret is shown once).
#include <algorithm>
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "desk/chat_site.hpp"
#include "desk/chat_widget_commands.hpp"
#include "model/language.hpp"
#include "store/chat_widget.hpp"
#include "view/chat.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

constexpr int kWidgetsMax = 1000;
constexpr std::string_view kFirstColor = "#228be6";
constexpr std::size_t kTextCharactersMax = 500;
constexpr std::string_view kBrowsersLanguage = "auto";
constexpr TextRule kNameRule{.characters_min = 1, .characters_max = 80};

std::unexpected<Error> no_widget() {
    return fail(ErrorKind::not_found, "chat_widget_not_found", "There is no such chat.");
}

Outcome list_chat_widgets(Call& call) {
    return call.database().read([](db::Session& session) -> Outcome {
        Array items;
        for (const auto& widget : store::list_chat_widgets(session, kWidgetsMax)) {
            items.emplace_back(view::chat_widget_json(session, widget));
        }
        return Reply{.body = view::list_json(std::move(items))};
    });
}

void read_sites(Fields& fields, model::ChatWidget& widget) {
    const auto sites =
        fields.texts("sites", limits::kChatSitesMax, {.characters_min = 1, .characters_max = 300});
    if (!sites) {
        return;
    }
    widget.sites.clear();
    for (const auto& text : *sites) {
        const auto site = desk::parse_site(text);
        if (!site) {
            fields.note("sites", "must look like https://shop.example.org");
            return;
        }
        if (std::ranges::find(widget.sites, *site) == widget.sites.end()) {
            widget.sites.push_back(*site);
        }
    }
}

void read_looks(Fields& fields, model::ChatWidget& widget) {
    widget.color = read_color(fields).value_or(widget.color);
    widget.side = fields.word<model::Side>("side").value_or(widget.side);
    if (const auto language = fields.text("language", {.characters_min = 1, .characters_max = 8})) {
        widget.language = *language == kBrowsersLanguage ? "" : *language;
        if (!widget.language.empty() && !model::is_language(widget.language)) {
            fields.note("language", "is none of auto, en, fr, it, ru");
        }
    }
}

/// Reads what is named into `widget`.
void read_chat_widget(Fields& fields, model::ChatWidget& widget) {
    const TextRule text{.characters_max = kTextCharactersMax, .one_line = false};
    widget.greeting = fields.text("greeting", text).value_or(widget.greeting);
    widget.offline_text = fields.text("offline_text", text).value_or(widget.offline_text);
    widget.ask_name = fields.word<model::Asked>("ask_name").value_or(widget.ask_name);
    widget.ask_email = fields.word<model::Asked>("ask_email").value_or(widget.ask_email);
    widget.active = fields.flag("active").value_or(widget.active);
    widget.queue_id = ChannelId{fields.id_or_null("queue_id").value_or(widget.queue_id.value)};
    widget.team_id = TeamId{fields.id_or_null("team_id").value_or(widget.team_id.value)};
    read_looks(fields, widget);
    read_sites(fields, widget);
}

Outcome create_chat_widget(Call& call) {
    auto fields = TRY(call.fields());
    model::ChatWidget widget{.name = fields.required_text("name", kNameRule),
                             .color = std::string(kFirstColor)};
    read_chat_widget(fields, widget);
    TRY_VOID(fields.check());
    return Reply{.status = 201,
                 .body = TRY(call.database().write([&](db::Session& session) -> Result<Object> {
                     const auto created =
                         TRY(desk::create_chat_widget(session, call.env(), widget, call.actor()));
                     return view::chat_widget_json(session, created);
                 }))};
}

Outcome update_chat_widget(Call& call) {
    const ChatWidgetId id{call.id()};
    const auto found = call.database().read(
        [&](db::Session& session) { return store::find_chat_widget(session, id); });
    if (!found) {
        return no_widget();
    }
    auto fields = TRY(call.fields());
    auto widget = *found;
    widget.name = fields.text("name", kNameRule).value_or(widget.name);
    read_chat_widget(fields, widget);
    TRY_VOID(fields.check());
    return Reply{.body = TRY(call.database().write([&](db::Session& session) -> Result<Object> {
                     TRY_VOID(desk::change_chat_widget(session, call.env(), widget, call.actor()));
                     return view::chat_widget_json(session, *store::find_chat_widget(session, id));
                 }))};
}

Outcome renew_identity_secret(Call& call) {
    const ChatWidgetId id{call.id()};
    return Reply{.status = 201,
                 .body = TRY(call.database().write([&](db::Session& session) -> Result<Object> {
                     if (!store::find_chat_widget(session, id)) {
                         return no_widget();
                     }
                     return Object{{"secret", desk::renew_identity_secret(session, call.env(), id,
                                                                          call.actor())}};
                 }))};
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/chat_widgets", Access::administrator, list_chat_widgets},
    {io::Method::post, "/api/v1/chat_widgets", Access::administrator, create_chat_widget},
    {io::Method::patch, "/api/v1/chat_widgets/{id}", Access::administrator, update_chat_widget},
    {io::Method::post, "/api/v1/chat_widgets/{id}/identity_secret", Access::administrator,
     renew_identity_secret},
};

}  // namespace

std::span<const Route> chat_widget_routes() { return kRoutes; }

}  // namespace postroom::api
