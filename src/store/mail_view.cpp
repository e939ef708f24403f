// See mail_view.hpp.
#include "store/mail_view.hpp"

#include "core/text.hpp"
#include "store/access_sql.hpp"
#include "store/like_pattern.hpp"
#include "store/outgoing_mail_row.hpp"

namespace postroom::store {
namespace {

using model::stored_name;

constexpr int kOutgoingColumns = 30;  // how many read_outgoing reads

#define OUTGOING_ROW                                                                             \
    "select m.mail_id, m.kind, m.state, m.connector_id, m.item_id, m.conversation_id, "          \
    "m.message_id,"                                                                              \
    " m.recipient_kind, m.recipient_id, m.author_id, m.envelope_from, m.from_address, "          \
    "m.recipient,"                                                                               \
    " m.subject, m.message_id_header, m.blob_id, m.size, m.attachment_count, m.importance,"      \
    " m.is_system_generated, m.reason, m.due_at, m.attempts, m.last_attempt_at,"                 \
    " m.first_failure_at, m.last_failure, m.remote_reply, m.fence, m.created_at, m.finished_at," \
    " coalesce(n.name, ''), n.kind, n.enabled, n.needs_attention, coalesce(a.name, ''),"         \
    " i.item_id, i.type, i.title, i.status, i.state,"                                            \
    " case when exists (select 1 from mail_attempt u where u.mail_id = m.mail_id"                \
    " and u.outcome = 'uncertain') then 1 else 0 end, d.kind, d.words, d.at,"                    \
    " coalesce(y.attempts_max, 1)"                                                               \
    " from outgoing_mail m left join connector n on n.connector_id = m.connector_id"             \
    " left join retry_template y on y.retry_template_id = n.retry_template_id"                   \
    " left join app_user a on a.user_id = m.author_id left join item i on i.item_id = m.item_id" \
    " left join delivery_report d on d.delivery_report_id = (select max(x.delivery_report_id)"   \
    " from delivery_report x where x.mail_id = m.mail_id)"

/// Whether a user may see the outgoing mail m; `administrator` and `sees` are SQL conditions about
/// that user, the latter over a conversation c and its item i. A mail of a direct conversation is
/// for those who take part, no administrator reads it. A mail that was cancelled because its
/// message was changed or deleted holds words that were taken back.
#define MAIL_VISIBLE_TO(user, administrator, sees)                                               \
    "(m.author_id = " user " or (" administrator                                                 \
    " and not exists (select 1 from conversation d where d.conversation_id = m.conversation_id " \
    "and " IS_DIRECT_CONVERSATION                                                                \
    "))"                                                                                         \
    " or (m.reason not in ('message_deleted', 'message_edited') and ("                           \
    "exists (select 1 from conversation c where c.conversation_id = m.conversation_id "          \
    "and " sees                                                                                  \
    ")"                                                                                          \
    " or (m.conversation_id is null and exists (select 1 from conversation c where c.item_id = " \
    "m.item_id and " sees ")))))"

/// $1 the viewer, $2 whether they see all conversations, $3 whether they are an administrator.
#define VISIBLE_MAIL MAIL_VISIBLE_TO("$1", "$3 = 1", VISIBLE_CONVERSATION)

/// The text of the partial index outgoing_mail_waiting, without which SQLite would not walk it; and
/// nobody has decided to treat the mail as sent.
#define WAITING_MAIL                                                                          \
    "m.state in ('held', 'ready', 'leased', 'dot_sent', 'uncertain', 'retry_wait', 'failed')" \
    " and (m.state <> 'uncertain' or m.finished_at is null)"

/// $4 names the view: 0 mine, 1 team, 2 system, 3 all.
#define IN_OUTBOX_VIEW                                                                         \
    "($4 = 3 or ($4 = 0 and m.author_id = $1) or ($4 = 2 and m.is_system_generated = 1)"       \
    " or ($4 = 1 and exists (select 1 from team_member v where v.user_id = $1 and ("           \
    "v.team_id = i.team_id or exists (select 1 from team_member w where w.team_id = v.team_id" \
    " and (w.user_id = m.author_id or w.user_id = i.assignee_id))))))"

std::optional<model::Item> read_item(const db::Row& row, int first) {
    if (!row.get<ItemId>(first)) {
        return std::nullopt;
    }
    return model::Item{
        .id = row.get<ItemId>(first),
        .number = row.get<std::int64_t>(first),
        .type = stored_name<model::ItemType>(row.get<std::string_view>(first + 1)),
        .title = row.get<std::string>(first + 2),
        .status = row.get<std::string>(first + 3),
        .state = stored_name<model::ItemState>(row.get<std::string_view>(first + 4))};
}

OutgoingMailRow read_outgoing_row(const db::Row& row) {
    OutgoingMailRow read{.mail = read_outgoing(row)};
    read.connector.id = read.mail.connector_id;
    read.connector.name = row.get<std::string>(kOutgoingColumns);
    if (read.connector.id) {
        read.connector.kind =
            stored_name<model::ConnectorKind>(row.get<std::string_view>(kOutgoingColumns + 1));
        read.connector.enabled = row.get<bool>(kOutgoingColumns + 2);
        read.connector.needs_attention = row.get<bool>(kOutgoingColumns + 3);
    }
    read.author_name = row.get<std::string>(kOutgoingColumns + 4);
    read.item = read_item(row, kOutgoingColumns + 5);
    read.has_unconfirmed_attempt = row.get<bool>(kOutgoingColumns + 10);
    if (const auto kind = row.get<std::optional<std::string_view>>(kOutgoingColumns + 11)) {
        read.report = {.kind = stored_name<model::ReportKind>(*kind),
                       .words = row.get<std::string>(kOutgoingColumns + 12),
                       .at = row.get<TimePoint>(kOutgoingColumns + 13)};
    }
    read.attempts_max = row.get<int>(kOutgoingColumns + 14);
    return read;
}

bool sees_everything(const model::User& user) {
    return user.preferences.conversations == model::ConversationAccess::all_projects;
}
bool is_administrator(const model::User& user) { return user.role == model::Role::administrator; }

}  // namespace

std::vector<OutgoingMailRow> list_outbox_rows(db::Session& session, const model::User& viewer,
                                              OutboxView view, ItemId item, MailId before,
                                              int limit) {
    return session.list(
        OUTGOING_ROW " where " WAITING_MAIL
                     " and m.mail_id < $5 and ($7 = 0 or m.item_id = $7) and " IN_OUTBOX_VIEW
                     " and " VISIBLE_MAIL " order by m.mail_id desc limit $6",
        read_outgoing_row, viewer.id.value, sees_everything(viewer), is_administrator(viewer),
        static_cast<int>(view), before ? before.value : INT64_MAX, limit, item.value);
}

OutboxCounts count_outbox(db::Session& session, const model::User& viewer, OutboxView view,
                          int limit) {
    return session
        .one(
            "select count(*), coalesce(sum(case when state = 'failed' then 1 else 0 end), 0) from ("
            "select m.state from outgoing_mail m left join item i on i.item_id = m.item_id "
            "where " WAITING_MAIL " and " IN_OUTBOX_VIEW " and " VISIBLE_MAIL
            " order by m.mail_id desc limit $5) x",
            [](const db::Row& row) {
                return OutboxCounts{row.get<std::int64_t>(0), row.get<std::int64_t>(1)};
            },
            viewer.id.value, sees_everything(viewer), is_administrator(viewer),
            static_cast<int>(view), limit)
        .value_or(OutboxCounts{});
}

std::optional<OutgoingMailRow> find_outgoing_row(db::Session& session, const model::User& viewer,
                                                 MailId mail) {
    return session.one(OUTGOING_ROW " where m.mail_id = $4 and " VISIBLE_MAIL, read_outgoing_row,
                       viewer.id.value, sees_everything(viewer), is_administrator(viewer), mail);
}

std::vector<UserId> list_users_who_see(db::Session& session, MailId mail) {
    return session.list(
        "select u.user_id from app_user u, outgoing_mail m left join item i on i.item_id = "
        "m.item_id"
        " where m.mail_id = $1 and u.active = 1 and " MAIL_VISIBLE_TO(
            "u.user_id", "u.role = 'administrator'",
            CONVERSATION_VISIBLE_TO_U) " order by u.user_id",
        [](const db::Row& row) { return row.get<UserId>(0); }, mail);
}

namespace {

// $4 the beginning of the period, $5 and $9 the place above the page. By time and not by number:
// the indexes of the chart find the mails of one outcome without looking at the others.
#define OUTGOING_LOG(chosen)                                                                  \
    OUTGOING_ROW                                                                              \
    " where " chosen                                                                          \
    " and m.mail_id > 0 and m.created_at > $4 and (m.created_at, m.mail_id) < ($9, $5)"       \
    " and ($7 in ('', 'queued') or m.state = $7)"                                             \
    " and ($8 = '' or lower(m.subject) like $8 escape '!' or m.recipient like $8 escape '!')" \
    " and " VISIBLE_MAIL " order by m.created_at desc, m.mail_id desc limit $6"

constexpr std::string_view kOutgoingLog = OUTGOING_LOG("1 = 1");
constexpr std::string_view kOutgoingLogOfState = OUTGOING_LOG("m.state = $7");
constexpr std::string_view kOutgoingLogQueued =
    OUTGOING_LOG("m.state in ('held', 'ready', 'leased', 'dot_sent', 'retry_wait')");

std::string_view statement_for(const OutgoingLogFilter& filter) {
    if (filter.state.empty()) {
        return kOutgoingLog;
    }
    return filter.state == "queued" ? kOutgoingLogQueued : kOutgoingLogOfState;
}

/// The time of the row at which the page before ended; the end of times for the first page. None
/// when the row is gone: it was the oldest that the log kept.
template <class Id>
std::optional<std::int64_t> time_of(db::Session& session, std::string_view statement, Id row) {
    if (!row) {
        return INT64_MAX;
    }
    return session.one(
        statement, [](const db::Row& found) { return found.get<std::int64_t>(0); }, row);
}

}  // namespace

std::vector<OutgoingMailRow> list_outgoing_log(db::Session& session, const model::User& viewer,
                                               const OutgoingLogFilter& filter, MailId before,
                                               int limit) {
    const auto time =
        time_of(session, "select created_at from outgoing_mail where mail_id = $1", before);
    if (!time) {
        return {};
    }
    return session.list(statement_for(filter), read_outgoing_row, viewer.id.value,
                        sees_everything(viewer), is_administrator(viewer), filter.since,
                        before ? before.value : INT64_MAX, limit, filter.state,
                        like_pattern(filter.words), *time);
}

namespace {

#define INCOMING_ROW                                                                              \
    "select m.incoming_mail_id, m.envelope_from, m.recipient, m.channel_id, m.via, m.client,"     \
    " m.blob_id, m.size, m.has_bare_newlines, m.received_at, m.outcome, m.reason, m.subject,"     \
    " m.from_address, m.message_id, coalesce(q.name, ''), i.item_id, i.type, i.title, i.status, " \
    "i.state, m.parser_version, case when m.reread_by is null then 0 else 1 end"                  \
    " from incoming_mail m left join channel q on q.channel_id = m.channel_id"                    \
    " left join item i on i.item_id = m.item_id"

/// Whoever may see what became of it: an item, a message that stands elsewhere, or nothing yet.
#define VISIBLE_INCOMING                                                    \
    "((m.item_id is null and m.message_id is null)"                         \
    " or exists (select 1 from conversation c where c.item_id = m.item_id " \
    "and " VISIBLE_CONVERSATION                                             \
    ")"                                                                     \
    " or (m.item_id is null and exists (select 1 from message g"            \
    " join conversation c on c.conversation_id = g.conversation_id"         \
    " where g.message_id = m.message_id and " VISIBLE_CONVERSATION ")))"

// As OUTGOING_LOG: $3 the beginning of the period, $4 and $8 the place above the page.
#define INCOMING_LOG(chosen)                                                              \
    INCOMING_ROW                                                                          \
    " where " chosen                                                                      \
    " and m.incoming_mail_id > 0 and m.received_at > $3"                                  \
    " and (m.received_at, m.incoming_mail_id) < ($8, $4) and ($6 = '' or m.outcome = $6)" \
    " and ($7 = '' or lower(m.subject) like $7 escape '!'"                                \
    " or lower(m.from_address) like $7 escape '!')"                                       \
    " and " VISIBLE_INCOMING " order by m.received_at desc, m.incoming_mail_id desc limit $5"

constexpr std::string_view kIncomingLog = INCOMING_LOG("1 = 1");
constexpr std::string_view kIncomingLogOfOutcome = INCOMING_LOG("m.outcome = $6");

IncomingMailRow read_incoming_row(const db::Row& row) {
    IncomingMailRow read{.mail = {.id = row.get<IncomingMailId>(0),
                                  .envelope_from = row.get<std::string>(1),
                                  .recipient = row.get<std::string>(2),
                                  .channel_id = row.get<ChannelId>(3),
                                  .via = row.get<std::string>(4),
                                  .client = row.get<std::string>(5),
                                  .blob_id = row.get<BlobId>(6),
                                  .size = row.get<std::int64_t>(7),
                                  .has_bare_newlines = row.get<bool>(8),
                                  .received_at = row.get<TimePoint>(9)}};
    read.outcome = stored_name<model::IncomingOutcome>(row.get<std::string_view>(10));
    read.reason = row.get<std::string>(11);
    read.subject = row.get<std::string>(12);
    read.from_address = row.get<std::string>(13);
    read.message_id = row.get<MessageId>(14);
    read.channel_name = row.get<std::string>(15);
    read.item = read_item(row, 16);
    read.parser_version = row.get<int>(21);
    read.is_reread_wanted = row.get<bool>(22);
    return read;
}

}  // namespace

std::vector<IncomingMailRow> list_incoming_log(db::Session& session, const model::User& viewer,
                                               const IncomingLogFilter& filter,
                                               IncomingMailId before, int limit) {
    const auto time = time_of(
        session, "select received_at from incoming_mail where incoming_mail_id = $1", before);
    if (!time) {
        return {};
    }
    return session.list(filter.outcome.empty() ? kIncomingLog : kIncomingLogOfOutcome,
                        read_incoming_row, viewer.id.value, sees_everything(viewer), filter.since,
                        before ? before.value : INT64_MAX, limit, filter.outcome,
                        like_pattern(filter.words), *time);
}

std::optional<IncomingMailRow> find_incoming_row(db::Session& session, const model::User& viewer,
                                                 IncomingMailId mail) {
    return session.one(INCOMING_ROW " where m.incoming_mail_id = $3 and " VISIBLE_INCOMING,
                       read_incoming_row, viewer.id.value, sees_everything(viewer), mail);
}

std::int64_t count_kept_back_in_quiet(db::Session& session, TimePoint since) {
    return session
        .one(
            R"(select count(*) from outgoing_mail
                where created_at > $1 and state = 'suppressed' and reason = 'quiet_mode')",
            [](const db::Row& row) { return row.get<std::int64_t>(0); }, since)
        .value_or(0);
}

/// Each outcome is a range of the index: named, they need not be sorted.
std::vector<MailVolumeRow> list_mail_volume(db::Session& session, MailWay way, TimePoint from,
                                            TimePoint until) {
    const auto read = [from](const db::Row& row) {
        return MailVolumeRow{from, row.get<std::string>(0), row.get<std::int64_t>(1)};
    };
    if (way == MailWay::incoming) {
        return session.list(
            R"(select outcome, count(*) from incoming_mail
               where outcome in ('pending', 'ticket', 'reply', 'automatic', 'bounce', 'loop',
                                 'duplicate', 'filtered', 'quarantine')
                 and incoming_mail_id > 0 and received_at >= $1 and received_at < $2
               group by outcome order by outcome)",
            read, from, until);
    }
    return session.list(
        R"(select state, count(*) from outgoing_mail
           where state in ('held', 'ready', 'leased', 'dot_sent', 'sent', 'uncertain', 'retry_wait',
                           'failed', 'cancelled', 'suppressed', 'bounced')
             and mail_id > 0 and created_at >= $1 and created_at < $2
           group by state order by state)",
        read, from, until);
}

}  // namespace postroom::store
