// See mailbox.hpp.
#include "store/mailbox.hpp"

namespace postroom::store {
namespace {

using model::name_of;
using model::stored_name;

#define MAILBOX_COLUMNS                                                                       \
    "b.channel_id, b.provider, b.connector_id, b.host, b.port, b.tls, b.username, b.folder, " \
    "b.after_fetch, b.move_to, b.releases, c.active, c.address, b.created_at"

model::Mailbox read_mailbox(const db::Row& row) {
    return {.channel_id = row.get<ChannelId>(0),
            .provider = stored_name<model::MailProvider>(row.get<std::string_view>(1)),
            .connector_id = row.get<ConnectorId>(2),
            .host = row.get<std::string>(3),
            .port = row.get<int>(4),
            .tls = stored_name<model::TlsPolicy>(row.get<std::string_view>(5)),
            .username = row.get<std::string>(6),
            .secret = {},
            .folder = row.get<std::string>(7),
            .after_fetch = stored_name<model::AfterFetch>(row.get<std::string_view>(8)),
            .move_to = row.get<std::string>(9),
            .releases = row.get<std::int64_t>(10),
            .active = row.get<bool>(11),
            .address = row.get<std::string>(12),
            .created_at = row.get<TimePoint>(13)};
}

std::uint32_t uid_at(const db::Row& row, int column) {
    return static_cast<std::uint32_t>(row.get<std::int64_t>(column));
}

}  // namespace

void insert_mailbox(db::Session& session, const model::Mailbox& mailbox, TimePoint now) {
    session.execute(
        R"(insert into mailbox (channel_id, provider, connector_id, host, port, tls, username,
               folder, after_fetch, move_to, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))",
        mailbox.channel_id, name_of(mailbox.provider), mailbox.connector_id, mailbox.host,
        mailbox.port, name_of(mailbox.tls), mailbox.username, mailbox.folder,
        name_of(mailbox.after_fetch), mailbox.move_to, now);
}

std::optional<model::Mailbox> find_mailbox(db::Session& session, ChannelId channel) {
    return session.one("select " MAILBOX_COLUMNS
                       R"( from mailbox b join channel c on c.channel_id = b.channel_id
                           where b.channel_id = $1)",
                       read_mailbox, channel);
}

std::optional<model::Mailbox> find_mailbox_by_connector(db::Session& session,
                                                        ConnectorId connector) {
    return session.one("select " MAILBOX_COLUMNS
                       R"( from mailbox b join channel c on c.channel_id = b.channel_id
                           where b.connector_id = $1 order by b.channel_id limit 1)",
                       read_mailbox, connector);
}

std::vector<model::Mailbox> list_mailboxes(db::Session& session, int limit) {
    return session.list("select " MAILBOX_COLUMNS
                        R"( from mailbox b join channel c on c.channel_id = b.channel_id
                            order by b.channel_id limit $1)",
                        read_mailbox, limit);
}

void update_mailbox(db::Session& session, const model::Mailbox& mailbox) {
    session.execute(
        R"(update mailbox set provider = $2, connector_id = $3, host = $4, port = $5, tls = $6,
               username = $7, folder = $8, after_fetch = $9, move_to = $10
           where channel_id = $1)",
        mailbox.channel_id, name_of(mailbox.provider), mailbox.connector_id, mailbox.host,
        mailbox.port, name_of(mailbox.tls), mailbox.username, mailbox.folder,
        name_of(mailbox.after_fetch), mailbox.move_to);
    release_mailbox(session, mailbox.channel_id);
}

void release_mailbox(db::Session& session, ChannelId channel) {
    session.execute(
        R"(update mailbox set releases = releases + 1, needs_attention = 0, trouble = '',
               trouble_words = '', trouble_since = null
           where channel_id = $1)",
        channel);
}

std::optional<std::string> find_mailbox_secret(db::Session& session, ChannelId channel) {
    return session.one(
        "select secret_sealed from mailbox where channel_id = $1 and secret_sealed is not null",
        [](const db::Row& row) { return row.get<std::string>(0); }, channel);
}

