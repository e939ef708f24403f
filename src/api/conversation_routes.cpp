// The Messenger: lists, messages, seen, typing, foresee. See api/openapi.yaml, tag conversations.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "api/routes.hpp"
#include "core/text.hpp"
#include "desk/post_message.hpp"
#include "desk/undelivered.hpp"
#include "html/sanitise.hpp"
#include "html/to_text.hpp"
#include "notify/rule.hpp"
#include "store/access.hpp"
#include "store/conversation_view.hpp"
#include "store/item.hpp"
#include "store/search.hpp"
#include "view/counts.hpp"
#include "view/wording.hpp"
#include "view/work.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

constexpr int kFoundConversationsMax = 500;

/// The list shows what is unread first; its cursor says in which half it stands: "u:AT:ID" or
/// "r:AT:ID".
struct ListCursor {
    bool unread = true;
    store::ConversationCursor after;
};

Result<ListCursor> cursor_of(std::string_view text) {
    if (text.empty()) {
        return ListCursor{};
    }
    const auto parts = split(text, ':');
    const auto at = parts.size() == 3 ? parse_int(parts[1]) : std::nullopt;
    const auto id = parts.size() == 3 ? parse_int(parts[2]) : std::nullopt;
    if (!at || !id || (parts[0] != "u" && parts[0] != "r")) {
        return fail(ErrorKind::invalid, "bad_cursor", "This cursor was not made by this list.");
    }
    return ListCursor{.unread = parts[0] == "u", .after = {from_unix_ms(*at), ConversationId{*id}}};
}

std::string cursor_text(const store::ConversationRow& row) {
    return fmt::format("{}:{}:{}", row.unread > 0 ? 'u' : 'r',
                       to_unix_ms(row.conversation.last_message_at), row.conversation.id.value);
}

Result<store::ConversationFilter> filter_of(Call& call) {
    const auto section = call.query.has("section") ? call.query.text("section") : "mine";
    const auto filter = call.query.has("filter") ? call.query.text("filter") : "open";
    if ((section != "mine" && section != "customers") ||
        (filter != "open" && filter != "public" && filter != "internal" && filter != "closed")) {
        return fail(ErrorKind::invalid, "bad_query",
                    "section is customers or mine; filter is open, public, internal or closed.");
    }
    store::ConversationFilter wanted{.mine = section == "mine",
                                     .words = std::string(trim(call.query.text("q")))};
    if (filter == "public" || filter == "internal") {
        wanted.visibility = model::parse_name<model::Visibility>(filter);
    } else {
        wanted.closed = filter == "closed";
    }
    // Who hides "From customers" (F026) finds the followed ones among the own; else each stands
    // in one section (F018).
    wanted.public_only_if_taken_part =
        wanted.mine && !wanted.visibility && call.user().preferences.show_from_customers;
    return wanted;
}

Outcome list_conversations(Call& call) {
    auto filter = TRY(filter_of(call));
    const auto cursor = TRY(cursor_of(call.query.text("cursor")));
    const int limit = TRY(call.limit());
    const auto rows = call.database().read([&](db::Session& session) {
        std::vector<store::ConversationRow> found;
        filter.found = store::find_conversations_with(session, store::parse_search(filter.words),
                                                      kFoundConversationsMax);
        if (filter.visibility == model::Visibility::internal && !filter.mine) {
            return found;  // customers never write there
        }
        if (cursor.unread) {
            filter.unread = true;
            found = store::list_conversation_rows(session, call.user(), filter, cursor.after,
                                                  limit + 1);
        }
        if (std::ssize(found) <= limit) {
            filter.unread = false;
            const auto after = cursor.unread ? store::ConversationCursor{} : cursor.after;
            const auto room = limit + 1 - static_cast<int>(found.size());
            std::ranges::move(
                store::list_conversation_rows(session, call.user(), filter, after, room),
                std::back_inserter(found));
        }
        return found;
    });
    const auto shown = std::min(rows.size(), static_cast<std::size_t>(limit));
    Array items;
    for (std::size_t i = 0; i < shown; ++i) {
        items.emplace_back(view::conversation_json(rows[i]));
    }
    return Reply{.body = view::list_json(std::move(items),
                                         rows.size() > shown ? cursor_text(rows[shown - 1]) : "")};
}

Outcome get_conversation(Call& call) {
    const ConversationId id{call.id()};
    return call.database().read([&](db::Session& session) -> Outcome {
        TRY_VOID(check_sees_conversation(session, call.user(), id));
        return Reply{.body = view::conversation_json(
                         *store::find_conversation_row(session, call.user(), id))};
    });
}

