// See settle.hpp.
#include "pipeline/settle.hpp"

#include <fmt/format.h>

#include "core/check.hpp"
#include "core/crash_point.hpp"
#include "core/text.hpp"
#include "desk/closing_word.hpp"
#include "desk/item_commands.hpp"
#include "desk/post_message.hpp"
#include "desk/queue_routing.hpp"
#include "model/phrase_tables.hpp"
#include "pipeline/flood.hpp"
#include "pipeline/settle_aside.hpp"
#include "pipeline/settle_place.hpp"
#include "store/channel.hpp"
#include "store/event.hpp"
#include "store/item.hpp"
#include "store/people.hpp"

namespace postroom::pipeline {
namespace {

using model::incoming_reason;
using model::IncomingOutcome;
using model::message_warning;
using model::sentence_of;

desk::NewMessage message_of(Case& mail, ConversationId conversation, model::Trust trust) {
    auto& parsed = mail.understood.mail;
    return {.conversation_id = conversation,
            .author_name = mail.from_name,
            .origin = model::Origin::email,
            .trust = trust,
            .text = std::string(truncate_utf8(parsed.text, limits::kBodyTextBytesMax)),
            .html = std::move(mail.understood.html),
            .visible_text =
                std::string(truncate_utf8(mail.understood.visible_text, limits::kBodyTextBytesMax)),
            .is_automatic = mail.understood.automatic.is_automatic,
            .files = std::move(mail.understood.files),
            .incoming_mail_id = mail.incoming.id,
            .mail_message_id = threading::normalise_message_id(parsed.message_id),
            .warnings = parsed.warnings};
}

Result<store::Disposition> append_reply(Case& mail, const threading::Choice& choice,
                                        model::Person from) {
    ConversationId conversation = choice.conversation_id;
    auto message = message_of(mail, conversation, choice.trust);
    if (choice.as_internal_note) {
        for (const auto& other : store::list_conversations_of_item(mail.session, choice.item_id)) {
            if (other.visibility == model::Visibility::internal) {
                message.conversation_id = other.id;
            }
        }
        message.author = {model::PersonKind::bot, 0};
        message.warnings.push_back(sentence_of(message_warning("unproven_colleague")));
    } else if (is_stranger_to_direct(mail.session, conversation, from)) {
        message.author = {model::PersonKind::bot, 0};
        message.warnings.push_back(sentence_of(message_warning("unproven_colleague")));
    } else {
        if (from.id == 0) {
            from = model::person(store::ensure_customer(mail.session, mail.from_address,
                                                        mail.from_name, mail.env.now()));
        }
        message.author = from;
    }
    const auto flood = judge_message(mail.session, mail.env, message.conversation_id,
                                     message.author, message.text);
    if (flood.action != guard::CeilingAction::allow) {
        message.is_automatic = true;
        message.warnings.push_back(flood.reason);
    }
    const bool may_reopen = choice.reopens && !message.is_automatic;
    const auto posted = TRY(desk::post_message(mail.session, mail.env, std::move(message)));
    const auto place = desk::find_place(mail.session, posted.message.conversation_id);
    if (place && desk::closes_request(mail.session, *place, posted.message)) {
        desk::close_item(mail.session, mail.env, choice.item_id, from, desk::ClosedBy::word);
    } else if (may_reopen) {
        desk::reopen_item(mail.session, mail.env, choice.item_id, from);
    }
    auto disposition =
        mail.ends_as(IncomingOutcome::reply, std::string(threading::sentence_of(choice.reason)));
    disposition.item_id = choice.item_id;
    disposition.message_id = posted.message.id;
    return disposition;
}

/// A mail beyond the hard ceiling of its sender goes into the one item that gathers the flood.
/// (LOOP-6)
Result<store::Disposition> collect(Case& mail, CustomerId requester, const SenderVerdict& verdict) {
    ItemId item = verdict.storm_item;
    if (!item) {
        item = desk::create_item(mail.session, mail.env,
                                 {.title = storm_title(mail.from_address),
                                  .description = verdict.ceiling.reason,
                                  .queue_id = mail.incoming.channel_id,
                                  .requester_id = requester,
                                  .actor = model::person(requester)})
                   .id;
    }
    const auto stream = find_public_stream(mail.session, item);
    CHECK(stream.has_value());
    auto message = message_of(mail, *stream, model::Trust::known);
    message.author = model::person(requester);
    message.is_automatic = true;
    message.warnings.push_back(verdict.ceiling.reason);
    const auto posted = TRY(desk::post_message(mail.session, mail.env, std::move(message)));
    auto disposition = mail.ends_as(
        IncomingOutcome::reply, verdict.ceiling.reason + " It stands with the others in one item.");
    disposition.item_id = item;
    disposition.message_id = posted.message.id;
    return disposition;
}

/// Takes the mail, but lets it cause no more than an answering machine's would. (LOOP-4, LOOP-6)
void calm(Case& mail, const guard::CeilingVerdict& verdict) {
    if (verdict.action != guard::CeilingAction::allow) {
        mail.understood.automatic.is_automatic = true;
        mail.understood.mail.warnings.push_back(verdict.reason);
    }
}

Result<store::Disposition> open_item(Case& mail, const threading::Choice& choice) {
    const auto channel = mail.incoming.channel_id
                             ? store::find_channel(mail.session, mail.incoming.channel_id)
                             : std::optional<model::Channel>{};
    const CustomerId requester =
        store::ensure_customer(mail.session, mail.from_address, mail.from_name, mail.env.now());
    const auto verdict =
        judge_new_item(mail.session, mail.env, requester, one_line(mail.understood.mail.subject),
                       mail.understood.visible_text);
    if (verdict.ceiling.action == guard::CeilingAction::collect) {
        return collect(mail, requester, verdict);
    }
    calm(mail, verdict.ceiling);
    desk::NewItem item{.title = mail.understood.mail.subject,
                       .description = mail.understood.visible_text,
                       .queue_id = mail.incoming.channel_id,
                       .requester_id = requester,
                       .actor = model::person(requester)};
    if (channel) {
        item.type = channel->item_type;
        desk::route_by_queue(mail.session, *channel, item);
    }
    const auto created = desk::create_item(mail.session, mail.env, item);
    auto message = message_of(mail, created.public_conversation, model::Trust::known);
    message.author = model::person(requester);
    const std::string hint = fmt::to_string(choice.hint_number);
    if (choice.hint_number != 0) {
        message.warnings.push_back(
            sentence_of(message_warning("subject_hint"), {{"number", hint}}));
    }
    const auto posted = TRY(desk::post_message(mail.session, mail.env, std::move(message)));
    auto disposition = mail.ends_as(
        IncomingOutcome::ticket,
        choice.hint_number != 0 ? sentence_of(incoming_reason("new_item_hint"), {{"number", hint}})
                                : sentence_of(incoming_reason("new_item")));
    disposition.item_id = created.id;
    disposition.message_id = posted.message.id;
    return disposition;
}

}  // namespace

Result<store::Disposition> settle(db::Session& session, const desk::Environment& env,
                                  const model::IncomingMail& incoming, Understood& understood) {
    Case mail = open_case(session, env, incoming, understood);
    if (auto aside = TRY(judge_aside(mail))) {
        return *aside;
    }
    const model::Person from = person_of(mail);
    const auto choice = choose_place(mail, from);
    CRASH_POINT("intake.after_choice");
    if (understood.automatic.is_automatic) {
        const bool answers_nothing =
            choice.action != threading::Choice::Action::append &&
            (!incoming.channel_id || is_answering_machine(understood.mail));
        if (answers_nothing || answers_our_notification(mail)) {
            return mail.ends_as(IncomingOutcome::automatic,
                                sentence_of(incoming_reason("automatic_logged")));
        }
    }
    if (choice.action == threading::Choice::Action::append) {
        return append_reply(mail, choice, from);
    }
    return open_item(mail, choice);
}

void finish(db::Session& session, const desk::Environment& env, const model::IncomingMail& incoming,
            const store::Disposition& disposition) {
    if (!store::record_outcome(session, incoming.id, disposition, env.now())) {
        return;
    }
    store::append_event(
        session, {.kind = model::EventKind::mail_received,
                  .at = env.now(),
                  .item_id = disposition.item_id,
                  .message_id = disposition.message_id,
                  .subject_id = incoming.id.value,
                  .payload = fmt::format(R"({{"outcome":"{}"}})", name_of(disposition.outcome))});
}

}  // namespace postroom::pipeline
