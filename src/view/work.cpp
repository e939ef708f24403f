// See work.hpp.
#include "view/work.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "notify/explain.hpp"
#include "notify/rule.hpp"
#include "store/item_link.hpp"
#include "store/message_change.hpp"
#include "view/wording.hpp"

namespace postroom::view {

using model::name_of;

namespace {

constexpr std::size_t kSnippetBytesMax = 160;
constexpr int kReceiptsShownMax = 5000;
constexpr int kAttachmentsShownMax = 1000;
constexpr int kHeldMailsShownMax = 200;
constexpr int kSenderProofsShownMax = 1000;
constexpr int kMovesShownMax = 1000;
constexpr int kMentionsShownMax = 2000;

Value queue_ref(ChannelId id, const std::string& name, const std::string& color) {
    return id ? Value(Object{{"id", id.value}, {"name", name}, {"color", color}}) : Value(nullptr);
}

/// What stands below the messages of a page, by message.
struct Below {
    std::map<MessageId, Array> receipts;
    std::map<MessageId, Array> attachments;
    std::map<MessageId, TimePoint> undo_until;
    std::map<MessageId, Value> sender_proofs;
    std::map<MessageId, Value> moved_to;
    std::map<MessageId, Array> mentions;
};

Below load_below(db::Session& session, ConversationId conversation,
                 const std::vector<model::Message>& messages, Names& names) {
    Below below;
    const auto first = messages.front().seq;
    const auto last = messages.back().seq;
    std::map<MessageId, TimePoint> posted_at;
    for (const auto& message : messages) {
        posted_at[message.id] = message.created_at;
    }
    for (const auto& shown :
         store::list_receipts_between(session, conversation, first, last, kReceiptsShownMax)) {
        const auto message = shown.receipt.message_id;
        below.receipts[message].emplace_back(receipt_json(shown, posted_at[message], names));
    }
    for (const auto& file : store::list_attachments_between(session, conversation, first, last,
                                                            kAttachmentsShownMax)) {
        below.attachments[file.message_id].emplace_back(attachment_json(file));
    }
    for (const auto& proof : store::list_sender_proofs_between(session, conversation, first, last,
                                                               kSenderProofsShownMax)) {
        boost::system::error_code broken;
        below.sender_proofs[proof.message_id] = boost::json::parse(proof.json, broken);
    }
    for (const auto& mention :
         store::list_mentions_between(session, conversation, first, last, kMentionsShownMax)) {
        below.mentions[mention.message_id].emplace_back(
            person_json(model::PersonKind::user, mention.user_id.value, mention.name));
    }
    for (const auto& move :
         store::list_moves_between(session, conversation, first, last, kMovesShownMax)) {
        below.moved_to[move.message] = item_ref_json(move.item);
    }
    for (const auto& held :
         store::list_held_mails_between(session, conversation, first, last, kHeldMailsShownMax)) {
        below.undo_until[held.message_id] = held.due_at;
    }
    return below;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) {
        text.append(text.empty() ? "" : " ").append(line);
    }
    return text;
}

std::string_view kind_of(const store::ConversationRow& row) {
    if (row.item) {
        return "item";
    }
    if (row.conversation.project_id) {
        return "project";
    }
    return is_direct(row.conversation) ? "direct" : "chat";
}

/// What the reader calls it: by its item, its own name, its project, or the others who take part.
std::string title_of(const store::ConversationRow& row) {
    if (row.item) {
        return row.item->title;
    }
    if (!row.conversation.title.empty()) {
        return row.conversation.title;
    }
    if (row.conversation.project_id) {
        return row.project_name;
    }
    if (!is_direct(row.conversation) && row.customer_id) {
        return model::display_name_of({.email = row.customer_email, .name = row.customer_name});
    }
    std::string names;
    for (const auto& each : row.participants) {
        if (each.person != model::person(row.viewer) &&
            (is_direct(row.conversation) || each.person.kind == model::PersonKind::customer)) {
            names.append(names.empty() ? "" : ", ").append(each.name);
        }
    }
    return names;
}

Array warnings_json(const std::vector<std::string>& warnings) {
    Array array;
    for (const auto& warning : warnings) {
        array.emplace_back(Object{{"text", warning}, {"wording", warning_wording(warning)}});
    }
    return array;
}

/// Until when its author may change it, if a colleague wrote it and it still stands.
Value change_until(const model::Message& message) {
    const bool by_user = message.author.kind == model::PersonKind::user;
    return by_user && !message.deleted_at ? time_json(message.created_at + limits::kMessageChange)
                                          : Value(nullptr);
}

Object message_json(const model::Message& message, model::Visibility visibility, Below& below) {
    const auto undo = below.undo_until.find(message.id);
    return Object{
        {"id", message.id.value},
        {"seq", message.seq},
        {"conversation_id", message.conversation_id.value},
        {"client_id", text_or_null(message.client_id)},
        {"visibility", name_of(visibility)},
        {"author", person_json(message.author.kind, message.author.id, message.author_name)},
        {"origin", name_of(message.origin)},
        {"trusted", message.trust == model::Trust::known},
        {"sender_proof", std::move(below.sender_proofs[message.id])},
        {"automatic", message.is_automatic},
        {"text", message.text},
        {"html", text_or_null(message.html)},
        {"visible_text", message.visible_text},
        {"attachments", message.deleted_at ? Array{} : std::move(below.attachments[message.id])},
        {"mentions", std::move(below.mentions[message.id])},
        {"created_at", time_json(message.created_at)},
        {"edited_at", time_json(message.edited_at)},
        {"deleted_at", time_json(message.deleted_at)},
        {"change_until", change_until(message)},
        {"undo_until", undo == below.undo_until.end() ? Value(nullptr) : time_json(undo->second)},
        {"warning", text_or_null(joined(message.warnings))},
        {"warnings", warnings_json(message.warnings)},
        {"incoming_mail_id", id_json(message.incoming_mail_id)},
        {"moved_to", std::move(below.moved_to[message.id])},
        {"receipts", std::move(below.receipts[message.id])}};
}

}  // namespace

