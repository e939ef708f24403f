// See bounce.hpp.
#include "pipeline/bounce.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "core/text.hpp"
#include "desk/outbox_commands.hpp"
#include "model/phrase_tables.hpp"
#include "store/channel.hpp"
#include "store/outgoing_mail.hpp"
#include "threading/token.hpp"

namespace postroom::pipeline {
namespace {

constexpr Milliseconds kHardBounceSuppression = std::chrono::hours{24 * 60};

/// An alias may have led the mail to another address. (BNC-3 "Final/Original-Recipient")
bool is_about(const guard::BouncedRecipient& recipient, const model::OutgoingMail& mail) {
    return equals_ignoring_case(recipient.address, mail.recipient) ||
           equals_ignoring_case(recipient.original_address, mail.recipient);
}

/// The mail of ours that the report proves to speak of: by its address, or by Message-ID and
/// recipient. (BNC-3)
std::optional<model::OutgoingMail> find_proven_mail(db::Session& session,
                                                    const desk::Environment& env,
                                                    const model::IncomingMail& incoming,
                                                    const Understood& understood) {
    if (const auto token = threading::token_in_address(env.keys, incoming.recipient);
        token && token->kind == threading::TokenKind::bounce) {
        return store::find_outgoing_mail(session, token->mail_id);
    }
    const std::string& original = understood.bounce.original_message_id.empty()
                                      ? understood.feedback.original_message_id
                                      : understood.bounce.original_message_id;
    const auto id =
        store::find_mail_by_message_id_header(session, threading::normalise_message_id(original));
    if (!id) {
        return std::nullopt;
    }
    auto mail = store::find_outgoing_mail(session, *id);
    for (const auto& recipient : understood.bounce.recipients) {
        if (mail && is_about(recipient, *mail)) {
            return mail;
        }
    }
    const bool speaks =
        mail && (equals_ignoring_case(understood.feedback.recipient, mail->recipient) ||
                 (understood.bounce.is_read_receipt &&
                  equals_ignoring_case(understood.mail.from.address, mail->recipient)));
    return speaks ? mail : std::nullopt;
}

/// What a report says of those who did not get this mail, leaving out who is only late. Of several
/// recipients only the mail's own counts; others had mails of their own, or were its aliases.
std::vector<guard::BouncedRecipient> failures_of(const model::OutgoingMail& mail,
                                                 const guard::Bounce& bounce) {
    std::vector<guard::BouncedRecipient> failures;
    const auto is_its_own = [&](const guard::BouncedRecipient& recipient) {
        return is_about(recipient, mail);
    };
    const bool names_it = std::ranges::any_of(bounce.recipients, is_its_own);
    std::ranges::copy_if(bounce.recipients, std::back_inserter(failures),
                         [&](const guard::BouncedRecipient& recipient) {
                             return !recipient.is_delayed && (!names_it || is_its_own(recipient));
                         });
    return failures;
}

void apply_bounce(db::Session& session, const desk::Environment& env, model::OutgoingMail& mail,
                  const std::vector<guard::BouncedRecipient>& failures) {
    const guard::BouncedRecipient& first = failures.front();
    const std::string words = one_line(truncate_utf8(first.reason, 300));
    const std::string reason =
        words.contains(first.status) ? words : fmt::format("{} {}", first.status, words);
    if (store::record_bounced(session, mail.id, reason)) {
        mail.state = model::MailState::bounced;
        desk::append_outbox_event(session, env, mail, mail.recipient_person);
    }
    const bool is_hard = std::ranges::all_of(failures, [](const auto& recipient) {
        return recipient.bounce_class == guard::BounceClass::hard;
    });
    if (is_hard) {
        store::save_suppression(session, mail.recipient, "bounced: " + reason, mail.id,
                                env.now() + kHardBounceSuppression, env.now());
    }
}

}  // namespace

ReportTaken take_report(db::Session& session, const desk::Environment& env,
                        const model::IncomingMail& incoming, const Understood& understood) {
    auto mail = find_proven_mail(session, env, incoming, understood);
    if (!mail) {
        return {model::IncomingOutcome::bounce,
                sentence_of(model::incoming_reason("report_unproven")),
                {}};
    }
    const ItemId item = mail->item_id;
    if (understood.feedback.kind == guard::FeedbackKind::auth_failure) {
        return {
            model::IncomingOutcome::bounce,
            sentence_of(model::incoming_reason("unauthenticated"), {{"address", mail->recipient}}),
            item};
    }
    if (understood.feedback.kind != guard::FeedbackKind::none) {
        store::save_suppression(session, mail->recipient, "complaint", mail->id, std::nullopt,
                                env.now());
        return {model::IncomingOutcome::bounce,
                sentence_of(model::incoming_reason("complaint"), {{"address", mail->recipient}}),
                item};
    }
    if (understood.bounce.is_read_receipt) {
        return {model::IncomingOutcome::automatic,
                sentence_of(model::incoming_reason("read_receipt")), item};
    }
    const auto failures = failures_of(*mail, understood.bounce);
    if (failures.empty()) {
        return {model::IncomingOutcome::bounce, sentence_of(model::incoming_reason("delayed")),
                item};
    }
    apply_bounce(session, env, *mail, failures);
    return {model::IncomingOutcome::bounce,
            sentence_of(model::incoming_reason("undeliverable"), {{"address", mail->recipient}}),
            item};
}

}  // namespace postroom::pipeline
