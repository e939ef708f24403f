// See events.hpp.
#include "view/events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <utility>

#include "store/access.hpp"
#include "store/item.hpp"
#include "store/item_view.hpp"
#include "store/mail_view.hpp"
#include "store/people.hpp"
#include "view/work.hpp"

namespace postroom::view {

using model::EventKind;
using model::name_of;

namespace {

Object payload_of(const model::Event& event) {
    boost::system::error_code error;
    auto value = boost::json::parse(event.payload, error);
    return !error && value.is_object() ? std::move(value.as_object()) : Object{};
}

std::string text_of(const Value& value) {
    return value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value);
}

/// What happened to an item beside its fields: LOOP-9, BNC-6.
bool is_note(std::string_view key) {
    return key == "automatic_mail_stopped" || key == "automatic_mail_resumed" ||
           key == "undelivered";
}

/// What a report made of the mail where the mail's state does not say it.
std::string_view report_in(const Object& payload) {
    const auto* report = payload.if_contains("report");
    const std::string_view word =
        report != nullptr && report->is_string() ? report->get_string() : std::string_view{};
    return word == "delayed" || word == "complaint" || word == "read" ? word : std::string_view{};
}

/// What a split and a merge say, at both ends. (F181)
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kMoves{
    {{"split_to", "split to"},
     {"split_from", "split from"},
     {"merged_into", "merged into"},
     {"merged_from", "merged from"}}};

/// "status: new → open, priority: normal → high".
std::string describe_item_change(const Object& payload) {
    for (const auto& [name, words] : kMoves) {
        if (const auto* other = payload.if_contains(name)) {
            return fmt::format("{} #{}", words, text_of(*other));
        }
    }
    std::string text;
    for (const auto& change : payload) {
        if (change.value().is_array() && change.value().get_array().size() == 2) {
            const auto& pair = change.value().get_array();
            text += fmt::format("{}{}: {} → {}", text.empty() ? "" : ", ",
                                std::string_view(change.key()), text_of(pair[0]), text_of(pair[1]));
        } else if (is_note(change.key())) {
            return fmt::format("{}: {}", std::string_view(change.key()), text_of(change.value()));
        }
    }
    // How a customer ended it, or that an answer began it again: the reason of the change.
    if (const auto* how = payload.if_contains("closed_by")) {
        text += text_of(*how) == "word" ? " (closed_by_word)" : " (closed_by_button)";
    } else if (payload.contains("reopened")) {
        text += " (reopened)";
    }
    return text.empty() ? "changed" : text;
}

std::string describe(const model::Event& event, const Object& payload) {
    switch (event.kind) {
        case EventKind::item_created:
            return payload.contains("from_conversation") ? "made from a conversation" : "created";
        case EventKind::item_changed:
            return describe_item_change(payload);
        case EventKind::message_posted:
            return "posted a message";
        case EventKind::message_edited:
            return "changed a message";
        case EventKind::message_deleted:
            return "deleted a message";
        case EventKind::message_seen:
            return "saw new messages";
        case EventKind::message_reread:
            return "read the mail again";
        case EventKind::receipt_changed:
            return payload.contains("emailed") ? "was emailed what was unseen" : "people were told";
        case EventKind::follower_changed:
            return "followers changed";
        case EventKind::conversation_changed:
            return "conversation: " +
                   (payload.contains("change") ? text_of(payload.at("change")) : "changed");
        case EventKind::project_changed:
            return "project changed";
        case EventKind::outbox_changed:
            if (payload.contains("decision")) {
                return "mail: " + text_of(payload.at("decision"));
            }
            if (const auto report = report_in(payload); !report.empty()) {
                return fmt::format("mail: {}", report);
            }
            return payload.contains("state") ? "mail: " + text_of(payload.at("state"))
                                             : "mail changed";
        case EventKind::mail_received:
            return payload.contains("outcome") ? "mail received: " + text_of(payload.at("outcome"))
                                               : "mail received";
        case EventKind::customer_changed:
            return "customer changed";
        case EventKind::user_changed:
            return "user changed";
        case EventKind::setting_changed:
            return "settings changed";
        case EventKind::timesheet_changed:
            return payload.contains("minutes")
                       ? fmt::format("booked {} min", text_of(payload.at("minutes")))
                       : "changed a booked time";
    }
    return {};
}

void add_message(db::Session& session, const model::Event& event, Names& names, Object& json) {
    const auto message = store::find_message(session, event.message_id);
    const auto conversation =
        message ? store::find_conversation(session, message->conversation_id) : std::nullopt;
    if (conversation) {
        auto messages =
            messages_json(session, conversation->id, conversation->visibility, {*message}, names);
        json["message"] = std::move(messages.front());
    }
}

void add_receipts(db::Session& session, const model::Event& event, Names& names, Object& json) {
    const auto message = store::find_message(session, event.message_id);
    if (!message) {
        return;
    }
    constexpr int kReceiptsMax = 5000;
    Array receipts;
    for (const auto& shown : store::list_receipts_between(
             session, message->conversation_id, message->seq, message->seq, kReceiptsMax)) {
        receipts.emplace_back(receipt_json(shown, message->created_at, names));
    }
    json["message_id"] = event.message_id.value;
    json["receipts"] = std::move(receipts);
}

void add_item(db::Session& session, const model::Event& event, Object& json) {
    // Nobody's view: what the viewer has not seen is not the event's to say.
    if (const auto row = store::find_item_row(session, {}, event.item_id)) {
        auto item = item_json(*row, false);
        item.erase("unread_count");
        json["item"] = std::move(item);
    }
}

}  // namespace

