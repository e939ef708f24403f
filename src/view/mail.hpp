// Outgoing and incoming mail, channels, connectors and filters as JSON.
// Invariant: a connector's secret never stands in it (SEC-20). Rule: api/openapi.yaml OutboxMail
// and after.
#pragma once

#include <optional>
#include <string>

#include "desk/workspace.hpp"
#include "store/channel.hpp"
#include "store/forwarding.hpp"
#include "store/mail_view.hpp"
#include "store/outgoing_mail.hpp"
#include "view/json.hpp"

namespace postroom::view {

Object outbox_json(const store::OutgoingMailRow& row);
Object retry_template_json(const model::RetryTemplate& retry_template);
/// The four statuses of the Outbox page, or empty when the mail does not stand there.
std::string_view send_status_of(const store::OutgoingMailRow& row);
Object outgoing_log_json(const store::OutgoingMailRow& row);
/// Whether "process again" is offered: quarantined, filtered, or read by an older parser. (IN-2)
bool can_process_again(const store::IncomingMailRow& row);
Object incoming_json(const store::IncomingMailRow& row);
/// The words of the mail log, coarser than the states.
std::string_view outcome_of(model::MailState state);
/// What the other server said, or the rule that kept the mail back.
std::string_view reason_of(const model::OutgoingMail& mail);
Array volume_json(const std::vector<store::MailVolumeRow>& rows);
Array attempts_json(const std::vector<store::MailAttempt>& attempts);

/// What a channel's row does not say.
struct ChannelFacts {
    std::string connector_name;
    bool loop_warning = false;  ///< its own address may be written to (F133)
    std::optional<TimePoint> automatic_mail_stopped_at;  ///< LOOP-7
    std::string project_name{}, team_name{}, assignee_name{};
    std::optional<store::ForwardingRequest> forwarding_request{};  ///< FWD-5
};
Object channel_json(const model::Channel& channel, const ChannelFacts& facts);
Object connector_json(const model::Connector& connector, bool has_password);
Object email_filter_json(const store::EmailFilter& filter);
Object quiet_mode_json(const desk::QuietMode& mode);

}  // namespace postroom::view
