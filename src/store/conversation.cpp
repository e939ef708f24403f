// Conversations and their messages; see item.hpp.
#include "core/check.hpp"
#include "core/text.hpp"
#include "store/access_sql.hpp"
#include "store/conversation_view.hpp"
#include "store/item.hpp"

namespace postroom::store {
namespace {

using model::name_of;
using model::stored_name;

#define CONVERSATION_COLUMNS                                                               \
    "conversation_id, visibility, item_id, project_id, visitor_id, last_seq, created_at, " \
    "last_message_at, undelivered_at, title"

model::Conversation read_conversation(const db::Row& row) {
    return {
        .id = row.get<ConversationId>(0),
        .visibility = stored_name<model::Visibility>(row.get<std::string_view>(1)),
        .item_id = row.get<ItemId>(2),
        .project_id = row.get<ProjectId>(3),
        .visitor_id = row.get<VisitorId>(4),
        .title = row.get<std::string>(9),
        .last_seq = row.get<std::int64_t>(5),
        .created_at = row.get<TimePoint>(6),
        .last_message_at = row.get<TimePoint>(7),
        .undelivered_at = row.get<std::optional<TimePoint>>(8),
    };
}

#define MESSAGE_COLUMNS                                                                         \
    "message_id, conversation_id, seq, author_kind, author_id, author_name, origin, trust, "    \
    "body_text, body_html, visible_text, client_id, is_automatic, incoming_mail_id, warnings, " \
    "created_at, for_user_id, edited_at, deleted_at"

constexpr int kMessageColumns = 19;  // how many read_message reads

std::vector<std::string> read_lines(std::string_view text) {
    std::vector<std::string> lines;
    if (!text.empty()) {
        for (const auto line : split(text, '\n')) {
            lines.emplace_back(line);
        }
    }
    return lines;
}

std::string join_lines(const std::vector<std::string>& lines) {
    std::string out;
    for (const auto& line : lines) {
        out.append(out.empty() ? "" : "\n").append(one_line(line));
    }
    return out;
}

model::Message read_message(const db::Row& row) {
    return {
        .id = row.get<MessageId>(0),
        .conversation_id = row.get<ConversationId>(1),
        .seq = row.get<std::int64_t>(2),
        .author = {stored_name<model::PersonKind>(row.get<std::string_view>(3)),
                   row.get<std::int64_t>(4)},
        .author_name = row.get<std::string>(5),
        .origin = stored_name<model::Origin>(row.get<std::string_view>(6)),
        .trust = stored_name<model::Trust>(row.get<std::string_view>(7)),
        .text = row.get<std::string>(8),
        .html = row.get<std::string>(9),
        .visible_text = row.get<std::string>(10),
        .client_id = row.get<std::string>(11),
        .is_automatic = row.get<bool>(12),
        .incoming_mail_id = row.get<IncomingMailId>(13),
        .warnings = read_lines(row.get<std::string_view>(14)),
        .created_at = row.get<TimePoint>(15),
        .for_user_id = row.get<UserId>(16),
        .edited_at = row.get<std::optional<TimePoint>>(17),
        .deleted_at = row.get<std::optional<TimePoint>>(18),
    };
}

}  // namespace

ConversationId insert_conversation(db::Session& session, model::Visibility visibility, ItemId item,
                                   ProjectId project, TimePoint now) {
    const auto id = session.one(
        R"(insert into conversation (visibility, item_id, project_id, last_message_at, created_at)
           values ($1, $2, $3, $4, $4) returning conversation_id)",
        [](const db::Row& row) { return row.get<ConversationId>(0); }, name_of(visibility), item,
        project, now);
    CHECK(id.has_value());
    return *id;
}

ConversationId insert_chat(db::Session& session, VisitorId visitor, TimePoint now) {
    const auto id = session.one(
        R"(insert into conversation (visibility, visitor_id, last_message_at, created_at)
           values ($1, $2, $3, $3) returning conversation_id)",
        [](const db::Row& row) { return row.get<ConversationId>(0); },
        name_of(model::Visibility::public_), visitor, now);
    CHECK(id.has_value());
    return *id;
}

std::optional<model::Conversation> find_conversation(db::Session& session, ConversationId id) {
    return session.one("select " CONVERSATION_COLUMNS
                       " from conversation where conversation_id = $1",
                       read_conversation, id);
}

std::vector<model::Conversation> list_conversations_of_item(db::Session& session, ItemId item) {
    return session.list("select " CONVERSATION_COLUMNS
                        " from conversation where item_id = $1 order by conversation_id limit 100",
                        read_conversation, item);
}

std::vector<model::Conversation> list_conversations_of_project(db::Session& session,
                                                               ProjectId project) {
    return session.list("select " CONVERSATION_COLUMNS
                        " from conversation where project_id = $1 order by conversation_id"
                        " limit 100",
                        read_conversation, project);
}

void rename_conversation(db::Session& session, ConversationId id, std::string_view title) {
    session.execute("update conversation set title = $2 where conversation_id = $1", id, title);
}

