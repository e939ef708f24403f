// See incoming_mail.hpp.
#include "store/incoming_mail.hpp"

#include "core/check.hpp"

namespace postroom::store {
namespace {

using model::name_of;

#define INCOMING_COLUMNS                                                                   \
    "incoming_mail_id, envelope_from, recipient, channel_id, via, client, blob_id, size, " \
    "has_bare_newlines, received_at"

model::IncomingMail read_incoming(const db::Row& row) {
    return {
        .id = row.get<IncomingMailId>(0),
        .envelope_from = row.get<std::string>(1),
        .recipient = row.get<std::string>(2),
        .channel_id = row.get<ChannelId>(3),
        .via = row.get<std::string>(4),
        .client = row.get<std::string>(5),
        .blob_id = row.get<BlobId>(6),
        .size = row.get<std::int64_t>(7),
        .has_bare_newlines = row.get<bool>(8),
        .received_at = row.get<TimePoint>(9),
    };
}

}  // namespace

IncomingMailId insert_incoming_mail(db::Session& session, const model::IncomingMail& mail) {
    const auto id = session.one(
        R"(insert into incoming_mail (envelope_from, recipient, channel_id, via, client, blob_id, size,
               has_bare_newlines, received_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning incoming_mail_id)",
        [](const db::Row& row) { return row.get<IncomingMailId>(0); }, mail.envelope_from,
        mail.recipient, mail.channel_id, mail.via, mail.client, mail.blob_id, mail.size,
        mail.has_bare_newlines, mail.received_at);
    CHECK(id.has_value());
    return *id;
}

std::vector<model::IncomingMail> list_pending_mails(db::Session& session, IncomingMailId after,
                                                    int limit) {
    return session.list("select " INCOMING_COLUMNS
                        R"( from incoming_mail where outcome = 'pending' and incoming_mail_id > $1
           order by incoming_mail_id limit $2)",
                        read_incoming, after.value, limit);
}

std::optional<model::IncomingMail> find_incoming_mail(db::Session& session, IncomingMailId id) {
    return session.one("select " INCOMING_COLUMNS " from incoming_mail where incoming_mail_id = $1",
                       read_incoming, id);
}

std::string find_sender_address(db::Session& session, IncomingMailId id) {
    return session
        .one(
            "select from_address from incoming_mail where incoming_mail_id = $1",
            [](const db::Row& row) { return row.get<std::string>(0); }, id)
        .value_or("");
}

std::string find_sender_proof(db::Session& session, IncomingMailId id) {
    return session
        .one(
            "select sender_proof from incoming_mail where incoming_mail_id = $1",
            [](const db::Row& row) { return row.get<std::string>(0); }, id)
        .value_or("");
}

std::int64_t count_pending_mails(db::Session& session) {
    return session
        .one("select count(*) from incoming_mail where outcome = 'pending'",
             [](const db::Row& row) { return row.get<std::int64_t>(0); })
        .value_or(0);
}

bool record_outcome(db::Session& session, IncomingMailId id, const Disposition& disposition,
                    TimePoint now) {
    std::optional<db::Bytes> key;
    if (!disposition.dedup_key.empty()) {
        key = db::Bytes{disposition.dedup_key};
    }
    return session.execute(
               R"(update incoming_mail set outcome = $2, reason = $3, subject = $4, from_address = $5,
                      dedup_key = $6, item_id = $7, message_id = $8, parser_version = $9,
                      processed_at = $10, sender_proof = $11
                  where incoming_mail_id = $1 and outcome = 'pending')",
               id, name_of(disposition.outcome), disposition.reason, disposition.subject,
               disposition.from_address, key, disposition.item_id, disposition.message_id,
               disposition.parser_version, now, disposition.sender_proof) == 1;
}

int record_try(db::Session& session, IncomingMailId id) {
    return session
        .one(
            "update incoming_mail set tries = tries + 1 where incoming_mail_id = $1 returning "
            "tries",
            [](const db::Row& row) { return row.get<int>(0); }, id)
        .value_or(0);
}