Object item_ref_json(const model::Item& item) {
    return Object{{"id", item.id.value},
                  {"number", item.number},
                  {"reference", model::reference_of(item)},
                  {"type", name_of(item.type)},
                  {"title", item.title},
                  {"status", item.status},
                  {"state", name_of(item.state)}};
}

Value item_ref_json(const std::optional<model::Item>& item) {
    return item ? Value(item_ref_json(*item)) : Value(nullptr);
}

Object item_json(const store::ItemRow& row, bool with_description) {
    const auto& item = row.item;
    Object json = item_ref_json(item);
    json["description"] =
        with_description ? std::string_view{item.description} : std::string_view{};
    json["priority"] = name_of(item.priority);
    json["queue"] = queue_ref(item.queue_id, row.queue_name, row.queue_color);
    json["project"] = named_json(item.project_id, row.project_name);
    json["requester"] =
        item.requester_id ? Value(person_json(model::PersonKind::customer, item.requester_id.value,
                                              row.requester_name.empty() ? row.requester_email
                                                                         : row.requester_name,
                                              row.requester_email))
                          : Value(nullptr);
    json["assignee"] =
        item.assignee_id
            ? Value(person_json(model::PersonKind::user, item.assignee_id.value, row.assignee_name))
            : Value(nullptr);
    json["team"] = named_json(item.team_id, row.team_name);
    json["merged_into_id"] = id_json(item.merged_into);
    json["version"] = item.version;
    json["unread_count"] = row.unread;
    json["undelivered_at"] = time_json(row.undelivered_at);
    json["automatic_mail_stopped"] = row.automatic_mail_stops > 0;
    json["created_at"] = time_json(item.created_at);
    json["updated_at"] = time_json(item.updated_at);
    return json;
}

Object queue_json(const store::QueueRow& row) {
    return Object{{"id", row.id.value},
                  {"name", row.name},
                  {"color", row.color},
                  {"open_count", row.open},
                  {"unassigned_count", row.unassigned},
                  {"oldest_waiting_at", time_json(row.oldest_waiting_at)}};
}

std::string snippet_of(std::string_view text) {
    return std::string(truncate_utf8(one_line(text), kSnippetBytesMax));
}

namespace {}  // namespace