Outcome list_messages(Call& call) {
    const ConversationId id{call.id()};
    const int limit = TRY(call.limit());
    const auto before = TRY(call.before());
    const bool forward = call.query.has("after_seq");
    const auto after = TRY(call.query.number("after_seq", 0, 0, INT64_MAX));
    return call.database().read([&](db::Session& session) -> Outcome {
        TRY_VOID(check_sees_conversation(session, call.user(), id));
        const auto conversation = store::find_conversation(session, id);
        auto messages = forward ? store::list_messages_after(session, id, after, limit + 1)
                                : store::list_messages(session, id, before, limit + 1);
        const bool more = std::ssize(messages) > limit;
        messages.resize(std::min(messages.size(), static_cast<std::size_t>(limit)));
        // Forward, the client goes on with after_seq itself; backward, the oldest one is the
        // cursor.
        const auto cursor = more && !forward ? std::to_string(messages.back().seq) : std::string{};
        view::Names names(session);
        return Reply{.body =
                         view::list_json(view::messages_json(session, id, conversation->visibility,
                                                             std::move(messages), names),
                                         cursor)};
    });
}

std::expected<desk::NewMessage, Problem> read_message(Call& call) {
    auto fields = TRY(call.fields());
    const TextRule body_rule{.characters_max = limits::kMessageTextBytesMax, .one_line = false};
    desk::NewMessage message{
        .conversation_id = ConversationId{call.id()},
        .author = call.actor(),
        .author_name = call.user().name,
        .origin = call.caller->by_cookie() ? model::Origin::app : model::Origin::api,
        .text = fields.text("text", body_rule).value_or(""),
        .client_id =
            fields.text("client_id", {.characters_min = 1, .characters_max = 64}).value_or(""),
        .undo_delay = std::chrono::seconds{call.user().undo_send_seconds}};
    const auto html = fields.text("html", body_rule).value_or("");
    for (const auto id : fields.ids("attachment_ids", limits::kAttachmentsPerMessageMax)) {
        message.attachment_ids.emplace_back(id);
    }
    for (const auto id : fields.ids("mentions", limits::kMentionsPerMessageMax)) {
        message.mentions.emplace_back(id);
    }
    message.unless_answered_after = fields.number("unless_answered_after", 0, INT64_MAX);
    message.discards_draft = fields.flag("discard_draft").value_or(false);
    message.send_at = fields.time("send_at");
    message.importance =
        fields.word<model::Importance>("importance").value_or(model::Importance::normal);
    if (trim(message.text).empty() && trim(html).empty() && message.attachment_ids.empty()) {
        fields.note("text", "must not be empty unless a file is attached");
    }
    TRY_VOID(fields.check());
    if (!html.empty()) {
        message.html = html::sanitise(html).html;
        message.text = trim(message.text).empty() ? html::to_text(html) : message.text;
    }
    return message;
}

Outcome post_message(Call& call) {
    auto message = TRY(read_message(call));
    const auto present = call.context.present_customers();
    const auto posted =
        TRY(call.database().write([&](db::Session& session) -> Result<desk::Posted> {
            TRY_VOID(check_sees_conversation(session, call.user(), message.conversation_id));
            return desk::post_message(session, call.env(), message, present);
        }));
    if (message.discards_draft) {
        tell_own_windows(call, "draft_changed", message.conversation_id);
    }
    return call.database().read([&](db::Session& session) -> Outcome {
        const auto conversation = store::find_conversation(session, posted.message.conversation_id);
        view::Names names(session);
        auto messages = view::messages_json(session, conversation->id, conversation->visibility,
                                            {posted.message}, names);
        return Reply{.status = posted.was_there ? 200 : 201, .body = std::move(messages.front())};
    });
}

Outcome mark_seen(Call& call) {
    auto fields = TRY(call.fields());
    const auto up_to = fields.number("up_to_seq", 0, INT64_MAX);
    if (!fields.has("up_to_seq")) {
        fields.note("up_to_seq", "is missing");
    }
    TRY_VOID(fields.check());
    const ConversationId id{call.id()};
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        TRY_VOID(check_sees_conversation(session, call.user(), id));
        TRY_VOID(desk::mark_seen(session, call.env(), id, call.actor(), *up_to));
        return {};
    }));
    return call.database().read([&](db::Session& session) -> Outcome {
        const auto row =
            view::conversation_json(*store::find_conversation_row(session, call.user(), id));
        return Reply{.body = Object{{"seen_seq", row.at("seen_seq")},
                                    {"unread_count", row.at("unread_count")},
                                    {"counts", view::counts_json(session, call.user())}}};
    });
}

/// What whoever writes should know first. (BNC-4, BNC-7)
view::Value caution_of(const desk::Forecast& forecast) {
    return forecast.has_complained    ? view::Value("complained")
           : forecast.mail_comes_back ? view::Value("bounces")
                                      : view::Value(nullptr);
}

