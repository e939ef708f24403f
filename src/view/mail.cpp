// See mail.hpp.
#include "view/mail.hpp"

#include <boost/json.hpp>

#include "core/text.hpp"
#include "model/phrase_tables.hpp"
#include "notify/rule.hpp"
#include "outbox/state.hpp"
#include "view/people.hpp"
#include "view/wording.hpp"
#include "view/work.hpp"

namespace postroom::view {

using model::MailState;
using model::name_of;

namespace {

constexpr auto kConnectorDisabled = model::phrase_of(model::kSendTroubles, "connector_disabled");

Value author_json(const store::OutgoingMailRow& row) {
    const auto author = row.mail.author_id;
    return author ? Value(person_json(model::PersonKind::user, author.value, row.author_name))
                  : Value(nullptr);
}

/// Cancelled because its message was changed or deleted.
bool is_taken_back(const model::OutgoingMail& mail) {
    return mail.state == MailState::cancelled && (mail.reason == notify::rule::kMessageDeleted ||
                                                  mail.reason == notify::rule::kMessageEdited);
}

Value reason_wording(const model::OutgoingMail& mail) {
    return mail.state == MailState::suppressed || is_taken_back(mail)
               ? rule_wording(mail.reason)
               : trouble_wording(reason_of(mail));
}

bool is_held_by_connector(const store::OutgoingMailRow& row) {
    return row.mail.connector_id && !row.connector.enabled;
}

std::string failure_text(const store::OutgoingMailRow& row) {
    if (is_held_by_connector(row)) {
        return sentence_of(kConnectorDisabled, {{"name", row.connector.name}});  // F165
    }
    return row.mail.last_failure;
}

Value failure_wording(const store::OutgoingMailRow& row) {
    return is_held_by_connector(row)
               ? wording_json("trouble", {kConnectorDisabled, {{"name", row.connector.name}}})
               : trouble_wording(row.mail.last_failure);
}

Array networks_json(std::string_view networks) {
    Array array;
    for (const auto network : split(networks, ' ')) {
        if (!network.empty()) {
            array.emplace_back(network);
        }
    }
    return array;
}

/// Where new items of the queue go. (F129)
Object routing_json(const model::Channel& channel, const ChannelFacts& facts) {
    return Object{{"project", named_json(channel.project_id, facts.project_name)},
                  {"team", named_json(channel.team_id, facts.team_name)},
                  {"assignee", named_json(channel.assignee_id, facts.assignee_name)},
                  {"priority", name_of(channel.priority)}};
}

/// Null while nobody refused our mail for what it holds. (BNC-4)
Value refusals_json(const model::Connector& connector) {
    return connector.refusals > 0 ? Value(Object{{"count", connector.refusals},
                                                 {"last_at", time_json(connector.refused_at)},
                                                 {"last", connector.refusal}})
                                  : Value(nullptr);
}

/// An older parser read it than the program has now. (IN-2)
bool is_outdated(const store::IncomingMailRow& row) {
    return row.outcome != model::IncomingOutcome::pending && !row.is_reread_wanted &&
           row.parser_version < model::kParserVersion;
}

}  // namespace

std::string_view outcome_of(MailState state) {
    switch (state) {
        case MailState::sent:
        case MailState::uncertain:
        case MailState::failed:
        case MailState::suppressed:
        case MailState::cancelled:
        case MailState::bounced:
            return name_of(state);
        default:
            return "queued";
    }
}

std::string_view reason_of(const model::OutgoingMail& mail) {
    switch (mail.state) {
        case MailState::sent:
        case MailState::uncertain:
            return mail.remote_reply.empty() ? mail.last_failure : mail.remote_reply;
        case MailState::suppressed:
            return notify::sentence_of(mail.reason);
        case MailState::cancelled:
            return is_taken_back(mail) ? notify::sentence_of(mail.reason) : mail.last_failure;
        default:
            return mail.last_failure;
    }
}

bool can_process_again(const store::IncomingMailRow& row) {
    return row.outcome == model::IncomingOutcome::quarantine ||
           row.outcome == model::IncomingOutcome::filtered || is_outdated(row);
}

std::string_view send_status_of(const store::OutgoingMailRow& row) {
    const auto shown = outbox::shown_status(row.mail, row.connector);
    return outbox::is_send_status(shown.status) ? outbox::name_of(shown.status)
                                                : std::string_view{};
}

Object outbox_json(const store::OutgoingMailRow& row) {
    const auto& mail = row.mail;
    const auto shown = outbox::shown_status(mail, row.connector);
    const auto may = outbox::permissions_of(mail, row.has_unconfirmed_attempt);
    return Object{
        {"id", mail.id.value},
        {"to", mail.recipient},
        {"subject", mail.subject},
        {"from", mail.from_address},
        {"sender", author_json(row)},
        {"connector", named_json(mail.connector_id, row.connector.name)},
        {"importance", name_of(mail.importance)},
        {"system_generated", mail.is_system_generated},
        {"send_status", text_or_null(send_status_of(row))},
        {"state", name_of(mail.state)},
        {"next_step", shown.next},
        {"next_step_text", shown.sentence},
        {"next_attempt_at", time_json(shown.at)},
        {"last_attempt_at", time_json(mail.last_attempt_at)},
        {"last_failure", text_or_null(failure_text(row))},
        {"last_failure_wording", failure_wording(row)},
        {"logged_at", time_json(mail.first_failure_at)},
        {"attempts", mail.attempts},
        {"attempts_max", row.attempts_max},
        {"is_imported", outbox::is_imported(mail)},
        {"item", item_ref_json(row.item)},
        {"message_id", id_json(mail.message_id)},
        {"attachment_count", mail.attachment_count},
        {"can_retry", may.retry.allowed},
        {"can_cancel", may.cancel.allowed},
        {"can_treat_as_sent", may.treat_as_sent.allowed},
        {"report", mail_report_json(row.report)},
        {"undo_until", mail.state == MailState::held ? time_json(mail.due_at) : Value(nullptr)},
        {"created_at", time_json(mail.created_at)}};
}

Object outgoing_log_json(const store::OutgoingMailRow& row) {
    const auto& mail = row.mail;
    return Object{{"id", mail.id.value},
                  {"at", time_json(mail.finished_at.value_or(mail.created_at))},
                  {"from", mail.from_address},
                  {"to", mail.recipient},
                  {"subject", mail.subject},
                  {"outcome", outcome_of(mail.state)},
                  {"state", name_of(mail.state)},
                  {"reason", text_or_null(reason_of(mail))},
                  {"reason_wording", reason_wording(mail)},
                  {"connector", named_json(mail.connector_id, row.connector.name)},
                  {"item", item_ref_json(row.item)},
                  {"message_id", id_json(mail.message_id)},
                  {"system_generated", mail.is_system_generated},
                  {"attempts", mail.attempts},
                  {"report", mail_report_json(row.report)}};
}

Object incoming_json(const store::IncomingMailRow& row) {
    const auto& mail = row.mail;
    return Object{{"id", mail.id.value},
                  {"received_at", time_json(mail.received_at)},
                  {"from", row.from_address.empty() ? mail.envelope_from : row.from_address},
                  {"to", mail.recipient},
                  {"subject", row.subject},
                  {"size", mail.size},
                  {"outcome", name_of(row.outcome)},
                  {"reason", row.reason},
                  {"reason_wording", incoming_reason_wording(row.reason)},
                  {"item", item_ref_json(row.item)},
                  {"message_id", id_json(row.message_id)},
                  {"channel", named_json(mail.channel_id, row.channel_name)},
                  {"via", mail.via},
                  {"is_outdated", is_outdated(row)},
                  {"can_process_again", can_process_again(row)}};
}

Array volume_json(const std::vector<store::MailVolumeRow>& rows) {
    Array array;
    for (const auto& row : rows) {
        array.emplace_back(
            Object{{"hour", time_json(row.hour)}, {"outcome", row.outcome}, {"count", row.count}});
    }
    return array;
}

Array attempts_json(const std::vector<store::MailAttempt>& attempts) {
    Array array;
    for (const auto& attempt : attempts) {
        array.emplace_back(Object{{"number", attempt.fence},
                                  {"started_at", time_json(attempt.started_at)},
                                  {"ended_at", time_json(attempt.finished_at)},
                                  {"outcome", attempt.outcome},
                                  {"reply", text_or_null(attempt.reply)},
                                  {"reply_wording", trouble_wording(attempt.reply)}});
    }
    return array;
}

namespace {

Value forwarding_json(const std::optional<store::ForwardingRequest>& asked) {
    return asked ? Value(Object{{"provider", asked->provider},
                                {"account", text_or_null(asked->account)},
                                {"code", asked->code},
                                {"link", text_or_null(asked->link)},
                                {"asked_at", time_json(asked->asked_at)}})
                 : Value(nullptr);
}

}  // namespace

Object channel_json(const model::Channel& channel, const ChannelFacts& facts) {
    return Object{{"id", channel.id.value},
                  {"name", channel.name},
                  {"kind", name_of(channel.kind)},
                  {"address", channel.address},
                  {"color", channel.color},
                  {"item_type", name_of(channel.item_type)},
                  {"routing", routing_json(channel, facts)},
                  {"active", channel.active},
                  {"client_networks", networks_json(channel.client_networks)},
                  {"reply_via", named_json(channel.connector_id, facts.connector_name)},
                  {"loop_warning", facts.loop_warning},
                  {"automatic_mail_stopped_at", time_json(facts.automatic_mail_stopped_at)},
                  {"forwarding_request", forwarding_json(facts.forwarding_request)}};
}

Object connector_json(const model::Connector& connector, bool has_password) {
    return Object{{"id", connector.id.value},
                  {"name", connector.name},
                  {"kind", name_of(connector.kind)},
                  {"enabled", connector.enabled},
                  {"host", connector.host},
                  {"port", connector.port},
                  {"tls", name_of(connector.tls)},
                  {"username", connector.username},
                  {"has_password", has_password},
                  {"from_address", connector.from_address},
                  {"from_name", connector.from_name},
                  {"is_default", connector.is_default},
                  {"needs_attention", connector.needs_attention},
                  {"attention", connector.attention},
                  {"attention_wording", attention_wording(connector.attention)},
                  {"refusals", refusals_json(connector)},
                  {"retry_template_id", id_json(connector.retry_template_id)},
                  {"connections_max", connector.connections_max},
                  {"mails_per_minute", connector.mails_per_minute},
                  {"signature", connector.signature},
                  {"when_uncertain", name_of(connector.when_uncertain)}};
}

Object retry_template_json(const model::RetryTemplate& retry_template) {
    Array delays;
    for (const auto delay : retry_template.delays) {
        delays.emplace_back(static_cast<std::int64_t>(delay.count()));
    }
    return Object{{"id", retry_template.id.value},
                  {"name", retry_template.name},
                  {"delays_seconds", std::move(delays)},
                  {"attempts_max", retry_template.attempts_max},
                  {"age_seconds_max", static_cast<std::int64_t>(retry_template.age_max.count())},
                  {"is_default", retry_template.is_default}};
}

Object email_filter_json(const store::EmailFilter& filter) {
    return Object{{"id", filter.id},
                  {"address", filter.pattern},
                  {"direction", filter.direction},
                  {"reason", filter.reason},
                  {"automatic", filter.is_automatic},
                  {"hits", filter.hits},
                  {"created_at", time_json(filter.created_at)}};
}

Object quiet_mode_json(const desk::QuietMode& mode) {
    return Object{{"enabled", mode.on}, {"until", time_json(mode.until)}};
}

}  // namespace postroom::view