void update_mailbox_secret(db::Session& session, ChannelId channel, std::string_view sealed) {
    std::optional<db::Bytes> secret;
    if (!sealed.empty()) {
        secret = db::Bytes{sealed};
    }
    session.execute("update mailbox set secret_sealed = $2 where channel_id = $1", channel, secret);
}

std::optional<model::MailboxCursor> find_cursor(db::Session& session, ChannelId channel) {
    return session.one(
        R"(select uid_validity, first_uid, last_uid, rematch_until from mailbox
           where channel_id = $1)",
        [](const db::Row& row) {
            return model::MailboxCursor{uid_at(row, 0), uid_at(row, 1), uid_at(row, 2),
                                        uid_at(row, 3)};
        },
        channel);
}

bool save_cursor(db::Session& session, ChannelId channel, std::int64_t releases,
                 const model::MailboxCursor& cursor) {
    return session.execute(
               R"(update mailbox set uid_validity = $3, first_uid = $4, last_uid = $5,
                      rematch_until = $6
                  where channel_id = $1 and releases = $2)",
               channel, releases, std::int64_t{cursor.uid_validity}, std::int64_t{cursor.first_uid},
               std::int64_t{cursor.last_uid}, std::int64_t{cursor.rematch_until}) == 1;
}

bool advance_cursor(db::Session& session, ChannelId channel, std::int64_t releases,
                    std::uint32_t uid_validity, std::uint32_t last_uid) {
    return session.execute(
               R"(update mailbox
                  set last_uid = case when last_uid < $4 then $4 else last_uid end
                  where channel_id = $1 and releases = $2 and uid_validity = $3)",
               channel, releases, std::int64_t{uid_validity}, std::int64_t{last_uid}) == 1;
}

bool insert_mailbox_mail(db::Session& session, const MailboxMail& mail) {
    return session.execute(
               R"(insert into mailbox_mail (channel_id, uid_validity, uid, incoming_mail_id,
                      message_id, size, arrived_at, action_due)
                  values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing)",
               mail.channel_id, std::int64_t{mail.uid_validity}, std::int64_t{mail.uid},
               mail.incoming_mail_id, mail.message_id, mail.size, mail.arrived_at,
               mail.action_due) == 1;
}

void record_mailbox_mail_stored(db::Session& session, const MailboxMail& mail) {
    session.execute(
        R"(update mailbox_mail set incoming_mail_id = $4
           where channel_id = $1 and uid_validity = $2 and uid = $3)",
        mail.channel_id, std::int64_t{mail.uid_validity}, std::int64_t{mail.uid},
        mail.incoming_mail_id);
}

std::vector<std::uint32_t> list_known_uids(db::Session& session, ChannelId channel,
                                           std::uint32_t uid_validity, std::uint32_t first,
                                           std::uint32_t last) {
    return session.list(
        R"(select uid from mailbox_mail
           where channel_id = $1 and uid_validity = $2 and uid between $3 and $4
           order by uid limit $5)",
        [](const db::Row& row) { return uid_at(row, 0); }, channel, std::int64_t{uid_validity},
        std::int64_t{first}, std::int64_t{last}, std::int64_t{last} - std::int64_t{first} + 1);
}

std::optional<MailboxMail> find_same_mail(db::Session& session, const MailboxMail& mail) {
    return session.one(
        R"(select incoming_mail_id, action_due from mailbox_mail o
           where o.channel_id = $1 and o.message_id = $2 and o.message_id <> ''
             and o.uid_validity <> $3 and o.arrived_at = $4 and o.size = $5
             and not exists (select 1 from mailbox_mail n
                 where n.channel_id = $1 and n.uid_validity = $3
                   and n.incoming_mail_id = o.incoming_mail_id)
           order by o.incoming_mail_id limit 1)",
        [&mail](const db::Row& row) {
            MailboxMail same = mail;
            same.incoming_mail_id = row.get<IncomingMailId>(0);
            same.action_due = row.get<bool>(1);
            return same;
        },
        mail.channel_id, mail.message_id, std::int64_t{mail.uid_validity}, mail.arrived_at,
        mail.size);
}

