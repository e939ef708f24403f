// Outgoing and incoming mail as the Outbox page and the mail log list it.
// Invariant: nobody gets a row that they may not see (access_sql.hpp); every list walks an index
// from the newest row down and is limited. Rule: features F081-F085, F134-F144; SEC-11.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/session.hpp"
#include "model/mail_flow.hpp"
#include "model/people.hpp"
#include "store/conversation_view.hpp"

namespace postroom::store {

/// Who sends, to which item and through which connector, beside the mail itself.
struct OutgoingMailRow {
    model::OutgoingMail mail;
    model::Connector connector;  ///< id, name, kind, enabled and needs_attention only
    std::string author_name;
    std::optional<model::Item> item;  ///< id, type, title, status and state only
    bool has_unconfirmed_attempt = false;
    std::optional<LastReport> report{};
    int attempts_max = 1;  ///< tries by itself, of its connector's retry template (F170)
};

/// F139-F144.
enum class OutboxView { mine, team, system, all };

/// Mails that have not left, newest first, below `before` (0 = from the newest).
std::vector<OutgoingMailRow> list_outbox_rows(db::Session& session, const model::User& viewer,
                                              OutboxView view, ItemId item, MailId before,
                                              int limit);
/// How many there are, counting at most `limit`, and how many of these have failed.
struct OutboxCounts {
    std::int64_t total = 0;
    std::int64_t failed = 0;
};
OutboxCounts count_outbox(db::Session& session, const model::User& viewer, OutboxView view,
                          int limit);

/// Any mail, as far as the viewer may see it.
std::optional<OutgoingMailRow> find_outgoing_row(db::Session& session, const model::User& viewer,
                                                 MailId mail);

/// Every active user who may see the mail, in the order of their ids.
std::vector<UserId> list_users_who_see(db::Session& session, MailId mail);

struct OutgoingLogFilter {
    TimePoint since{};
    std::string state;  ///< empty = all; "queued" = those of the Outbox page that have not failed
    std::string words;  ///< part of the recipient or the subject
};
/// Every mail made since then, newest first (F081-F083).
std::vector<OutgoingMailRow> list_outgoing_log(db::Session& session, const model::User& viewer,
                                               const OutgoingLogFilter& filter, MailId before,
                                               int limit);

struct IncomingMailRow {
    model::IncomingMail mail;
    model::IncomingOutcome outcome = model::IncomingOutcome::pending;
    std::string reason;
    std::string subject;
    std::string from_address;
    MessageId message_id;
    std::string channel_name;
    std::optional<model::Item> item;  ///< id, type, title, status and state only
    int parser_version = 0;           ///< of the parser that read it last; 0 = none has
    bool is_reread_wanted = false;    ///< waits to be understood anew
};
struct IncomingLogFilter {
    TimePoint since{};
    std::string outcome;  ///< empty = all
    std::string words;    ///< part of the sender or the subject
};
/// Every mail received since then, newest first (F084, F085). Mails without an item are for
/// everybody who may see the log.
std::vector<IncomingMailRow> list_incoming_log(db::Session& session, const model::User& viewer,
                                               const IncomingLogFilter& filter,
                                               IncomingMailId before, int limit);
std::optional<IncomingMailRow> find_incoming_row(db::Session& session, const model::User& viewer,
                                                 IncomingMailId mail);

/// Mails that quiet mode kept back since then. (F090, F091)
std::int64_t count_kept_back_in_quiet(db::Session& session, TimePoint since);

/// Mails of one hour (UTC, its first moment) with one outcome or state.
struct MailVolumeRow {
    TimePoint hour{};
    std::string outcome;
    std::int64_t count = 0;
};
enum class MailWay { incoming, outgoing };
/// Of one hour that begins at `from`; from the index alone.
std::vector<MailVolumeRow> list_mail_volume(db::Session& session, MailWay way, TimePoint from,
                                            TimePoint until);

}  // namespace postroom::store