Object timeline_json(const model::Event& event, Names& names) {
    return Object{{"seq", event.id.value},
                  {"kind", name_of(event.kind)},
                  {"at", time_json(event.at)},
                  {"actor", names.json(event.actor)},
                  {"text", describe(event, payload_of(event))},
                  {"message_id", id_json(event.message_id)},
                  {"mail_id", event.kind == EventKind::outbox_changed ? Value(event.subject_id)
                                                                      : Value(nullptr)}};
}

namespace {

/// The contract's word: one change of settings is "settings have changed" to a screen.
std::string_view wire_name(EventKind kind) {
    return kind == EventKind::setting_changed ? "settings_changed" : name_of(kind);
}

}  // namespace

Object live_event_json(db::Session& session, const model::Event& event, Names& names) {
    const auto payload = payload_of(event);
    Object json{{"seq", event.id.value},
                {"kind", wire_name(event.kind)},
                {"at", time_json(event.at)},
                {"item_id", id_json(event.item_id)},
                {"conversation_id", id_json(event.conversation_id)}};
    switch (event.kind) {
        case EventKind::message_posted:
        case EventKind::message_reread:
        case EventKind::message_edited:
        case EventKind::message_deleted:
            add_message(session, event, names, json);
            break;
        case EventKind::message_seen:
            json["person"] = names.json(event.actor);
            json["up_to_seq"] = payload.contains("up_to_seq") ? payload.at("up_to_seq") : Value(0);
            break;
        case EventKind::receipt_changed:
            add_receipts(session, event, names, json);
            break;
        case EventKind::item_created:
        case EventKind::item_changed:
        case EventKind::follower_changed:
            add_item(session, event, json);
            break;
        case EventKind::outbox_changed:
            json["mail_id"] = event.subject_id;
            json["state"] = payload.contains("state") ? payload.at("state") : Value("ready");
            break;
        case EventKind::mail_received:
            json["incoming_mail_id"] = event.subject_id;
            json["outcome"] =
                payload.contains("outcome") ? payload.at("outcome") : Value("pending");
            break;
        case EventKind::conversation_changed:
            break;
        case EventKind::project_changed:
        case EventKind::customer_changed:
        case EventKind::user_changed:
            json["subject_id"] = event.subject_id;
            break;
        case EventKind::setting_changed:
        case EventKind::timesheet_changed:
            break;
    }
    return json;
}

std::vector<UserId> told_users(const model::Event& event) {
    std::vector<UserId> users;
    if (event.kind != EventKind::receipt_changed) {
        return users;
    }
    const auto payload = payload_of(event);
    if (const auto* told = payload.if_contains("told_users"); told && told->is_array()) {
        for (const auto& id : told->get_array()) {
            users.emplace_back(id.is_int64() ? id.get_int64() : 0);
        }
    }
    return users;
}

namespace {

/// Members, administrators, and whoever it speaks of: the invited, the one who leaves.
bool may_have_project_event(db::Session& session, const model::User& user,
                            const model::Event& event) {
    const auto payload = payload_of(event);
    const auto* concerned = payload.if_contains("user_id");
    return user.role == model::Role::administrator ||
           (concerned != nullptr && concerned->is_int64() &&
            concerned->get_int64() == user.id.value) ||
           store::may_see_project(session, user, ProjectId{event.subject_id});
}

std::vector<UserId> list_users_with_project_event(db::Session& session, const model::Event& event) {
    constexpr int kUsersMax = 10'000;
    std::vector<UserId> users;
    for (const auto& user : store::list_users(session, kUsersMax)) {
        if (user.active && may_have_project_event(session, user, event)) {
            users.push_back(user.id);
        }
    }
    return users;
}

/// Who left a direct conversation hears of that, in every window.
void add_actor(const model::Event& event, std::vector<UserId>& users) {
    const UserId actor{event.actor.id};
    const auto place = std::ranges::lower_bound(users, actor);
    if (event.actor.kind == model::PersonKind::user && (place == users.end() || *place != actor)) {
        users.insert(place, actor);
    }
}

}  // namespace

std::vector<UserId> list_users_with_event(db::Session& session, const model::Event& event) {
    if (event.kind == EventKind::outbox_changed) {
        return store::list_users_who_see(session, MailId{event.subject_id});
    }
    if (event.kind == EventKind::project_changed) {
        return list_users_with_project_event(session, event);
    }
    if (event.conversation_id) {
        auto users = store::list_users_who_see(session, event.conversation_id);
        if (event.kind == EventKind::conversation_changed) {
            add_actor(event, users);
        }
        return users;
    }
    return event.item_id ? store::list_users_who_see(session, event.item_id)
                         : store::list_active_users(session);
}

bool may_have_event(db::Session& session, const model::User& user, const model::Event& event) {
    if (event.kind == EventKind::outbox_changed) {
        return store::find_outgoing_row(session, user, MailId{event.subject_id}).has_value();
    }
    if (event.kind == EventKind::project_changed) {
        return may_have_project_event(session, user, event);
    }
    // Who left a direct conversation hears of that, in every window.
    if (event.kind == EventKind::conversation_changed && event.actor == model::person(user.id)) {
        return true;
    }
    if (event.conversation_id) {
        return store::may_see_conversation(session, user, event.conversation_id);
    }
    return !event.item_id || store::may_see_item(session, user, event.item_id);
}

bool may_have_event(db::Session& session, const model::CustomerScope& customer,
                    const model::Event& event) {
    if (event.conversation_id) {
        return store::may_see_conversation(session, customer, event.conversation_id);
    }
    return event.item_id && store::may_see_item(session, customer, event.item_id);
}

}  // namespace postroom::view
