// See bounce.hpp.
#include "pipeline/bounce.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "desk/outbox_commands.hpp"
#include "desk/undelivered.hpp"
#include "model/phrase_tables.hpp"
#include "store/channel.hpp"
#include "store/delivery_report.hpp"
#include "store/outgoing_mail.hpp"
#include "threading/token.hpp"

namespace postroom::pipeline {
namespace {

using model::incoming_reason;
using model::IncomingOutcome;

constexpr std::size_t kWordsBytesMax = 300;
constexpr std::string_view kAuthenticationFailed = "SPF, DKIM or DMARC failed";

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

/// The reader of reports puts the status behind the words; where they name it themselves, once is
/// enough.
std::string_view without_repeated(std::string_view words, std::string_view status) {
    const bool is_repeated = !status.empty() && words.size() > status.size() &&
                             words.ends_with(status) &&
                             words.find(status) + status.size() < words.size();
    return is_repeated ? trim(words.substr(0, words.size() - status.size())) : words;
}

model::ReportKind kind_of(const std::vector<guard::BouncedRecipient>& failures) {
    const bool is_hard = std::ranges::all_of(failures, [](const auto& recipient) {
        return recipient.bounce_class == guard::BounceClass::hard;
    });
    if (is_hard) {
        return model::ReportKind::hard;
    }
    return std::ranges::all_of(failures, &guard::BouncedRecipient::is_policy)
               ? model::ReportKind::policy
               : model::ReportKind::soft;
}

/// One report about one mail, on its way through the transaction.
struct Report {
    db::Session& session;
    const desk::Environment& env;
    const model::IncomingMail& incoming;
    model::OutgoingMail mail;

    model::DeliveryReport row(model::ReportKind kind, const std::string& status = {},
                              std::string_view words = {}) const {
        const std::string_view told = without_repeated(trim(words), status);
        return {.mail_id = mail.id,
                .incoming_mail_id = incoming.id,
                .kind = kind,
                .address = mail.recipient,
                .status = status,
                .words = one_line(truncate_utf8(told, kWordsBytesMax)),
                .at = incoming.received_at};
    }
    ReportTaken taken(IncomingOutcome outcome, const model::Phrase& phrase) const {
        return {outcome, sentence_of(phrase, {{"address", mail.recipient}}), mail.item_id};
    }
    /// Writes the report down and tells the screens; false when it was known already.
    bool note(const model::DeliveryReport& report) const {
        if (!store::insert_delivery_report(session, report)) {
            return false;
        }
        desk::append_report_event(session, env, mail, report.kind);
        return true;
    }
};

void suppress(const Report& report, const std::string& words) {
    store::save_suppression(report.session, report.mail.recipient, "bounced: " + words,
                            report.mail.id, report.env.now() + limits::kHardBounceSuppression,
                            report.env.now());
}

bool is_third_soft_bounce(const Report& report) {
    return store::find_soft_bounces(report.session, report.mail.recipient,
                                    report.env.now() - limits::kSoftBounceWindow)
               .mails >= limits::kSoftBouncesAreHard;
}

/// What the class of a failure changes beside the mail itself; the phrase for the mail log. (BNC-4)
model::Phrase apply_class(const Report& report, const model::DeliveryReport& failure,
                          const std::string& words) {
    switch (failure.kind) {
        case model::ReportKind::hard:
            suppress(report, words);
            return incoming_reason("undeliverable_hard");
        case model::ReportKind::policy:
            store::record_connector_refusal(report.session, report.mail.connector_id,
                                            fmt::format("{}: {}", report.mail.recipient, words),
                                            report.env.now());
            return incoming_reason("undeliverable_policy");
        default:
            break;
    }
    if (is_third_soft_bounce(report)) {
        suppress(report, words);
        return incoming_reason("undeliverable_third");
    }
    return incoming_reason("undeliverable_soft");
}

/// The mail did not arrive. (BNC-4, BNC-6)
Result<ReportTaken> take_failure(Report& report,
                                 const std::vector<guard::BouncedRecipient>& failures) {
    const guard::BouncedRecipient& first = failures.front();
    const auto failure = report.row(kind_of(failures), first.status, first.reason);
    const std::string words = failure.words.contains(first.status)
                                  ? failure.words
                                  : fmt::format("{} {}", first.status, failure.words);
    const bool is_new = store::insert_delivery_report(report.session, failure);
    const model::Phrase phrase =
        is_new ? apply_class(report, failure, words) : incoming_reason("undeliverable");
    const bool has_bounced = store::record_bounced(report.session, report.mail.id, words);
    if (has_bounced) {
        report.mail.state = model::MailState::bounced;
        TRY_VOID(desk::tell_undelivered(report.session, report.env, report.mail, failure));
    }
    if (has_bounced || is_new) {
        desk::append_report_event(report.session, report.env, report.mail, failure.kind);
    }
    return report.taken(IncomingOutcome::bounce, phrase);
}

ReportTaken take_complaint(const Report& report) {
    if (report.note(report.row(model::ReportKind::complaint))) {
        store::save_suppression(report.session, report.mail.recipient, "complaint", report.mail.id,
                                std::nullopt, report.env.now());
        store::record_complaint(report.session, report.mail.recipient, report.env.now());
    }
    return report.taken(IncomingOutcome::bounce, incoming_reason("complaint"));
}

/// Our own authentication failed somewhere: the connector's trouble. (RFC 6591)
ReportTaken take_failed_authentication(const Report& report) {
    if (report.note(report.row(model::ReportKind::policy, {}, kAuthenticationFailed))) {
        store::record_connector_refusal(
            report.session, report.mail.connector_id,
            fmt::format("{}: {}", report.mail.recipient, kAuthenticationFailed), report.env.now());
    }
    return report.taken(IncomingOutcome::bounce, incoming_reason("unauthenticated"));
}

Result<ReportTaken> take_bounce(Report& report, const guard::Bounce& bounce) {
    const auto failures = failures_of(report.mail, bounce);
    if (!failures.empty()) {
        return take_failure(report, failures);
    }
    const guard::BouncedRecipient* late =
        bounce.recipients.empty() ? nullptr : &bounce.recipients.front();
    report.note(report.row(model::ReportKind::delayed, late == nullptr ? "" : late->status,
                           late == nullptr ? "" : late->reason));
    return report.taken(IncomingOutcome::bounce, incoming_reason("delayed_for"));
}

}  // namespace

Result<ReportTaken> take_report(db::Session& session, const desk::Environment& env,
                                const model::IncomingMail& incoming, const Understood& understood) {
    const auto mail = find_proven_mail(session, env, incoming, understood);
    if (!mail) {
        return ReportTaken{
            IncomingOutcome::bounce, sentence_of(incoming_reason("report_unproven")), {}};
    }
    Report report{session, env, incoming, *mail};
    if (understood.feedback.kind == guard::FeedbackKind::auth_failure) {
        return take_failed_authentication(report);
    }
    if (understood.feedback.kind != guard::FeedbackKind::none) {
        return take_complaint(report);
    }
    if (understood.bounce.is_read_receipt) {
        report.note(report.row(model::ReportKind::read));
        return ReportTaken{IncomingOutcome::automatic, sentence_of(incoming_reason("read_receipt")),
                           report.mail.item_id};
    }
    return take_bounce(report, understood.bounce);
}

}  // namespace postroom::pipeline
