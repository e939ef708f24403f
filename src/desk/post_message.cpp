// See post_message.hpp.
#include "desk/post_message.hpp"

#include <fmt/format.h>

#include "core/crash_point.hpp"
#include "core/text.hpp"
#include "desk/compose.hpp"
#include "desk/workspace.hpp"
#include "notify/rule.hpp"
#include "store/conversation_view.hpp"
#include "store/draft.hpp"
#include "store/event.hpp"
#include "store/follower.hpp"
#include "store/incoming_mail.hpp"
#include "store/item.hpp"
#include "store/message_change.hpp"
#include "store/people.hpp"
#include "store/receipt.hpp"

namespace postroom::desk {
namespace {

Result<void> check_content(const NewMessage& message) {
    if (message.text.size() > limits::kMessageTextBytesMax ||
        message.html.size() > limits::kHtmlBytesMax) {
        return fail(
            ErrorKind::invalid, "message_too_long",
            "The message is longer than 1 MB; please attach it as a file. Nothing was posted.");
    }
    if (trim(message.text).empty() && message.html.empty() && message.files.empty() &&
        message.attachment_ids.empty() && !message.incoming_mail_id) {
        return fail(ErrorKind::invalid, "message_empty",
                    "There is nothing to post: the message is empty.");
    }
    if (message.mentions.size() > limits::kMentionsPerMessageMax) {
        return fail(
            ErrorKind::invalid, "too_many_mentions",
            fmt::format("A message can name at most {} people.", limits::kMentionsPerMessageMax));
    }
    if (message.attachment_ids.size() > limits::kAttachmentsPerMessageMax) {
        return fail(ErrorKind::invalid, "too_many_attachments",
                    fmt::format("A message can carry at most {} files.",
                                limits::kAttachmentsPerMessageMax));
    }
    return {};
}

/// Two colleagues who answer at once should know of each other before the customer hears both.
Result<void> check_unanswered(db::Session& session, const NewMessage& message) {
    if (!message.unless_answered_after) {
        return {};
    }
    constexpr int kLookedAtMax = 100;
    for (const auto& later : store::list_messages_after(
             session, message.conversation_id, *message.unless_answered_after, kLookedAtMax)) {
        if (later.author.kind == model::PersonKind::user && later.author != message.author &&
            !later.deleted_at) {
            return fail(
                ErrorKind::conflict, "answered_meanwhile",
                fmt::format("{} has answered meanwhile. Nothing was posted.", later.author_name));
        }
    }
    return {};
}

/// Only those who exist; whether they may see the message is decided when people are told.
void store_mentions(db::Session& session, const std::vector<UserId>& mentions, MessageId message) {
    std::vector<UserId> known;
    for (const UserId user : mentions) {
        if (store::find_user(session, user)) {
            known.push_back(user);
        }
    }
    if (!known.empty()) {
        store::save_mentions(session, message, known);
    }
}

model::Message message_of(NewMessage& from, TimePoint now) {
    model::Message message{.conversation_id = from.conversation_id,
                           .author = from.author,
                           .author_name = one_line(from.author_name),
                           .origin = from.origin,
                           .trust = from.trust,
                           .text = std::move(from.text),
                           .html = std::move(from.html),
                           .visible_text = std::move(from.visible_text),
                           .client_id = from.client_id,
                           .is_automatic = from.is_automatic,
                           .incoming_mail_id = from.incoming_mail_id,
                           .warnings = std::move(from.warnings),
                           .created_at = now,
                           .for_user_id = from.for_user_id};
    if (message.visible_text.empty()) {
        message.visible_text = message.text;
    }
    return message;
}

Result<void> store_files(db::Session& session, const NewMessage& from,
                         const model::Message& message, TimePoint now) {
    for (const AttachmentId attachment : from.attachment_ids) {
        if (!store::attach_to_message(session, attachment, from.author, message.id)) {
            return fail(ErrorKind::invalid, "unknown_attachment",
                        "One of the files is not there any more; please attach it again. Nothing "
                        "was posted.");
        }
    }
    for (const auto& file : from.files) {
        const BlobId blob = store::insert_blob(session, file.blob);
        store::insert_attachment(session,
                                 {.message_id = message.id,
                                  .filename = file.filename,
                                  .content_type = file.content_type,
                                  .size = static_cast<std::int64_t>(file.blob.size),
                                  .blob_id = blob,
                                  .content_id = file.content_id,
                                  .is_inline = file.is_inline},
                                 model::Person{}, now);
    }
    return {};
}

/// The mails that a colleague's answer sends to customers, with their receipts. (P1, contradiction
/// 9)
Result<std::vector<MailId>> mail_customers(db::Session& session, const Environment& env,
                                           const Place& place, const model::Message& message,
                                           const NewMessage& from,
                                           const PresentCustomers& present) {
    std::vector<MailId> mails;
    if (place.conversation.visibility != model::Visibility::public_ ||
        message.author.kind != model::PersonKind::user) {
        return mails;
    }
    const TimePoint now = env.now();
    const notify::Settings settings{.grace = env.relay_grace,
                                    .undo_delay = from.undo_delay.value_or(limits::kUndoSend),
                                    .quiet_mode = load_quiet_mode(session, now).on};
    // What is sent later waits for its time whoever looks on just now. (I6)
    Audience audience = load_audience(session, Directory{}, place,
                                      from.send_at ? PresentCustomers{} : present, now);
    mark_author_address(session, message, audience);
    for (std::size_t i = 0; i < audience.candidates.size(); ++i) {
        const auto decision =
            notify::decide_one(subject_of(message, place), audience.candidates[i], settings);
        if (decision.email != notify::Decision::Email::at_once) {
            continue;  // the fan-out writes the other receipts
        }
        const auto& contact = audience.contacts[i];
        const MailId mail = TRY(
            compose_message_mail(session, env, place, {&message, 1},
                                 {decision.person, contact.name, contact.email, contact.language},
                                 {.kind = model::MailKind::reply,
                                  .author_id = UserId{message.author.id},
                                  .reason = std::string(decision.rule),
                                  .due_at = from.send_at.value_or(decision.due_at.value_or(now)),
                                  .suppress = decision.suppress_mail,
                                  .importance = from.importance}));
        store::insert_receipt(session,
                              {.message_id = message.id,
                               .conversation_id = message.conversation_id,
                               .seq = message.seq,
                               .person = decision.person,
                               .state = decision.suppress_mail ? model::ReceiptState::withheld
                                                               : model::ReceiptState::emailed,
                               .rule = std::string(decision.rule),
                               .mail_id = mail,
                               .decided_at = now});
        mails.push_back(mail);
    }
    return mails;
}

}  // namespace

Result<Posted> post_message(db::Session& session, const Environment& env, NewMessage from,
                            const PresentCustomers& present) {
    TRY_VOID(check_content(from));
    const auto place = find_place(session, from.conversation_id);
    if (!place) {
        return fail(ErrorKind::not_found, "conversation_not_found",
                    "There is no such conversation.");
    }
    if (!from.client_id.empty()) {
        if (auto known =
                store::find_message_by_client_id(session, from.conversation_id, from.client_id)) {
            return Posted{.message = std::move(*known), .was_there = true, .mails = {}};
        }
    }
    if (place->item && place->item->merged_into) {
        return fail(ErrorKind::conflict, "item_merged",
                    "This item was merged into another one; write there. Nothing was posted.");
    }
    TRY_VOID(check_unanswered(session, from));
    const TimePoint now = env.now();
    model::Message message = message_of(from, now);
    const auto inserted = store::insert_message(session, message);
    message.id = inserted.id;
    message.seq = inserted.seq;
    TRY_VOID(store_files(session, from, message, now));
    store_mentions(session, from.mentions, message.id);
    if (from.discards_draft) {
        store::delete_draft(session, UserId{message.author.id}, message.conversation_id);
    }
    // A stranger who got hold of a token takes part in nothing: no later message goes to them.
    // (THR-3) Who chats, on the other hand, is in the chat, whoever they are.
    if (message.author.kind != model::PersonKind::bot &&
        (message.trust == model::Trust::known || message.origin == model::Origin::chat)) {
        store::add_participant(session, message.conversation_id, message.author);
    }
    if (!from.mail_message_id.empty()) {
        store::insert_mail_reference(session, from.mail_message_id, message.conversation_id,
                                     message.id);
    }
    if (place->item) {
        store::touch_item(session, place->item->id, now);
    }
    auto mails = TRY(mail_customers(session, env, *place, message, from, present));
    CRASH_POINT("desk.post_message.before_event");
    store::append_event(
        session, {.kind = model::EventKind::message_posted,
                  .at = now,
                  .actor = message.author,
                  .item_id = place->conversation.item_id,
                  .conversation_id = message.conversation_id,
                  .message_id = message.id,
                  .payload = fmt::format(R"({{"seq":{},"mails":{}}})", message.seq, mails.size())});
    return Posted{.message = std::move(message), .was_there = false, .mails = std::move(mails)};
}

Result<std::int64_t> mark_seen(db::Session& session, const Environment& env,
                               ConversationId conversation, model::Person person,
                               std::int64_t up_to_seq) {
    const auto place = find_place(session, conversation);
    if (!place) {
        return fail(ErrorKind::not_found, "conversation_not_found",
                    "There is no such conversation.");
    }
    // What is not written yet cannot have been seen.
    const auto up_to = std::min(up_to_seq, place->conversation.last_seq);
    const auto seen = store::mark_seen(session, conversation, person, up_to, env.now());
    const bool advanced =
        store::advance_seen_mark(session, conversation, person, {up_to, env.now()});
    if (advanced || !seen.empty()) {
        store::append_event(session, {.kind = model::EventKind::message_seen,
                                      .at = env.now(),
                                      .actor = person,
                                      .item_id = place->conversation.item_id,
                                      .conversation_id = conversation,
                                      .payload = fmt::format(R"({{"up_to_seq":{},"count":{}}})",
                                                             up_to, seen.size())});
    }
    return std::ssize(seen);
}

Result<std::vector<Forecast>> foresee(db::Session& session, const Environment& env,
                                      ConversationId conversation, const model::User& author,
                                      const PresentCustomers& present,
                                      std::span<const UserId> mentions) {
    const auto place = find_place(session, conversation);
    if (!place) {
        return fail(ErrorKind::not_found, "conversation_not_found",
                    "There is no such conversation.");
    }
    const TimePoint now = env.now();
    const notify::Subject subject{.visibility = place->conversation.visibility,
                                  .author = model::person(author.id),
                                  .origin = model::Origin::app,
                                  .is_direct = is_direct(place->conversation),
                                  .posted_at = now};
    const notify::Settings settings{.grace = env.relay_grace,
                                    .undo_delay = std::chrono::seconds{author.undo_send_seconds},
                                    .quiet_mode = load_quiet_mode(session, now).on};
    Audience audience = load_audience(session, load_directory(session), *place, present, now);
    mark_author_address(session, {.author = subject.author}, audience);
    mark_mentioned(mentions, audience);
    std::vector<Forecast> forecasts;
    for (std::size_t i = 0; i < audience.candidates.size(); ++i) {
        const auto& candidate = audience.candidates[i];
        auto decision = notify::decide_one(subject, candidate, settings);
        if (decision.rule != notify::rule::kNotParticipant) {
            forecasts.push_back({.decision = std::move(decision),
                                 .name = audience.contacts[i].name,
                                 .mail_comes_back = candidate.mail_comes_back,
                                 .has_complained = audience.contacts[i].has_complained});
        }
    }
    return forecasts;
}

std::vector<Mentionable> list_mentionable(db::Session& session, const Environment& env,
                                          const Place& place) {
    const auto audience =
        load_audience(session, load_directory(session), place, PresentCustomers{}, env.now());
    std::vector<Mentionable> people;
    for (std::size_t i = 0; i < audience.candidates.size(); ++i) {
        const auto& candidate = audience.candidates[i];
        if (candidate.person.kind == model::PersonKind::user && candidate.active &&
            candidate.may_see) {
            people.push_back({UserId{candidate.person.id}, audience.contacts[i].name});
        }
    }
    return people;
}

}  // namespace postroom::desk