std::optional<ConversationId> find_direct_conversation(db::Session& session, UserId one,
                                                       UserId other) {
    return session.one(
        R"(select c.conversation_id from participant a
           join participant b on b.conversation_id = a.conversation_id and b.kind = 'user'
               and b.person_id = $2
           join conversation c on c.conversation_id = a.conversation_id
           where a.kind = 'user' and a.person_id = $1 and c.item_id is null
             and c.project_id is null and c.visibility = 'internal' and c.title = ''
             and (select count(*) from participant x
                  where x.conversation_id = c.conversation_id) = 2
           order by c.conversation_id limit 1)",
        [](const db::Row& row) { return row.get<ConversationId>(0); }, one, other);
}

void move_conversation(db::Session& session, ConversationId id, ItemId item) {
    session.execute(
        R"(update outgoing_mail set item_id = $2 where conversation_id = $1
             and item_id = (select item_id from conversation where conversation_id = $1))",
        id, item);
    session.execute(
        R"(update outgoing_mail set item_id = $2 where message_id in
               (select message_id from message where conversation_id = $1))",
        id, item);
    session.execute(
        "update conversation set item_id = $2, project_id = null where conversation_id = $1", id,
        item);
    session.execute(
        R"(update search_entry set item_id = $2 where search_entry_id in
               (select message_id from message where conversation_id = $1))",
        id, item.value);
}

InsertedMessage insert_message(db::Session& session, const model::Message& message) {
    const auto seq = session.one(
        R"(update conversation set last_seq = last_seq + 1, last_message_at = $2
           where conversation_id = $1 returning last_seq)",
        [](const db::Row& row) { return row.get<std::int64_t>(0); }, message.conversation_id,
        message.created_at);
    CHECK(seq.has_value());
    const auto id = session.one(
        R"(insert into message (conversation_id, seq, author_kind, author_id, author_name, origin, trust,
               body_text, body_html, visible_text, client_id, is_automatic, incoming_mail_id, warnings,
               created_at, for_user_id)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) returning message_id)",
        [](const db::Row& row) { return row.get<MessageId>(0); }, message.conversation_id, *seq,
        name_of(message.author.kind), message.author.id, message.author_name,
        name_of(message.origin), name_of(message.trust), message.text, message.html,
        message.visible_text, message.client_id, message.is_automatic, message.incoming_mail_id,
        join_lines(message.warnings), message.created_at, message.for_user_id);
    CHECK(id.has_value());
    return {*id, *seq};
}

void update_message_body(db::Session& session, const model::Message& message) {
    session.execute(
        R"(update message set body_text = $2, body_html = $3, visible_text = $4, warnings = $5
           where message_id = $1)",
        message.id, message.text, message.html, message.visible_text, join_lines(message.warnings));
}

std::optional<model::Message> find_message(db::Session& session, MessageId id) {
    return session.one("select " MESSAGE_COLUMNS " from message where message_id = $1",
                       read_message, id);
}

std::int64_t count_messages_by(db::Session& session, model::Person author, TimePoint since) {
    return session
        .one(
            R"(select count(*) from message m join participant p on p.conversation_id = m.conversation_id
                and p.kind = $1 and p.person_id = $2
                where m.author_kind = $1 and m.author_id = $2 and m.created_at > $3)",
            [](const db::Row& row) { return row.get<std::int64_t>(0); }, name_of(author.kind),
            author.id, since)
        .value_or(0);
}

std::optional<model::Message> find_message_by_client_id(db::Session& session,
                                                        ConversationId conversation,
                                                        std::string_view client_id) {
    return session.one(
        "select " MESSAGE_COLUMNS
        R"( from message where conversation_id = $1 and client_id = $2 and client_id <> '')",
        read_message, conversation, client_id);
}

std::vector<model::Message> list_messages(db::Session& session, ConversationId conversation,
                                          std::int64_t before_seq, int limit) {
    return session.list("select " MESSAGE_COLUMNS
                        R"( from message where conversation_id = $1 and seq < $2
           order by seq desc limit $3)",
                        read_message, conversation, before_seq == 0 ? INT64_MAX : before_seq,
                        limit);
}

std::vector<model::Message> list_messages_after(db::Session& session, ConversationId conversation,
                                                std::int64_t after_seq, int limit) {
    return session.list("select " MESSAGE_COLUMNS
                        R"( from message where conversation_id = $1 and seq > $2
           order by seq limit $3)",
                        read_message, conversation, after_seq, limit);
}

std::vector<MessageOfItem> list_messages_of_item(db::Session& session, const model::User& viewer,
                                                 ItemId item, MessageId before, int limit) {
    const bool everything =
        viewer.preferences.conversations == model::ConversationAccess::all_projects;
    return session.list(
        "select " MESSAGE_COLUMNS
        ", (select v.visibility from conversation v"
        " where v.conversation_id = message.conversation_id) from message"
        " where conversation_id in (select c.conversation_id from conversation c"
        " join item i on i.item_id = c.item_id where c.item_id = $3 and " VISIBLE_CONVERSATION
        ") and message_id < $4 order by message_id desc limit $5",
        [](const db::Row& row) {
            return MessageOfItem{
                read_message(row),
                stored_name<model::Visibility>(row.get<std::string_view>(kMessageColumns))};
        },
        viewer.id.value, everything, item, before ? before.value : INT64_MAX, limit);
}

}  // namespace postroom::store
