// See change_message.hpp.
#include "desk/change_message.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "core/crash_point.hpp"
#include "core/limits.hpp"
#include "core/text.hpp"
#include "desk/compose.hpp"
#include "desk/outbox_commands.hpp"
#include "notify/rule.hpp"
#include "outbox/state.hpp"
#include "store/event.hpp"
#include "store/item.hpp"
#include "store/message_change.hpp"
#include "store/outgoing_mail.hpp"
#include "store/people.hpp"
#include "store/receipt.hpp"

namespace postroom::desk {
namespace {

std::vector<model::OutgoingMail> list_mails_with(db::Session& session, MessageId message) {
    std::vector<model::OutgoingMail> mails;
    for (const auto& receipt : store::list_receipts_of_message(session, message)) {
        const bool is_known = std::ranges::any_of(
            mails, [&](const auto& mail) { return mail.id == receipt.mail_id; });
        if (receipt.mail_id && !is_known) {
            mails.push_back(*store::find_outgoing_mail(session, receipt.mail_id));
        }
    }
    return mails;
}

/// Never sent and never to be sent: nothing has to be called back.
bool stays_here(const model::OutgoingMail& mail) {
    return mail.state == model::MailState::suppressed || mail.state == model::MailState::cancelled;
}

bool has_left(db::Session& session, const model::OutgoingMail& mail) {
    if (stays_here(mail)) {
        return false;
    }
    const bool unconfirmed = store::has_unconfirmed_attempt(session, mail.id);
    return unconfirmed || !outbox::permissions_of(mail, unconfirmed).cancel.allowed;
}

/// The message, if this person may still change it.
Result<model::Message> find_changeable(db::Session& session, const Environment& env, MessageId id,
                                       model::Person actor) {
    auto message = store::find_message(session, id);
    if (!message) {
        return fail(ErrorKind::not_found, "message_not_found", "There is no such message.");
    }
    if (message->author != actor) {
        return fail(ErrorKind::denied, "not_your_message",
                    "Only its author can change or delete a message.");
    }
    if (message->deleted_at) {
        return fail(ErrorKind::conflict, "message_deleted", "The message has been deleted.");
    }
    if (env.now() >= message->created_at + limits::kMessageChange) {
        return fail(ErrorKind::conflict, "change_too_late",
                    "A message can be changed or deleted for one minute. Nothing was changed.");
    }
    for (const auto& mail : list_mails_with(session, id)) {
        if (has_left(session, mail)) {
            return fail(ErrorKind::conflict, "mail_has_left",
                        "The email with this message has left already, so it can no longer be "
                        "changed or deleted. Nothing was changed.");
        }
    }
    return *std::move(message);
}

std::optional<Recipient> recipient_of(db::Session& session, const model::OutgoingMail& mail) {
    if (mail.recipient_person.kind == model::PersonKind::user) {
        const auto user = store::find_user(session, UserId{mail.recipient_person.id});
        return user ? std::optional(
                          Recipient{mail.recipient_person, user->name, user->email, user->language})
                    : std::nullopt;
    }
    const auto customer = store::find_customer(session, CustomerId{mail.recipient_person.id});
    return customer ? std::optional(Recipient{mail.recipient_person, customer->name,
                                              customer->email, customer->language})
                    : std::nullopt;
}

/// What of a mail's messages there is still to be said.
std::vector<model::Message> list_standing(db::Session& session, MailId mail) {
    std::vector<model::Message> standing;
    for (const MessageId id : store::list_messages_of_mail(session, mail)) {
        auto message = store::find_message(session, id);
        if (message && !message->deleted_at) {
            standing.push_back(*std::move(message));
        }
    }
    return standing;
}

/// Frozen bytes stay frozen (OUT-2): the mail is cancelled, and another one says what is true now.
Result<void> remake_mail(db::Session& session, const Environment& env, const Place& place,
                         const model::OutgoingMail& mail, std::string_view reason) {
    if (mail.state == model::MailState::cancelled) {
        return {};
    }
    const bool suppressed = mail.state == model::MailState::suppressed;
    const auto messages = list_standing(session, mail.id);
    const auto recipient = recipient_of(session, mail);
    if (!suppressed) {
        CHECK(store::cancel_mail(session, mail.id, env.now()));
        store::record_cancel_reason(session, mail.id, reason);
    }
    if (messages.empty() || !recipient) {
        return {};
    }
    const MailId other =
        TRY(compose_message_mail(session, env, place, messages, *recipient,
                                 {.kind = mail.kind,
                                  .author_id = mail.author_id,
                                  .reason = mail.reason,
                                  .due_at = mail.due_at.value_or(env.now()),
                                  .suppress = suppressed,
                                  .importance = mail.importance,
                                  .is_system_generated = mail.is_system_generated}));
    store::move_receipts(session, mail.id, other);
    return {};
}

Result<void> remake_mails(db::Session& session, const Environment& env, const Place& place,
                          const std::vector<model::OutgoingMail>& mails, std::string_view reason) {
    for (const auto& mail : mails) {
        TRY_VOID(remake_mail(session, env, place, mail, reason));
    }
    return {};
}

void tell(db::Session& session, const Environment& env, const Place& place,
          const std::vector<model::OutgoingMail>& mails, const model::Message& message,
          model::EventKind kind) {
    for (const auto& mail : mails) {
        if (const auto now = store::find_outgoing_mail(session, mail.id)) {
            append_outbox_event(session, env, *now, message.author);
        }
    }
    store::append_event(session, {.kind = kind,
                                  .at = env.now(),
                                  .actor = message.author,
                                  .item_id = place.conversation.item_id,
                                  .conversation_id = message.conversation_id,
                                  .message_id = message.id});
}

Result<void> check_words(db::Session& session, const MessageChange& change) {
    if (change.text.size() > limits::kMessageTextBytesMax ||
        change.html.size() > limits::kHtmlBytesMax) {
        return fail(ErrorKind::invalid, "message_too_long",
                    "The message is longer than 1 MB. Nothing was changed.");
    }
    if (trim(change.text).empty() && change.html.empty() &&
        store::list_attachments(session, change.message_id).empty()) {
        return fail(ErrorKind::invalid, "message_empty",
                    "There is nothing left of the message; delete it instead.");
    }
    return {};
}

}  // namespace

Result<model::Message> change_message(db::Session& session, const Environment& env,
                                      const MessageChange& change) {
    auto message = TRY(find_changeable(session, env, change.message_id, change.actor));
    TRY_VOID(check_words(session, change));
    const auto place = find_place(session, message.conversation_id);
    message.text = change.text;
    message.html = change.html;
    message.visible_text = change.text;
    message.edited_at = env.now();
    store::rewrite_message(session, message, env.now());
    std::vector<UserId> known;
    std::ranges::copy_if(change.mentions, std::back_inserter(known),
                         [&](UserId user) { return store::find_user(session, user).has_value(); });
    store::save_mentions(session, message.id, known);
    const auto mails = list_mails_with(session, message.id);
    TRY_VOID(remake_mails(session, env, *place, mails, notify::rule::kMessageEdited));
    CRASH_POINT("desk.change_message.before_event");
    tell(session, env, *place, mails, message, model::EventKind::message_edited);
    return message;
}

Result<model::Message> delete_message(db::Session& session, const Environment& env, MessageId id,
                                      model::Person actor) {
    auto message = TRY(find_changeable(session, env, id, actor));
    const auto place = find_place(session, message.conversation_id);
    const auto mails = list_mails_with(session, id);
    store::erase_message(session, id, env.now());
    TRY_VOID(remake_mails(session, env, *place, mails, notify::rule::kMessageDeleted));
    store::withdraw_receipts(session, id, notify::rule::kMessageDeleted, env.now());
    CRASH_POINT("desk.delete_message.before_event");
    tell(session, env, *place, mails, message, model::EventKind::message_deleted);
    return *store::find_message(session, id);
}

}  // namespace postroom::desk
