// See receipt.hpp.
#include "store/receipt.hpp"

namespace postroom::store {
namespace {

using model::name_of;
using model::stored_name;

#define RECEIPT_COLUMNS                                                                           \
    "receipt_id, message_id, conversation_id, seq, person_kind, person_id, state, rule, due_at, " \
    "seen_at, mail_id, decided_at"

model::Receipt read_receipt(const db::Row& row) {
    return {
        .id = row.get<ReceiptId>(0),
        .message_id = row.get<MessageId>(1),
        .conversation_id = row.get<ConversationId>(2),
        .seq = row.get<std::int64_t>(3),
        .person = {stored_name<model::PersonKind>(row.get<std::string_view>(4)),
                   row.get<std::int64_t>(5)},
        .state = stored_name<model::ReceiptState>(row.get<std::string_view>(6)),
        .rule = row.get<std::string>(7),
        .due_at = row.get<std::optional<TimePoint>>(8),
        .seen_at = row.get<std::optional<TimePoint>>(9),
        .mail_id = row.get<MailId>(10),
        .decided_at = row.get<TimePoint>(11),
    };
}

}  // namespace

bool insert_receipt(db::Session& session, const model::Receipt& receipt) {
    return session.execute(
               R"(insert into receipt (message_id, conversation_id, seq, person_kind, person_id, state,
                      rule, due_at, seen_at, mail_id, decided_at)
                  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing)",
               receipt.message_id, receipt.conversation_id, receipt.seq,
               name_of(receipt.person.kind), receipt.person.id, name_of(receipt.state),
               receipt.rule, receipt.due_at, receipt.seen_at, receipt.mail_id,
               receipt.decided_at) == 1;
}

std::vector<model::Receipt> list_receipts_of_message(db::Session& session, MessageId message) {
    return session.list(
        "select " RECEIPT_COLUMNS
        " from receipt where message_id = $1 order by person_kind, person_id limit 1000",
        read_receipt, message);
}

std::optional<model::Receipt> find_receipt(db::Session& session, MessageId message,
                                           model::Person person) {
    return session.one(
        "select " RECEIPT_COLUMNS
        " from receipt where message_id = $1 and person_kind = $2 and person_id = $3",
        read_receipt, message, name_of(person.kind), person.id);
}

std::vector<MessageId> mark_seen(db::Session& session, ConversationId conversation,
                                 model::Person person, std::int64_t up_to_seq, TimePoint now) {
    return session.list(
        R"(update receipt set seen_at = $5, due_at = null,
               state = case when state = 'delivered' then 'seen' else state end
           where person_kind = $2 and person_id = $3 and conversation_id = $1 and seq <= $4
             and seen_at is null and state <> 'withheld'
           returning message_id)",
        [](const db::Row& row) { return row.get<MessageId>(0); }, conversation,
        name_of(person.kind), person.id, up_to_seq, now);
}

bool advance_seen_mark(db::Session& session, ConversationId conversation, model::Person person,
                       const SeenMark& mark) {
    return session.execute(
               R"(insert into seen_mark (conversation_id, person_kind, person_id, seq, seen_at)
                  values ($1, $2, $3, $4, $5)
                  on conflict (conversation_id, person_kind, person_id)
                  do update set seq = excluded.seq, seen_at = excluded.seen_at
                  where seen_mark.seq < excluded.seq)",
               conversation, name_of(person.kind), person.id, mark.seq, mark.at) == 1;
}

std::optional<SeenMark> find_seen_mark(db::Session& session, ConversationId conversation,
                                       model::Person person) {
    return session.one(
        R"(select seq, seen_at from seen_mark
           where conversation_id = $1 and person_kind = $2 and person_id = $3)",
        [](const db::Row& row) {
            return SeenMark{row.get<std::int64_t>(0), row.get<TimePoint>(1)};
        },
        conversation, name_of(person.kind), person.id);
}

