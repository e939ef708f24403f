// See settle_aside.hpp.
#include "pipeline/settle_aside.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "model/phrase_tables.hpp"
#include "pipeline/bounce.hpp"
#include "pipeline/flood.hpp"
#include "store/channel.hpp"
#include "store/forwarding.hpp"
#include "store/outgoing_mail.hpp"
#include "store/people.hpp"

namespace postroom::pipeline {
namespace {

using model::incoming_reason;
using model::IncomingOutcome;
using model::sentence_of;

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

}  // namespace

bool is_answering_machine(const mime::Mail& mail) {
    return starts_with_ignoring_case(trim(mail.header("Auto-Submitted")), "auto-replied") ||
           equals_ignoring_case(trim(mail.header("Precedence")), "auto_reply") ||
           mail.has_header("X-Autoreply") || mail.has_header("X-Autorespond") ||
           mail.has_header("X-Autoresponse");
}

bool answers_our_notification(const Case& mail) {
    for (const auto& id : mail.understood.evidence.message_ids) {
        if (const auto mail_id = store::find_mail_by_message_id_header(mail.session, id)) {
            const auto ours = store::find_outgoing_mail(mail.session, *mail_id);
            return ours && ours->kind != model::MailKind::reply;
        }
    }
    return false;
}

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

}  // namespace postroom::pipeline
