// See customer_side.hpp.
#include "view/customer_side.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "store/conversation_view.hpp"
#include "store/item.hpp"
#include "store/receipt.hpp"
#include "view/work.hpp"

namespace postroom::view {
namespace {

using model::EventKind;
using model::name_of;

constexpr int kAttachmentsMax = 1000;

/// A customer's mail is shown as what they wrote then; what colleagues format stays formatted.
bool shows_html(const model::Message& message) {
    return !message.html.empty() && message.origin != model::Origin::email;
}

Object own_message_json(const model::Message& message, Array attachments, bool is_seen) {
    const bool by_customer = message.author.kind == model::PersonKind::customer;
    return Object{
        {"id", message.id.value},
        {"seq", message.seq},
        {"conversation_id", message.conversation_id.value},
        {"client_id", text_or_null(by_customer ? message.client_id : "")},
        {"author", person_json(message.author.kind, message.author.id, message.author_name)},
        {"origin", name_of(message.origin)},
        {"text", message.visible_text.empty() ? message.text : message.visible_text},
        {"html", text_or_null(shows_html(message) ? message.html : "")},
        {"attachments", message.deleted_at ? Array{} : std::move(attachments)},
        {"deleted", message.deleted_at.has_value()},
        {"seen", is_seen},
        {"created_at", time_json(message.created_at)}};
}

/// Up to where a colleague has seen the conversation; 0 when that is before `first`. (F020)
std::int64_t seen_by_users_up_to(db::Session& session, ConversationId conversation,
                                 std::int64_t first) {
    std::int64_t up_to = 0;
    for (const auto& mark : store::list_seen_marks(session, conversation, first)) {
        if (mark.person.kind == model::PersonKind::user) {
            up_to = std::max(up_to, mark.seq);
        }
    }
    return up_to;
}

std::int64_t up_to_seq_of(const model::Event& event) {
    boost::system::error_code error;
    const auto payload = boost::json::parse(event.payload, error);
    const auto* object = error ? nullptr : payload.if_object();
    const auto* up_to = object ? object->if_contains("up_to_seq") : nullptr;
    return up_to && up_to->is_int64() ? up_to->get_int64() : 0;
}

Object frame_of(const model::Event& event, std::string_view kind) {
    return {{"seq", event.id.value},
            {"kind", kind},
            {"at", time_json(event.at)},
            {"item_id", id_json(event.item_id)},
            {"conversation_id", id_json(event.conversation_id)}};
}

}  // namespace

Array own_messages_json(db::Session& session, ConversationId conversation,
                        std::vector<model::Message> messages) {
    Array array;
    if (messages.empty()) {
        return array;
    }
    std::ranges::sort(messages, {}, &model::Message::seq);
    const auto first = messages.front().seq;
    const auto last = messages.back().seq;
    const auto seen = seen_by_users_up_to(session, conversation, first);
    std::map<MessageId, Array> files;
    for (const auto& file :
         store::list_attachments_between(session, conversation, first, last, kAttachmentsMax)) {
        files[file.message_id].emplace_back(attachment_json(file));
    }
    for (const auto& message : messages) {
        array.emplace_back(
            own_message_json(message, std::move(files[message.id]), message.seq <= seen));
    }
    return array;
}

Object own_item_json(const model::Item& item) { return item_ref_json(item); }

std::optional<Object> own_event_json(db::Session& session, const model::Event& event,
                                     Names& names) {
    switch (event.kind) {
        case EventKind::message_posted:
        case EventKind::message_edited:
        case EventKind::message_deleted: {
            const auto message = store::find_message(session, event.message_id);
            if (!message) {
                return std::nullopt;
            }
            auto json = frame_of(event, name_of(event.kind));
            json["message"] =
                std::move(own_messages_json(session, message->conversation_id, {*message}).front());
            return json;
        }
        case EventKind::message_seen: {
            auto json = frame_of(event, "message_seen");
            const auto& who = names.of(event.actor);
            json["person"] = person_json(event.actor.kind, event.actor.id, who.name);
            json["up_to_seq"] = up_to_seq_of(event);
            return json;
        }
        case EventKind::item_created:
        case EventKind::item_changed: {
            const auto item = store::find_item(session, event.item_id);
            if (!item) {
                return std::nullopt;
            }
            auto json = frame_of(event, "item_changed");
            json["item"] = own_item_json(*item);
            return json;
        }
        case EventKind::message_reread:
        case EventKind::receipt_changed:
        case EventKind::follower_changed:
        case EventKind::conversation_changed:
        case EventKind::project_changed:
        case EventKind::outbox_changed:
        case EventKind::mail_received:
        case EventKind::customer_changed:
        case EventKind::user_changed:
        case EventKind::setting_changed:
        case EventKind::timesheet_changed:
            break;
    }
    return std::nullopt;
}

}  // namespace postroom::view