std::optional<IncomingMailId> find_same_bytes(db::Session& session, const MailboxMail& mail,
                                              BlobId blob) {
    return session.one(
        R"(select i.incoming_mail_id from incoming_mail i
           join mailbox_mail o on o.incoming_mail_id = i.incoming_mail_id
           where i.blob_id = $3 and o.channel_id = $1 and o.uid_validity <> $2
             and not exists (select 1 from mailbox_mail n
                 where n.channel_id = $1 and n.uid_validity = $2
                   and n.incoming_mail_id = i.incoming_mail_id)
           order by i.incoming_mail_id limit 1)",
        [](const db::Row& row) { return row.get<IncomingMailId>(0); }, mail.channel_id,
        std::int64_t{mail.uid_validity}, blob);
}

std::vector<std::uint32_t> list_due_actions(db::Session& session, ChannelId channel,
                                            std::uint32_t uid_validity, int limit) {
    return session.list(
        R"(select uid from mailbox_mail
           where channel_id = $1 and uid_validity = $2 and action_due = 1 order by uid limit $3)",
        [](const db::Row& row) { return uid_at(row, 0); }, channel, std::int64_t{uid_validity},
        limit);
}

void record_action_done(db::Session& session, ChannelId channel, std::uint32_t uid_validity,
                        std::uint32_t uid) {
    session.execute(
        R"(update mailbox_mail set action_due = 0
           where channel_id = $1 and uid_validity = $2 and uid = $3)",
        channel, std::int64_t{uid_validity}, std::int64_t{uid});
}

std::optional<model::MailboxHealth> find_mailbox_health(db::Session& session, ChannelId channel) {
    return session.one(
        R"(select looked_at, fetched_at, lag_ms, backlog, trouble, trouble_words, trouble_since,
               needs_attention
           from mailbox where channel_id = $1)",
        [](const db::Row& row) {
            return model::MailboxHealth{.looked_at = row.get<std::optional<TimePoint>>(0),
                                        .fetched_at = row.get<std::optional<TimePoint>>(1),
                                        .lag = Milliseconds{row.get<std::int64_t>(2)},
                                        .backlog = row.get<std::int64_t>(3),
                                        .trouble = row.get<std::string>(4),
                                        .trouble_words = row.get<std::string>(5),
                                        .trouble_since = row.get<std::optional<TimePoint>>(6),
                                        .needs_attention = row.get<bool>(7)};
        },
        channel);
}

void record_mailbox_look(db::Session& session, ChannelId channel, std::int64_t backlog,
                         TimePoint now) {
    session.execute(
        R"(update mailbox set looked_at = $3, backlog = $2, trouble = '', trouble_words = '',
               trouble_since = null, needs_attention = 0
           where channel_id = $1)",
        channel, backlog, now);
}

void record_mailbox_fetched(db::Session& session, ChannelId channel, Milliseconds lag,
                            TimePoint now) {
    session.execute("update mailbox set fetched_at = $3, lag_ms = $2 where channel_id = $1",
                    channel, lag.count(), now);
}

void record_mailbox_trouble(db::Session& session, ChannelId channel, const MailboxTrouble& trouble,
                            TimePoint now) {
    session.execute(
        R"(update mailbox set trouble = $2, trouble_words = $3, needs_attention = $4,
               trouble_since = coalesce(trouble_since, $5)
           where channel_id = $1)",
        channel, trouble.sentence, trouble.words, trouble.needs_attention, now);
}

ChannelTraffic find_channel_traffic(db::Session& session, ChannelId channel, Milliseconds window) {
    ChannelTraffic traffic;
    traffic.last_at =
        session
            .one(
                "select max(received_at) from incoming_mail where channel_id = $1",
                [](const db::Row& row) { return row.get<std::optional<TimePoint>>(0); }, channel)
            .value_or(std::nullopt);
    if (traffic.last_at) {
        traffic.mails_before = session
                                   .one(
                                       R"(select count(*) from incoming_mail
                        where channel_id = $1 and received_at between $2 and $3)",
                                       [](const db::Row& row) { return row.get<std::int64_t>(0); },
                                       channel, *traffic.last_at - window, *traffic.last_at)
                                   .value_or(0);
    }
    return traffic;
}

}  // namespace postroom::store
