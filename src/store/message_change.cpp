// See message_change.hpp.
#include "store/message_change.hpp"

namespace postroom::store {
namespace {

void keep_revision(db::Session& session, MessageId message, TimePoint now) {
    session.execute(
        R"(insert into message_revision (message_id, replaced_at, body_text, body_html)
           select message_id, $2, body_text, body_html from message where message_id = $1)",
        message, now);
}

}  // namespace

void rewrite_message(db::Session& session, const model::Message& message, TimePoint now) {
    keep_revision(session, message.id, now);
    session.execute(
        R"(update message set body_text = $2, body_html = $3, visible_text = $4, edited_at = $5
           where message_id = $1)",
        message.id, message.text, message.html, message.visible_text, now);
}

void erase_message(db::Session& session, MessageId message, TimePoint now) {
    keep_revision(session, message, now);
    session.execute(
        R"(update message set body_text = '', body_html = '', visible_text = '', deleted_at = $2
           where message_id = $1)",
        message, now);
}

std::vector<MessageRevision> list_message_revisions(db::Session& session, MessageId message,
                                                    int limit) {
    return session.list(
        R"(select replaced_at, body_text, body_html from message_revision where message_id = $1
           order by message_revision_id limit $2)",
        [](const db::Row& row) {
            return MessageRevision{row.get<TimePoint>(0), row.get<std::string>(1),
                                   row.get<std::string>(2)};
        },
        message, limit);
}

void withdraw_receipts(db::Session& session, MessageId message, std::string_view rule,
                       TimePoint now) {
    session.execute(
        R"(update receipt set state = 'withheld', rule = $2, due_at = null, decided_at = $3
           where message_id = $1 and seen_at is null)",
        message, rule, now);
    session.execute(
        "update receipt set state = 'seen', due_at = null where message_id = $1 and seen_at is not "
        "null",
        message);
}

std::vector<MessageId> list_messages_of_mail(db::Session& session, MailId mail) {
    return session.list(
        "select distinct message_id, seq from receipt where mail_id = $1 order by seq limit 1000",
        [](const db::Row& row) { return row.get<MessageId>(0); }, mail);
}

void move_receipts(db::Session& session, MailId from, MailId to) {
    session.execute("update receipt set mail_id = $2 where mail_id = $1", from, to);
}

void record_cancel_reason(db::Session& session, MailId mail, std::string_view reason) {
    session.execute(
        "update outgoing_mail set reason = $2 where mail_id = $1 and state = 'cancelled'", mail,
        reason);
}

void save_mentions(db::Session& session, MessageId message, std::span<const UserId> users) {
    session.execute("delete from mention where message_id = $1", message);
    for (const UserId user : users) {
        session.execute(
            "insert into mention (message_id, user_id) values ($1, $2) on conflict do nothing",
            message, user);
    }
}

std::vector<UserId> list_mentions(db::Session& session, MessageId message) {
    return session.list(
        "select user_id from mention where message_id = $1 order by user_id limit 1000",
        [](const db::Row& row) { return row.get<UserId>(0); }, message);
}

bool is_mentioned(db::Session& session, MessageId message, UserId user) {
    return session
        .one(
            "select 1 from mention where message_id = $1 and user_id = $2",
            [](const db::Row&) { return true; }, message, user)
        .has_value();
}

std::vector<Mention> list_mentions_between(db::Session& session, ConversationId conversation,
                                           std::int64_t first_seq, std::int64_t last_seq,
                                           int limit) {
    return session.list(
        R"(select n.message_id, n.user_id, u.name
           from message m join mention n on n.message_id = m.message_id
           join app_user u on u.user_id = n.user_id
           where m.conversation_id = $1 and m.seq between $2 and $3
           order by n.message_id, n.user_id limit $4)",
        [](const db::Row& row) {
            return Mention{row.get<MessageId>(0), row.get<UserId>(1), row.get<std::string>(2)};
        },
        conversation, first_seq, last_seq, limit);
}

}  // namespace postroom::store
