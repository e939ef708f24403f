// See settle.hpp.
#include "pipeline/settle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "core/check.hpp"
#include "core/crash_point.hpp"
#include "core/encoding.hpp"
#include "core/text.hpp"
#include "desk/closing_word.hpp"
#include "desk/item_commands.hpp"
#include "desk/post_message.hpp"
#include "desk/queue_routing.hpp"
#include "model/phrase_tables.hpp"
#include "pipeline/bounce.hpp"
#include "pipeline/flood.hpp"
#include "store/channel.hpp"
#include "store/event.hpp"
#include "store/follower.hpp"
#include "store/forwarding.hpp"
#include "store/item.hpp"
#include "store/outgoing_mail.hpp"
#include "store/people.hpp"
#include "threading/choose.hpp"

namespace postroom::pipeline {
namespace {

using model::incoming_reason;
using model::IncomingOutcome;
using model::message_warning;
using model::sentence_of;

constexpr std::string_view kUnknownSender = "unknown@invalid";

std::string proof_json(const Understood& understood) {
    const auto& proof = understood.proof;
    return boost::json::serialize(
        boost::json::object{{"conclusion", guard::to_string(proof.conclusion)},
                            {"basis", guard::to_string(proof.basis)},
                            {"domain", proof.domain},
                            {"dkim", dkim::to_string(proof.dkim)},
                            {"arc", dkim::to_string(proof.arc)},
                            {"reason", proof.reason},
                            {"wants_no_answer", understood.automatic.suppress_ack}});
}

threading::Authentication authentication_of(const guard::SenderProof& proof) {
    switch (proof.conclusion) {
        case guard::SenderProof::Conclusion::none:
            return threading::Authentication::none;
        case guard::SenderProof::Conclusion::pass:
            return threading::Authentication::pass;
        case guard::SenderProof::Conclusion::fail:
            return threading::Authentication::fail;
    }
    return threading::Authentication::none;
}

/// One mail on its way through the transaction.
struct Case {
    db::Session& session;
    const desk::Environment& env;
    const model::IncomingMail& incoming;
    Understood& understood;
    std::string from_address;  ///< of the header; the envelope's when there is none (IN-9)
    std::string from_name;