Object conversation_json(const store::ConversationRow& row) {
    const auto& conversation = row.conversation;
    Array participants;
    for (const auto& each : row.participants) {
        participants.emplace_back(
            person_json(each.person.kind, each.person.id, each.name, each.email));
    }
    Value last_message(nullptr);
    if (row.last_message_id) {
        last_message = Object{
            {"id", row.last_message_id.value},
            {"seq", row.last_message_seq},
            {"author", person_json(row.last_author.kind, row.last_author.id, row.last_author_name)},
            {"snippet", snippet_of(row.last_text)},
            {"deleted", row.last_is_deleted},
            {"at", time_json(row.last_at)}};
    }
    Value customer(nullptr);
    if (row.customer_id) {
        const model::Customer known{.email = row.customer_email, .name = row.customer_name};
        customer = person_json(model::PersonKind::customer, row.customer_id.value,
                               row.customer_name.empty() && model::is_mailable(known)
                                   ? row.customer_email
                                   : model::display_name_of(known),
                               model::is_mailable(known) ? row.customer_email : "");
    }
    Value draft(nullptr);
    if (row.draft_at) {
        draft = Object{{"snippet", snippet_of(row.draft_text)}, {"at", time_json(row.draft_at)}};
    }
    return Object{
        {"id", conversation.id.value},
        {"visibility", name_of(conversation.visibility)},
        {"kind", kind_of(row)},
        {"title", title_of(row)},
        {"name", conversation.title},
        {"participants", std::move(participants)},
        {"item", item_ref_json(row.item)},
        {"project", named_json(conversation.project_id, row.project_name)},
        {"queue", queue_ref(row.queue_id, row.queue_name, row.queue_color)},
        {"customer", std::move(customer)},
        {"message_count", conversation.last_seq},
        {"unread_count", row.unread},
        {"last_seq", conversation.last_seq},
        {"seen_seq", row.first_unread_seq == 0 ? row.seen_mark : row.first_unread_seq - 1},
        {"last_message", std::move(last_message)},
        {"draft", std::move(draft)},
        {"muted_until", time_json(row.muted_until)},
        {"closed", row.item && row.item->state == model::ItemState::finished},
        {"undelivered_at", time_json(conversation.undelivered_at)},
        {"updated_at", time_json(conversation.last_message_at)}};
}

Object attachment_json(const model::Attachment& attachment) {
    return Object{{"id", attachment.id.value},
                  {"filename", attachment.filename},
                  {"content_type", attachment.content_type},
                  {"size", attachment.size},
                  {"content_id", text_or_null(attachment.content_id)},
                  {"inline", attachment.is_inline}};
}

Value mail_report_json(const std::optional<store::LastReport>& report) {
    return report ? Value(Object{{"kind", name_of(report->kind)},
                                 {"at", time_json(report->at)},
                                 {"words", text_or_null(report->words)}})
                  : Value(nullptr);
}

Object receipt_json(const store::ShownReceipt& shown, TimePoint posted_at, Names& names) {
    const auto& receipt = shown.receipt;
    const auto explanation = notify::explain(receipt, posted_at);
    const std::string_view in_app =
        receipt.person.kind == model::PersonKind::customer ? "chat" : "messenger";
    const std::string_view channel =
        explanation.channel == notify::Explanation::Channel::none    ? "none"
        : explanation.channel == notify::Explanation::Channel::email ? "email"
                                                                     : in_app;
    return Object{
        {"person", names.json(receipt.person)},
        {"state", name_of(receipt.state)},
        {"channel", channel},
        {"rule", receipt.rule},
        {"rule_text", notify::rule_text(receipt, posted_at)},
        {"rule_wording", rule_wording(receipt.rule, notify::email_wait(receipt, posted_at))},
        {"at", time_json(explanation.at)},
        {"email_due_at", time_json(receipt.due_at)},
        {"mail_id", id_json(receipt.mail_id)},
        {"mail_state", shown.mail_state ? Value(name_of(*shown.mail_state)) : Value(nullptr)},
        {"mail_report", mail_report_json(shown.report)}};
}

Array messages_json(db::Session& session, ConversationId conversation, model::Visibility visibility,
                    std::vector<model::Message> messages, Names& names) {
    Array array;
    if (messages.empty()) {
        return array;
    }
    std::ranges::sort(messages, {}, &model::Message::seq);
    auto below = load_below(session, conversation, messages, names);
    array.reserve(messages.size());
    for (const auto& message : messages) {
        array.emplace_back(message_json(message, visibility, below));
    }
    return array;
}

}  // namespace postroom::view