bool reopen_incoming_mail(db::Session& session, IncomingMailId id) {
    return session.execute(
               R"(update incoming_mail set outcome = 'pending', reason = '', tries = 0, dedup_key = null,
                      reread_by = null
                  where incoming_mail_id = $1 and outcome in ('quarantine', 'filtered', 'loop', 'bounce', 'automatic')
                    and message_id is null)",
               id) == 1;
}

bool want_reread(db::Session& session, IncomingMailId id, UserId by) {
    return session.execute(
               R"(update incoming_mail set reread_by = $2
                  where incoming_mail_id = $1 and outcome <> 'pending')",
               id, by) == 1;
}

std::int64_t want_rereads(db::Session& session, int version, UserId by, int limit) {
    return session.execute(
        R"(update incoming_mail set reread_by = $2
           where incoming_mail_id in (select incoming_mail_id from incoming_mail
               where parser_version < $1 and outcome in ('ticket', 'reply') and reread_by is null
               order by parser_version desc, incoming_mail_id desc limit $3))",
        version, by, limit);
}

std::int64_t reopen_quarantined(db::Session& session, int version, int limit) {
    return session.execute(
        R"(update incoming_mail set outcome = 'pending', reason = '', tries = 0, dedup_key = null
           where incoming_mail_id in (select incoming_mail_id from incoming_mail
               where parser_version < $1 and outcome = 'quarantine'
               order by parser_version desc, incoming_mail_id desc limit $2))",
        version, limit);
}

bool is_reread_wanted(db::Session& session) {
    return session
        .one("select 1 from incoming_mail where reread_by is not null limit 1",
             [](const db::Row&) { return true; })
        .has_value();
}

std::vector<WantedReread> take_rereads(db::Session& session, int limit) {
    auto taken = session.list(
        "select " INCOMING_COLUMNS
        R"(, message_id, reread_by from incoming_mail where reread_by is not null
           order by incoming_mail_id limit $1)",
        [](const db::Row& row) {
            return WantedReread{read_incoming(row), row.get<MessageId>(10), row.get<UserId>(11)};
        },
        limit);
    for (const auto& wanted : taken) {
        session.execute("update incoming_mail set reread_by = null where incoming_mail_id = $1",
                        wanted.mail.id);
    }
    return taken;
}

void record_reread(db::Session& session, IncomingMailId id, std::string_view subject,
                   std::string_view dedup_key, int parser_version) {
    session.execute(
        R"(update incoming_mail set subject = $2, dedup_key = $3, parser_version = $4
           where incoming_mail_id = $1)",
        id, subject, db::Bytes{dedup_key}, parser_version);
}

std::optional<Earlier> find_by_dedup_key(db::Session& session, std::string_view key,
                                         IncomingMailId other_than) {
    return session.one(
        R"(select incoming_mail_id, item_id, message_id from incoming_mail
           where dedup_key = $1 and dedup_key is not null and incoming_mail_id <> $2
             and message_id is not null
           order by incoming_mail_id limit 1)",
        [](const db::Row& row) {
            return Earlier{row.get<IncomingMailId>(0), row.get<ItemId>(1), row.get<MessageId>(2)};
        },
        db::Bytes{key}, other_than.value);
}

void insert_mail_reference(db::Session& session, std::string_view reference,
                           ConversationId conversation, MessageId message) {
    session.execute(
        R"(insert into mail_reference (reference, conversation_id, message_id) values ($1, $2, $3)
           on conflict do nothing)",
        reference, conversation, message);
}

std::optional<KnownReference> find_mail_reference(db::Session& session,
                                                  std::string_view reference) {
    return session.one(
        "select conversation_id, message_id from mail_reference where reference = $1",
        [](const db::Row& row) {
            return KnownReference{row.get<ConversationId>(0), row.get<MessageId>(1)};
        },
        reference);
}

std::vector<std::string> list_mail_references(db::Session& session, ConversationId conversation,
                                              int limit) {
    return session.list(
        R"(select reference from mail_reference where conversation_id = $1
           order by message_id, reference limit $2)",
        [](const db::Row& row) { return row.get<std::string>(0); }, conversation, limit);
}

}  // namespace postroom::store