/// @param send_at  when the mail to customers is to leave, if the writer chose a time
Object forecast_json(const desk::Forecast& forecast, Call& call, std::optional<TimePoint> send_at) {
    using Email = notify::Decision::Email;
    const auto& decision = forecast.decision;
    const bool mailed = decision.will_be_mailed();
    const std::string_view in_app =
        decision.person.kind == model::PersonKind::customer ? "chat" : "messenger";
    const std::string_view channel = decision.email == Email::at_once && mailed ? "email"
                                     : decision.in_app                          ? in_app
                                                                                : "none";
    const std::string_view email = !mailed                            ? "never"
                                   : decision.email == Email::at_once ? "at_once"
                                                                      : "if_unseen";
    view::Value after(nullptr);
    std::optional<Milliseconds> wait;
    if (decision.due_at) {
        wait = *decision.due_at - call.context.now();
    }
    const auto due = decision.email == Email::at_once && send_at ? send_at : decision.due_at;
    if (mailed && due) {
        // To the nearest second: what was decided a moment ago still means "in a minute".
        after = std::max<std::int64_t>(
            0, (to_unix_ms(*due) - to_unix_ms(call.context.now()) + 500) / 1000);
    }
    return Object{
        {"person", view::person_json(decision.person.kind, decision.person.id, forecast.name)},
        {"told", decision.told() || mailed},
        {"channel", channel},
        {"email", email},
        {"email_after_seconds", std::move(after)},
        {"caution", caution_of(forecast)},
        {"rule", decision.rule},
        {"rule_text", notify::sentence_of(decision.rule, wait)},
        {"rule_wording", view::rule_wording(decision.rule, wait)}};
}

Outcome foresee_audience(Call& call) {
    auto fields = TRY(call.fields());
    const auto send_at = fields.time("send_at");
    std::vector<UserId> mentions;
    for (const auto named : fields.ids("mentions", limits::kMentionsPerMessageMax)) {
        mentions.emplace_back(named);
    }
    TRY_VOID(fields.check());
    const ConversationId id{call.id()};
    const auto present = call.context.present_customers();
    const auto forecasts =
        TRY(call.database().read([&](db::Session& session) -> Result<std::vector<desk::Forecast>> {
            TRY_VOID(check_sees_conversation(session, call.user(), id));
            return desk::foresee(session, call.env(), id, call.user(), present, mentions);
        }));
    Array items;
    for (const auto& forecast : forecasts) {
        items.emplace_back(forecast_json(forecast, call, send_at));
    }
    return Reply{.body = view::list_json(std::move(items))};
}

Outcome announce_typing(Call& call) {
    auto fields = TRY(call.fields());
    const bool on = fields.flag("on").value_or(true);
    TRY_VOID(fields.check());
    const ConversationId id{call.id()};
    TRY_VOID(call.database().read(
        [&](db::Session& session) { return check_sees_conversation(session, call.user(), id); }));
    if (call.context.ports.announce_typing) {
        call.context.ports.announce_typing(call.actor(), call.user().name, id, on);
    }
    return nothing();
}

/// BNC-6: somebody has looked at the mail that did not arrive.
Outcome dismiss_undelivered(Call& call) {
    const ConversationId id{call.id()};
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        TRY_VOID(check_sees_conversation(session, call.user(), id));
        return desk::dismiss_undelivered(session, call.env(), id, call.actor());
    }));
    return nothing();
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/conversations", Access::user, list_conversations},
    {io::Method::get, "/api/v1/conversations/{id}", Access::user, get_conversation},
    {io::Method::get, "/api/v1/conversations/{id}/messages", Access::user, list_messages},
    {io::Method::post, "/api/v1/conversations/{id}/messages", Access::user, post_message},
    {io::Method::post, "/api/v1/conversations/{id}/seen", Access::user, mark_seen},
    {io::Method::post, "/api/v1/conversations/{id}/audience", Access::user, foresee_audience},
    {io::Method::post, "/api/v1/conversations/{id}/typing", Access::user, announce_typing},
    {io::Method::delete_, "/api/v1/conversations/{id}/undelivered", Access::user,
     dismiss_undelivered},
};

}  // namespace

view::Array visible_conversations(db::Session& session, const model::User& user,
                                  const std::vector<model::Conversation>& conversations) {
    view::Array visible;
    for (const auto& conversation : conversations) {
        if (!store::may_see_conversation(session, user, conversation.id)) {
            continue;
        }
        if (const auto row = store::find_conversation_row(session, user, conversation.id)) {
            visible.emplace_back(view::conversation_json(*row));
        }
    }
    return visible;
}

Reply conversation_reply(Call& call, ConversationId id, int status) {
    return call.database().read([&](db::Session& session) {
        return Reply{.status = status,
                     .body = view::conversation_json(
                         *store::find_conversation_row(session, call.user(), id))};
    });
}

std::span<const Route> conversation_routes() { return kRoutes; }

}  // namespace postroom::api