    store::Disposition ends_as(IncomingOutcome outcome, std::string reason) const {
        return {.outcome = outcome,
                .reason = std::move(reason),
                .subject = understood.mail.subject,
                .from_address = from_address,
                .dedup_key = understood.dedup_key,
                .item_id = {},
                .message_id = {},
                .parser_version = kParserVersion,
                .sender_proof = proof_json(understood)};
    }
};

Case open_case(db::Session& session, const desk::Environment& env,
               const model::IncomingMail& incoming, Understood& understood) {
    Case mail{session,
              env,
              incoming,
              understood,
              to_lower(understood.mail.from.address),
              understood.mail.from.name};
    if (mail.from_address.empty()) {
        mail.from_address =
            to_lower(incoming.envelope_from.empty() ? kUnknownSender : incoming.envelope_from);
        understood.mail.warnings.push_back(sentence_of(message_warning("no_sender")));
    }
    if (mail.from_name.empty()) {
        mail.from_name = mail.from_address;
    }
    return mail;
}

threading::Target target_of(const Case& mail, const desk::Place& place, model::Person from) {
    threading::Target target{.conversation_id = place.conversation.id,
                             .item_id = place.conversation.item_id,
                             .visibility = place.conversation.visibility};
    if (place.item) {
        target.item_number = place.item->number;
        target.item_state = place.item->state;
        if (place.item->state == model::ItemState::finished) {
            target.finished_at = place.item->updated_at;
        }
        target.from_takes_part = from.kind == model::PersonKind::customer &&
                                 place.item->requester_id == CustomerId{from.id};
        for (const auto& follower : store::list_followers(mail.session, place.item->id)) {
            target.from_takes_part |=
                name_of(follower.kind) == name_of(from.kind) && follower.id == from.id;
        }
    }
    for (const auto& person : store::list_participants(mail.session, place.conversation.id)) {
        target.from_takes_part |= person == from;
    }
    return target;
}

/// Where customers write about this item: its public stream, the one in use when there are several;
/// of a merged item that of the item that goes on. (F181)
std::optional<ConversationId> find_public_stream(db::Session& session, ItemId id) {
    const auto item = store::find_item(session, id);
    const ItemId place = item && item->merged_into ? item->merged_into : id;
    std::optional<ConversationId> first;
    for (const auto& stream : store::list_conversations_of_item(session, place)) {
        if (stream.visibility != model::Visibility::public_) {
            continue;
        }
        if (stream.last_seq > 0) {
            return stream.id;
        }
        first = first.value_or(stream.id);
    }
    return first;
}

/// The rows behind what the mail says about where it belongs.
threading::Lookups look_up(const Case& mail, model::Person from) {
    threading::Lookups lookups;
    for (const auto& found : mail.understood.evidence.tokens) {
        if (const auto place = desk::find_place(mail.session, found.token.conversation_id)) {
            lookups.by_conversation.emplace_back(found.token.conversation_id,
                                                 target_of(mail, *place, from));
        }
    }
    for (const auto& id : mail.understood.evidence.message_ids) {
        if (const auto known = store::find_mail_reference(mail.session, id)) {
            if (const auto place = desk::find_place(mail.session, known->conversation_id)) {
                lookups.by_message_id.emplace_back(id, target_of(mail, *place, from));
            }
        }
    }
    for (const std::int64_t number : mail.understood.evidence.numbers) {
        if (const auto stream = find_public_stream(mail.session, ItemId{number})) {
            if (const auto place = desk::find_place(mail.session, *stream)) {
                lookups.by_number.emplace_back(number, target_of(mail, *place, from));
            }
        }
    }
    return lookups;
}

/// Whom the From address belongs to: a user, a known customer, or nobody yet.
model::Person person_of(const Case& mail) {
    if (const auto user = store::find_user_by_email(mail.session, mail.from_address);
        user && user->active) {
        return model::person(user->id);
    }
    if (const auto customer = store::find_customer_by_email(mail.session, mail.from_address)) {
        return model::person(customer->id);
    }
    return {model::PersonKind::customer, 0};
}

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

/// Who has left a direct conversation does not come back into it by answering an old mail.
bool is_stranger_to_direct(db::Session& session, ConversationId id, model::Person from) {
    const auto conversation = store::find_conversation(session, id);
    if (!conversation || !is_direct(*conversation)) {
        return false;
    }
    const auto people = store::list_participants(session, id);
    return std::ranges::find(people, from) == people.end();
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

/// An answering machine's notice: it answers some mail, so it never begins an item. A monitoring
/// alert does not answer anything and does. (RFC 3834 section 5; LOOP-4)
bool is_answering_machine(const mime::Mail& mail) {
    return starts_with_ignoring_case(trim(mail.header("Auto-Submitted")), "auto-replied") ||
           equals_ignoring_case(trim(mail.header("Precedence")), "auto_reply") ||
           mail.has_header("X-Autoreply") || mail.has_header("X-Autorespond") ||
           mail.has_header("X-Autoresponse");
}

/// Whether the mail answers one that a machine of ours wrote: then it is only logged.
/// (product-facts 2.5)
bool answers_our_notification(const Case& mail) {
    for (const auto& id : mail.understood.evidence.message_ids) {
        if (const auto mail_id = store::find_mail_by_message_id_header(mail.session, id)) {
            const auto ours = store::find_outgoing_mail(mail.session, *mail_id);
            return ours && ours->kind != model::MailKind::reply;
        }
    }
    return false;
}

/// A provider asks whether it may forward: shown at the channel, never an item. (FWD-5)
store::Disposition keep_forwarding_request(Case& mail, const guard::ForwardingRequest& asked) {
    store::save_forwarding_request(mail.session, {.channel_id = mail.incoming.channel_id,
                                                  .provider = asked.provider,
                                                  .account = asked.account,
                                                  .code = asked.code,
                                                  .link = asked.link,
                                                  .asked_at = mail.incoming.received_at});
    const bool is_gmail = asked.provider == "gmail";
    return mail.ends_as(
        IncomingOutcome::automatic,
        is_gmail
            ? sentence_of(incoming_reason("forwarding_asked"), {{"code", asked.code}})
            : sentence_of(incoming_reason("forwarding_asked_by"), {{"provider", asked.provider}}));
}

/// Outcomes that need no item: loops, duplicates, blocked senders, reports.
Result<std::optional<store::Disposition>> judge_aside(Case& mail) {
    if (mail.understood.own.is_own) {
        return mail.ends_as(IncomingOutcome::loop, mail.understood.own.reason);
    }
    if (const auto hops = judge_hops(mail.understood.mail);
        hops.action != guard::CeilingAction::allow) {
        return mail.ends_as(IncomingOutcome::loop, hops.reason);
    }
    if (const auto earlier =
            store::find_by_dedup_key(mail.session, mail.understood.dedup_key, mail.incoming.id)) {
        auto disposition = mail.ends_as(IncomingOutcome::duplicate,
                                        sentence_of(incoming_reason("same_mail"),
                                                    {{"mail", fmt::to_string(earlier->id.value)}}));
        disposition.item_id = earlier->item_id;
        disposition.message_id = earlier->message_id;
        return disposition;
    }
    if (mail.understood.forwarding && mail.incoming.channel_id) {
        return keep_forwarding_request(mail, *mail.understood.forwarding);
    }
    if (const auto filter = store::find_email_filter(mail.session, "incoming", mail.from_address)) {
        store::count_filter_hit(mail.session, filter->id);
        return mail.ends_as(IncomingOutcome::filtered, sentence_of(incoming_reason("filtered"),
                                                                   {{"pattern", filter->pattern}}));
    }
    if (mail.understood.bounce.is_bounce || mail.understood.bounce.is_delayed ||
        mail.understood.bounce.is_read_receipt ||
        mail.understood.feedback.kind != guard::FeedbackKind::none) {
        const auto report =
            TRY(take_report(mail.session, mail.env, mail.incoming, mail.understood));
        auto disposition = mail.ends_as(report.outcome, report.reason);
        disposition.item_id = report.item_id;
        return disposition;
    }
    return std::nullopt;
}

}  // namespace

Result<store::Disposition> settle(db::Session& session, const desk::Environment& env,
                                  const model::IncomingMail& incoming, Understood& understood) {
    Case mail = open_case(session, env, incoming, understood);
    if (auto aside = TRY(judge_aside(mail))) {
        return *aside;
    }
    const model::Person from = person_of(mail);
    const auto choice = threading::choose(understood.evidence, look_up(mail, from),
                                          {.from = from,
                                           .authentication = authentication_of(understood.proof),
                                           .is_automatic = understood.automatic.is_automatic,
                                           .at = incoming.received_at});
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
