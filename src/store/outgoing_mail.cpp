// Making and reading outgoing mails; see outgoing_mail.hpp. Their states change in
// outbox_state.cpp.
#include "store/outgoing_mail.hpp"

#include "core/check.hpp"
#include "store/outgoing_mail_row.hpp"

namespace postroom::store {

using model::name_of;

namespace {

/// The order in which mails that are due leave: replies and security mail, notifications, bulk.
/// (OUT-18)
int rank_of(model::MailKind kind) {
    switch (kind) {
        case model::MailKind::reply:
        case model::MailKind::system:
        case model::MailKind::test:
            return 0;
        case model::MailKind::notification:
            return 1;
        case model::MailKind::bulk:
            return 2;
    }
    return 2;
}

}  // namespace

MailId insert_outgoing_mail(db::Session& session, const model::OutgoingMail& mail) {
    const auto id = session.one(
        R"(insert into outgoing_mail (kind, state, connector_id, item_id, conversation_id, message_id,
               recipient_kind, recipient_id, author_id, envelope_from, from_address, recipient, subject,
               message_id_header, blob_id, size, attachment_count, importance, is_system_generated, reason,
               rank, due_at, created_at, finished_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
               $21, $22, $23, $24)
           returning mail_id)",
        [](const db::Row& row) { return row.get<MailId>(0); }, name_of(mail.kind),
        name_of(mail.state), mail.connector_id, mail.item_id, mail.conversation_id, mail.message_id,
        name_of(mail.recipient_person.kind), mail.recipient_person.id, mail.author_id,
        mail.envelope_from, mail.from_address, mail.recipient, mail.subject, mail.message_id_header,
        mail.blob_id, mail.size, mail.attachment_count, name_of(mail.importance),
        mail.is_system_generated, mail.reason, rank_of(mail.kind), mail.due_at, mail.created_at,
        mail.finished_at);
    CHECK(id.has_value());
    return *id;
}

std::optional<model::OutgoingMail> find_outgoing_mail(db::Session& session, MailId id) {
    return session.one("select " OUTGOING_COLUMNS " from outgoing_mail where mail_id = $1",
                       read_outgoing, id);
}

std::optional<MailId> find_mail_by_message_id_header(db::Session& session,
                                                     std::string_view header) {
    return session.one(
        R"(select mail_id from outgoing_mail where message_id_header = $1
           union all select mail_id from mail_alias where message_id_header = $1 limit 1)",
        [](const db::Row& row) { return row.get<MailId>(0); }, header);
}

void insert_mail_alias(db::Session& session, MailId id, std::string_view alias, TimePoint now) {
    session.execute(
        R"(insert into mail_alias (message_id_header, mail_id, learned_at) values ($1, $2, $3)
           on conflict do nothing)",
        alias, id, now);
}

std::vector<std::string> list_mail_aliases(db::Session& session, MailId id) {
    return session.list(
        R"(select message_id_header from mail_alias where mail_id = $1
           order by learned_at, message_id_header limit 20)",
        [](const db::Row& row) { return row.get<std::string>(0); }, id);
}

std::vector<model::OutgoingMail> list_mails_of_message(db::Session& session, MessageId message) {
    return session.list("select " OUTGOING_COLUMNS
                        " from outgoing_mail where message_id = $1 order by mail_id limit 1000",
                        read_outgoing, message);
}

std::vector<MailAttempt> list_attempts(db::Session& session, MailId id) {
    return session.list(
        R"(select fence, started_at, finished_at, outcome, reply from mail_attempt where mail_id = $1
           order by attempt_id limit 200)",
        [](const db::Row& row) {
            return MailAttempt{row.get<std::int64_t>(0), row.get<TimePoint>(1),
                               row.get<std::optional<TimePoint>>(2), row.get<std::string>(3),
                               row.get<std::string>(4)};
        },
        id);
}

std::int64_t count_waiting_mails(db::Session& session) {
    return session
        .one(R"(select count(*) from outgoing_mail
                where state in ('held', 'ready', 'leased', 'dot_sent', 'uncertain', 'retry_wait', 'failed'))",
             [](const db::Row& row) { return row.get<std::int64_t>(0); })
        .value_or(0);
}

std::vector<AutomaticMail> list_automatic_mails_to(db::Session& session, std::string_view recipient,
                                                   TimePoint since, int limit) {
    return session.list(
        R"(select created_at, item_id from outgoing_mail
           where recipient = $1 and created_at > $2 and kind in ('notification', 'bulk')
             and state <> 'suppressed'
           order by created_at desc limit $3)",
        [](const db::Row& row) { return AutomaticMail{row.get<TimePoint>(0), row.get<ItemId>(1)}; },
        recipient, since, limit);
}

std::int64_t count_automatic_mails_of_channel(db::Session& session, ChannelId channel,
                                              TimePoint since) {
    return session
        .one(
            R"(select count(*) from outgoing_mail m join item i on i.item_id = m.item_id
               where m.created_at > $2 and m.kind in ('notification', 'bulk')
                 and m.recipient_kind <> 'user' and m.state <> 'suppressed' and i.queue_id = $1)",
            [](const db::Row& row) { return row.get<std::int64_t>(0); }, channel, since)
        .value_or(0);
}

bool was_emailed_automatic_message(db::Session& session, model::Person person, ItemId item,
                                   TimePoint since) {
    return session
        .one(
            R"(select 1 from outgoing_mail m join receipt r on r.mail_id = m.mail_id
               join message g on g.message_id = r.message_id
               where m.item_id = $3 and m.created_at > $4 and m.recipient_kind = $1
                 and m.recipient_id = $2 and m.state <> 'suppressed' and g.is_automatic = 1 limit 1)",
            [](const db::Row&) { return true; }, name_of(person.kind), person.id, item, since)
        .has_value();
}

}  // namespace postroom::store
