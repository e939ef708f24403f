// See chat.hpp.
#include "view/chat.hpp"

#include <boost/json.hpp>

#include "store/channel.hpp"
#include "view/work.hpp"

namespace postroom::view {

using model::name_of;

namespace {

/// "auto": the visitor's browser decides.
std::string_view language_of(const model::ChatWidget& widget) {
    return widget.language.empty() ? std::string_view("auto") : widget.language;
}

}  // namespace

Object chat_widget_json(db::Session& session, const model::ChatWidget& widget) {
    const auto queue = store::find_channel(session, widget.queue_id);
    const auto team = store::find_team(session, widget.team_id);
    Array sites;
    for (const auto& site : widget.sites) {
        sites.emplace_back(site);
    }
    return Object{{"id", widget.id.value},
                  {"key", widget.key},
                  {"name", widget.name},
                  {"color", widget.color},
                  {"side", name_of(widget.side)},
                  {"language", language_of(widget)},
                  {"sites", std::move(sites)},
                  {"greeting", widget.greeting},
                  {"offline_text", widget.offline_text},
                  {"ask_name", name_of(widget.ask_name)},
                  {"ask_email", name_of(widget.ask_email)},
                  {"queue", named_json(widget.queue_id, queue ? queue->name : "")},
                  {"team", named_json(widget.team_id, team ? team->name : "")},
                  {"active", widget.active},
                  {"has_identity_secret", widget.has_identity_secret},
                  {"created_at", time_json(widget.created_at)}};
}

Object chat_settings_json(const model::ChatWidget& widget, bool is_online) {
    return Object{{"name", widget.name},
                  {"color", widget.color},
                  {"side", name_of(widget.side)},
                  {"language", language_of(widget)},
                  {"greeting", widget.greeting},
                  {"offline_text", widget.offline_text},
                  {"ask_name", name_of(widget.ask_name)},
                  {"ask_email", name_of(widget.ask_email)},
                  {"online", is_online}};
}

Object chat_visitor_json(const model::Customer& customer, bool is_identified, bool is_online) {
    return Object{{"name", customer.name},
                  {"email", text_or_null(model::is_mailable(customer) ? customer.email : "")},
                  {"identified", is_identified},
                  {"online", is_online}};
}

Object own_chat_json(const store::OwnChat& chat) {
    return Object{
        {"id", chat.conversation.id.value},
        {"last_seq", chat.conversation.last_seq},
        {"seen_seq", chat.seen_seq},
        {"unread_count", chat.unread},
        {"last_message", Object{{"author", person_json(chat.last_author.kind, chat.last_author.id,
                                                       chat.last_author_name)},
                                {"snippet", snippet_of(chat.last_text)}}},
        {"created_at", time_json(chat.conversation.created_at)},
        {"updated_at", time_json(chat.conversation.last_message_at)}};
}

Object chat_details_json(const model::ChatDetails& details, bool is_address_proved) {
    return Object{{"widget", named_json(details.widget_id, details.widget_name)},
                  {"identified", details.is_identified},
                  {"address_proved", is_address_proved},
                  {"page_url", text_or_null(details.page.url)},
                  {"page_title", text_or_null(details.page.title)},
                  {"page_at", time_json(details.page_at)},
                  {"started_at", time_json(details.started_at)},
                  {"browser", text_or_null(details.user_agent)}};
}

}  // namespace postroom::view