std::vector<PersonSeenMark> list_seen_marks(db::Session& session, ConversationId conversation,
                                            std::int64_t seq) {
    return session.list(
        R"(select person_kind, person_id, seq, seen_at from seen_mark
           where conversation_id = $1 and seq >= $2 limit 1000)",
        [](const db::Row& row) {
            return PersonSeenMark{{stored_name<model::PersonKind>(row.get<std::string_view>(0)),
                                   row.get<std::int64_t>(1)},
                                  row.get<std::int64_t>(2),
                                  row.get<TimePoint>(3)};
        },
        conversation, seq);
}

void postpone_receipts(db::Session& session, std::span<const ReceiptId> receipts,
                       std::string_view rule, TimePoint due_at) {
    for (const ReceiptId receipt : receipts) {
        session.execute("update receipt set rule = $2, due_at = $3 where receipt_id = $1", receipt,
                        rule, due_at);
    }
}

std::vector<DueConversation> list_due_conversations(db::Session& session, TimePoint now,
                                                    int limit) {
    return session.list(
        R"(select conversation_id, person_kind, person_id from receipt
           where due_at is not null and due_at <= $1
           group by conversation_id, person_kind, person_id order by min(due_at) limit $2)",
        [](const db::Row& row) {
            return DueConversation{row.get<ConversationId>(0),
                                   {stored_name<model::PersonKind>(row.get<std::string_view>(1)),
                                    row.get<std::int64_t>(2)}};
        },
        now, limit);
}

std::optional<TimePoint> find_next_due(db::Session& session) {
    return session.one(
        "select due_at from receipt where due_at is not null order by due_at limit 1",
        [](const db::Row& row) { return row.get<TimePoint>(0); });
}

std::vector<model::Receipt> list_waiting_receipts(db::Session& session, ConversationId conversation,
                                                  model::Person person, int limit) {
    return session.list("select " RECEIPT_COLUMNS
                        R"( from receipt
           where person_kind = $2 and person_id = $3 and conversation_id = $1 and seen_at is null
             and state <> 'withheld' and due_at is not null
           order by seq limit $4)",
                        read_receipt, conversation, name_of(person.kind), person.id, limit);
}

bool record_emailed(db::Session& session, ReceiptId receipt, std::string_view rule, MailId mail,
                    TimePoint now) {
    return session.execute(
               R"(update receipt set state = 'emailed', rule = $2, mail_id = $3, due_at = null,
                      decided_at = $4
                  where receipt_id = $1 and state = 'delivered' and seen_at is null)",
               receipt, rule, mail, now) == 1;
}

bool record_withheld(db::Session& session, ReceiptId receipt, std::string_view rule,
                     TimePoint now) {
    return session.execute(
               R"(update receipt set rule = $2, due_at = null, decided_at = $3
                  where receipt_id = $1 and state = 'delivered' and seen_at is null)",
               receipt, rule, now) == 1;
}

bool record_mail_withheld(db::Session& session, ReceiptId receipt, std::string_view rule,
                          MailId mail, TimePoint now) {
    return session.execute(
               R"(update receipt set rule = $2, mail_id = $3, due_at = null, decided_at = $4
                  where receipt_id = $1 and state = 'delivered' and seen_at is null)",
               receipt, rule, mail, now) == 1;
}

void record_mail_taken_back(db::Session& session, MailId mail, std::string_view rule,
                            TimePoint now) {
    session.execute(
        R"(update receipt set rule = $2, decided_at = $3,
               state = case when seen_at is not null then 'seen'
                            when person_kind = 'user' then 'delivered' else 'withheld' end
           where mail_id = $1 and state = 'emailed')",
        mail, rule, now);
}

bool carries_unseen(db::Session& session, MailId mail) {
    return session
        .one(
            "select 1 from receipt where mail_id = $1 and seen_at is null limit 1",
            [](const db::Row&) { return true; }, mail)
        .has_value();
}

std::int64_t count_unseen(db::Session& session, model::Person person) {
    return session
        .one(
            R"(select count(*) from receipt where person_kind = $1 and person_id = $2
                and seen_at is null and state <> 'withheld')",
            [](const db::Row& row) { return row.get<std::int64_t>(0); }, name_of(person.kind),
            person.id)
        .value_or(0);
}

}  // namespace postroom::store
