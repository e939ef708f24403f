// See chat_widget.hpp.
#include "store/chat_widget.hpp"

#include "core/text.hpp"

namespace postroom::store {
namespace {

using model::name_of;
using model::stored_name;

#define CHAT_WIDGET_COLUMNS                                                                      \
    "chat_widget_id, widget_key, name, color, sites, greeting, offline_text, ask_name, "         \
    "ask_email, language, side, queue_id, team_id, active, identity_secret_sealed is not null, " \
    "created_at"

std::vector<std::string> read_sites(std::string_view text) {
    std::vector<std::string> sites;
    for (const auto line : split(text, '\n')) {
        if (!line.empty()) {
            sites.emplace_back(line);
        }
    }
    return sites;
}

std::string join_sites(const std::vector<std::string>& sites) {
    std::string text;
    for (const auto& site : sites) {
        text.append(text.empty() ? "" : "\n").append(site);
    }
    return text;
}

model::ChatWidget read_chat_widget(const db::Row& row) {
    return {
        .id = row.get<ChatWidgetId>(0),
        .key = row.get<std::string>(1),
        .name = row.get<std::string>(2),
        .color = row.get<std::string>(3),
        .sites = read_sites(row.get<std::string_view>(4)),
        .greeting = row.get<std::string>(5),
        .offline_text = row.get<std::string>(6),
        .ask_name = stored_name<model::Asked>(row.get<std::string_view>(7)),
        .ask_email = stored_name<model::Asked>(row.get<std::string_view>(8)),
        .language = row.get<std::string>(9),
        .side = stored_name<model::Side>(row.get<std::string_view>(10)),
        .queue_id = row.get<ChannelId>(11),
        .team_id = row.get<TeamId>(12),
        .active = row.get<bool>(13),
        .has_identity_secret = row.get<bool>(14),
        .created_at = row.get<TimePoint>(15),
    };
}

}  // namespace

std::optional<ChatWidgetId> insert_chat_widget(db::Session& session,
                                               const model::ChatWidget& widget) {
    return session.one(
        R"(insert into chat_widget (widget_key, name, color, sites, greeting, offline_text, ask_name, ask_email,
               language, side, queue_id, team_id, active, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
           on conflict do nothing returning chat_widget_id)",
        [](const db::Row& row) { return row.get<ChatWidgetId>(0); }, widget.key, widget.name,
        widget.color, join_sites(widget.sites), widget.greeting, widget.offline_text,
        name_of(widget.ask_name), name_of(widget.ask_email), widget.language, name_of(widget.side),
        widget.queue_id, widget.team_id, widget.active, widget.created_at);
}

std::optional<model::ChatWidget> find_chat_widget(db::Session& session, ChatWidgetId id) {
    return session.one("select " CHAT_WIDGET_COLUMNS " from chat_widget where chat_widget_id = $1",
                       read_chat_widget, id);
}

std::optional<model::ChatWidget> find_chat_widget_by_key(db::Session& session,
                                                         std::string_view key) {
    return session.one("select " CHAT_WIDGET_COLUMNS " from chat_widget where widget_key = $1",
                       read_chat_widget, key);
}

std::vector<model::ChatWidget> list_chat_widgets(db::Session& session, int limit) {
    return session.list("select " CHAT_WIDGET_COLUMNS
                        " from chat_widget order by chat_widget_id limit $1",
                        read_chat_widget, limit);
}

bool update_chat_widget(db::Session& session, const model::ChatWidget& widget) {
    return session
        .one(
            R"(update chat_widget set name = $2, color = $3, sites = $4, greeting = $5, offline_text = $6,
                   ask_name = $7, ask_email = $8, language = $9, side = $10, queue_id = $11, team_id = $12,
                   active = $13
               where chat_widget_id = $1 and not exists (
                   select 1 from chat_widget other where other.name = $2 and other.chat_widget_id <> $1)
               returning chat_widget_id)",
            [](const db::Row&) { return true; }, widget.id, widget.name, widget.color,
            join_sites(widget.sites), widget.greeting, widget.offline_text,
            name_of(widget.ask_name), name_of(widget.ask_email), widget.language,
            name_of(widget.side), widget.queue_id, widget.team_id, widget.active)
        .has_value();
}

std::optional<std::string> find_identity_secret(db::Session& session, ChatWidgetId id) {
    return session.one(
        R"(select identity_secret_sealed from chat_widget
           where chat_widget_id = $1 and identity_secret_sealed is not null)",
        [](const db::Row& row) { return row.get<std::string>(0); }, id);
}

void update_identity_secret(db::Session& session, ChatWidgetId id, std::string_view sealed) {
    session.execute("update chat_widget set identity_secret_sealed = $2 where chat_widget_id = $1",
                    id, db::Bytes{sealed});
}

}  // namespace postroom::store
