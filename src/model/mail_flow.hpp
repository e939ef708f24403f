// Channels, connectors, and every mail that came in or goes out.
// Invariant: an incoming mail ends with exactly one outcome (I1), an outgoing one in exactly one
// state (I3). Rule: mail-correctness.md sections 2.1 and 2.6; features F081-F085, F094-F181.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "model/enum_names.hpp"
#include "model/work.hpp"

namespace postroom::model {

enum class ChannelKind { address, imap };
POSTROOM_ENUM_NAMES(ChannelKind, {ChannelKind::address, "address"}, {ChannelKind::imap, "imap"});

/// An inbound source, and the queue of the items that came through it.
struct Channel {
    ChannelId id;
    ChannelKind kind = ChannelKind::address;
    std::string name;
    std::string color;    ///< "#rrggbb"
    std::string address;  ///< the creation address, lower case
    ItemType item_type = ItemType::ticket;
    ProjectId project_id;
    TeamId team_id;
    ConnectorId connector_id;  ///< "Reply via"; none = the default connector
    bool active = true;
    /// Networks of the servers that may hand mail in, separated by spaces; empty = all. (SRV-12)
    std::string client_networks;
    /// Who gets its new items, beside project and team. (F129)
    UserId assignee_id{};
    Priority priority = Priority::normal;
};

enum class ConnectorKind { builtin, smtp, microsoft365, gmail, capture };
POSTROOM_ENUM_NAMES(ConnectorKind, {ConnectorKind::builtin, "builtin"},
                    {ConnectorKind::smtp, "smtp"}, {ConnectorKind::microsoft365, "microsoft365"},
                    {ConnectorKind::gmail, "gmail"}, {ConnectorKind::capture, "capture"});

/// OUT-21. `off` is refused for hosts outside loopback and private networks.
enum class TlsPolicy { implicit, starttls, opportunistic, off };
POSTROOM_ENUM_NAMES(TlsPolicy, {TlsPolicy::implicit, "implicit"}, {TlsPolicy::starttls, "starttls"},
                    {TlsPolicy::opportunistic, "opportunistic"}, {TlsPolicy::off, "off"});

/// What happens to a mail of which nobody knows whether it arrived. (OUT-4)
enum class WhenUncertain { send_again, ask };
POSTROOM_ENUM_NAMES(WhenUncertain, {WhenUncertain::send_again, "send_again"},
                    {WhenUncertain::ask, "ask"});

struct Connector {
    ConnectorId id;
    ConnectorKind kind = ConnectorKind::builtin;
    std::string name;
    std::string from_address;
    std::string from_name;
    std::string host;
    int port = 0;
    TlsPolicy tls = TlsPolicy::starttls;
    std::string username;
    std::string secret;  ///< in memory only; encrypted at rest (SEC-20)
    bool enabled = true;
    bool is_default = false;
    int connections_max = 4;
    bool needs_attention = false;
    std::string attention;      ///< in plain words
    std::int64_t releases = 0;  ///< how often somebody looked after it (OUT-7)
    /// Mails that other servers refused for what they hold or who sends them, since somebody
    /// looked: it keeps sending, but its reputation needs a look. (BNC-4)
    std::int64_t refusals = 0;
    std::optional<TimePoint> refused_at{};
    std::string refusal{};  ///< whom the last one was for, and the other server's words
    /// When its mails are tried again; none = never by itself. (F148, F180)
    RetryTemplateId retry_template_id{};
    int mails_per_minute = 0;  ///< how many leave at most; 0 = as many as go (OUT-17)
    int auth_failures = 0;     ///< sign-ins refused in a row; too many switch it off (OUT-7)
    std::string signature{};   ///< stands under every mail that leaves through it (F125)
    WhenUncertain when_uncertain = WhenUncertain::send_again;
};

/// When mail that failed for now is tried again, as an administrator wrote it down. (F148, F180)
struct RetryTemplate {
    RetryTemplateId id;
    std::string name;
    std::vector<std::chrono::seconds> delays;  ///< after the first try, the second...
    int attempts_max = 1;                      ///< automatic tries in all (F149)
    std::chrono::seconds age_max{};            ///< none later than this after the first; 0 = none
    bool is_default = false;                   ///< what a new connector begins with
};

/// Of everything that reads a mail: raised when a change makes it worth processing old mail again.
/// (IN-2)
inline constexpr int kParserVersion = 2;

/// Where an incoming mail ended. (I1, IN-2)
enum class IncomingOutcome {
    pending,
    ticket,
    reply,
    automatic,
    bounce,
    loop,
    duplicate,
    filtered,
    quarantine
};
POSTROOM_ENUM_NAMES(IncomingOutcome, {IncomingOutcome::pending, "pending"},
                    {IncomingOutcome::ticket, "ticket"}, {IncomingOutcome::reply, "reply"},
                    {IncomingOutcome::automatic, "automatic"}, {IncomingOutcome::bounce, "bounce"},
                    {IncomingOutcome::loop, "loop"}, {IncomingOutcome::duplicate, "duplicate"},
                    {IncomingOutcome::filtered, "filtered"},
                    {IncomingOutcome::quarantine, "quarantine"});

/// A mail that we have answered 250 for: envelope, raw bytes and outcome.
struct IncomingMail {
    IncomingMailId id;
    std::string envelope_from;  ///< empty for the null sender
    std::string recipient;      ///< the one envelope recipient of this row, lower case domain
    ChannelId channel_id;       ///< none for reply and bounce addresses
    std::string via;            ///< smtp, lmtp, deliver, imap
    std::string client;         ///< address and name of who handed it over, for the log
    BlobId blob_id;
    std::int64_t size = 0;
    bool has_bare_newlines = false;  ///< SRV-1
    TimePoint received_at{};
};

/// States of section 2.6; `suppressed` and `cancelled` are ends as well.
enum class MailState {
    held,
    ready,
    leased,
    dot_sent,
    sent,
    uncertain,
    retry_wait,
    failed,
    cancelled,
    suppressed,
    bounced
};
POSTROOM_ENUM_NAMES(MailState, {MailState::held, "held"}, {MailState::ready, "ready"},
                    {MailState::leased, "leased"}, {MailState::dot_sent, "dot_sent"},
                    {MailState::sent, "sent"}, {MailState::uncertain, "uncertain"},
                    {MailState::retry_wait, "retry_wait"}, {MailState::failed, "failed"},
                    {MailState::cancelled, "cancelled"}, {MailState::suppressed, "suppressed"},
                    {MailState::bounced, "bounced"});

/// What became known of a mail after it had left. (BNC-4 to BNC-8)
enum class ReportKind {
    hard,       ///< the address takes no mail: nothing automatic goes there any more
    soft,       ///< not this time: a warning
    policy,     ///< refused for what it holds or who sends it: the connector's trouble
    delayed,    ///< the other server goes on trying
    complaint,  ///< its reader called it unwanted
    read,       ///< a read receipt
};
POSTROOM_ENUM_NAMES(ReportKind, {ReportKind::hard, "hard"}, {ReportKind::soft, "soft"},
                    {ReportKind::policy, "policy"}, {ReportKind::delayed, "delayed"},
                    {ReportKind::complaint, "complaint"}, {ReportKind::read, "read"});

/// One report about one of our mails.
struct DeliveryReport {
    MailId mail_id;
    IncomingMailId incoming_mail_id;
    ReportKind kind = ReportKind::soft;
    std::string address;  ///< whom the mail was for, lower case
    std::string status;   ///< enhanced status, if any
    std::string words;    ///< the other side's, one line
    TimePoint at{};
};

enum class Importance { high, normal, low };
POSTROOM_ENUM_NAMES(Importance, {Importance::high, "high"}, {Importance::normal, "normal"},
                    {Importance::low, "low"});

/// What a mail is for; decides its marks (LOOP-1) and its place in the schedule (OUT-18).
enum class MailKind { reply, notification, system, test, bulk };
POSTROOM_ENUM_NAMES(MailKind, {MailKind::reply, "reply"}, {MailKind::notification, "notification"},
                    {MailKind::system, "system"}, {MailKind::test, "test"},
                    {MailKind::bulk, "bulk"});

/// One outgoing mail to one recipient, its bytes frozen when it was made. (P1, OUT-2)
struct OutgoingMail {
    MailId id;
    MailKind kind = MailKind::reply;
    MailState state = MailState::held;
    ConnectorId connector_id;
    ItemId item_id;
    ConversationId conversation_id;
    MessageId message_id;  ///< the message that it carries, the newest of them for a relay
    Person recipient_person;
    UserId author_id;           ///< who caused it; none for system mail
    std::string envelope_from;  ///< may be empty (null sender)
    std::string from_address;
    std::string recipient;
    std::string subject;
    std::string message_id_header;  ///< without angle brackets
    BlobId blob_id;
    std::int64_t size = 0;
    int attachment_count = 0;
    Importance importance = Importance::normal;
    bool is_system_generated = false;
    std::string reason;  ///< why it was made, or why it was suppressed: a rule code
    std::optional<TimePoint>
        due_at;  ///< next attempt; the single truth for "when" (contradiction 7)
    int attempts = 0;
    std::optional<TimePoint> last_attempt_at;
    std::optional<TimePoint> first_failure_at;
    std::string last_failure;
    std::string remote_reply;  ///< what the server that took it said
    std::int64_t fence = 0;    ///< counts leases; a write with an old number is refused (OUT-6)
    TimePoint created_at{};
    std::optional<TimePoint> finished_at;
};

}  // namespace postroom::model
