// See chat.hpp.
#include "store/chat.hpp"

#include "store/access_sql.hpp"

namespace postroom::store {
namespace {

using model::stored_name;

std::int64_t read_count(const db::Row& row) { return row.get<std::int64_t>(0); }

OwnChat read_own_chat(const db::Row& row) {
    return {
        .conversation = {.id = row.get<ConversationId>(0),
                         .item_id = row.get<ItemId>(1),
                         .visitor_id = row.get<VisitorId>(2),
                         .last_seq = row.get<std::int64_t>(3),
                         .created_at = row.get<TimePoint>(4),
                         .last_message_at = row.get<TimePoint>(5)},
        .unread = row.get<std::int64_t>(6),
        .seen_seq = row.get<std::int64_t>(7),
        .last_text = row.get<std::string>(8),
        .last_author = {stored_name<model::PersonKind>(row.get<std::string_view>(9)),
                        row.get<std::int64_t>(10)},
        .last_author_name = row.get<std::string>(11),
    };
}

}  // namespace

std::int64_t count_visitors_from(db::Session& session, std::string_view network, TimePoint since) {
    return session
        .one("select count(*) from chat_visitor where network = $1 and created_at > $2", read_count,
             network, since)
        .value_or(0);
}

std::int64_t count_visitors_of(db::Session& session, ChatWidgetId widget, TimePoint since) {
    return session
        .one("select count(*) from chat_visitor where chat_widget_id = $1 and created_at > $2",
             read_count, widget, since)
        .value_or(0);
}

std::int64_t count_chats_by(db::Session& session, VisitorId visitor, TimePoint since) {
    return session
        .one("select count(*) from conversation where visitor_id = $1 and created_at > $2",
             read_count, visitor, since)
        .value_or(0);
}

void record_visited_page(db::Session& session, VisitorId visitor, const model::VisitedPage& page,
                         TimePoint now) {
    session.execute(
        R"(update chat_visitor set page_url = $2, page_title = $3, page_at = $4 where visitor_id = $1)",
        visitor, page.url, page.title, now);
}

std::vector<OwnChat> list_own_chats(db::Session& session, const model::CustomerScope& scope,
                                    int limit) {
    return session.list(
        "select c.conversation_id, c.item_id, c.visitor_id, c.last_seq, c.created_at,"
        " c.last_message_at,"
        " (select count(*) from message n where n.conversation_id = c.conversation_id"
        " and n.seq > coalesce(k.seq, 0) and n.author_kind <> 'customer'),"
        " coalesce(k.seq, 0), substr(m.visible_text, 1, 400), m.author_kind, m.author_id,"
        " m.author_name"
        " from chat_visitor me join chat_visitor v on v.customer_id = me.customer_id"
        " and v.chat_widget_id = me.chat_widget_id"
        " join conversation c on c.visitor_id = v.visitor_id"
        " join message m on m.conversation_id = c.conversation_id and m.seq = c.last_seq"
        " left join item i on i.item_id = c.item_id"
        " left join seen_mark k on k.conversation_id = c.conversation_id"
        " and k.person_kind = 'customer' and k.person_id = $1"
        " where me.visitor_id = $2 and " CUSTOMERS_CONVERSATION
        " order by c.last_message_at desc, c.conversation_id desc limit $3",
        read_own_chat, scope.customer.value, scope.visitor.value, limit);
}

std::optional<ConversationId> find_chat_begun_with(db::Session& session, VisitorId visitor,
                                                   std::string_view client_id) {
    return session.one(
        R"(select c.conversation_id from conversation c
           join message m on m.conversation_id = c.conversation_id and m.seq = 1
           where c.visitor_id = $1 and m.client_id = $2 and m.client_id <> '' limit 1)",
        [](const db::Row& row) { return row.get<ConversationId>(0); }, visitor, client_id);
}

void hand_over_chats(db::Session& session, VisitorId visitor, CustomerId from, CustomerId to,
                     TimePoint due_at) {
    session.execute(
        R"(update receipt set person_id = $3, rule = 'relay', due_at = $4
           where person_kind = 'customer' and person_id = $2 and rule = 'no_address' and seen_at is null
             and state = 'delivered' and state <> 'withheld'
             and conversation_id in (select conversation_id from conversation where visitor_id = $1))",
        visitor, from, to, due_at);
    session.execute(
        R"(update receipt set person_id = $3
           where person_kind = 'customer' and person_id = $2
             and message_id in (select m.message_id from conversation c
                                join message m on m.conversation_id = c.conversation_id
                                where c.visitor_id = $1))",
        visitor, from, to);
    session.execute(
        R"(update message set author_id = $3
           where author_kind = 'customer' and author_id = $2
             and conversation_id in (select conversation_id from conversation where visitor_id = $1))",
        visitor, from, to);
    session.execute(
        R"(update participant set person_id = $3
           where kind = 'customer' and person_id = $2
             and conversation_id in (select conversation_id from conversation where visitor_id = $1))",
        visitor, from, to);
    session.execute(
        R"(update seen_mark set person_id = $3
           where person_kind = 'customer' and person_id = $2
             and conversation_id in (select conversation_id from conversation where visitor_id = $1))",
        visitor, from, to);
    session.execute(
        R"(update item set requester_id = $3
           where requester_id = $2
             and item_id in (select item_id from conversation where visitor_id = $1))",
        visitor, from, to);
    session.execute(
        R"(update attachment set uploaded_by_customer = $2 where uploaded_by_customer = $1)", from,
        to);
    session.execute("update chat_visitor set customer_id = $2 where visitor_id = $1", visitor, to);
}

std::optional<model::ChatDetails> find_chat_details(db::Session& session,
                                                    ConversationId conversation) {
    return session.one(
        R"(select v.visitor_id, w.chat_widget_id, w.name, v.is_identified, v.page_url, v.page_title, v.page_at,
               c.created_at, v.user_agent
           from conversation c join chat_visitor v on v.visitor_id = c.visitor_id
           join chat_widget w on w.chat_widget_id = v.chat_widget_id
           where c.conversation_id = $1)",
        [](const db::Row& row) {
            return model::ChatDetails{
                .visitor_id = row.get<VisitorId>(0),
                .widget_id = row.get<ChatWidgetId>(1),
                .widget_name = row.get<std::string>(2),
                .is_identified = row.get<bool>(3),
                .page = {.url = row.get<std::string>(4), .title = row.get<std::string>(5)},
                .page_at = row.get<std::optional<TimePoint>>(6),
                .started_at = row.get<TimePoint>(7),
                .user_agent = row.get<std::string>(8),
            };
        },
        conversation);
}

std::optional<ChatOrigin> find_chat_origin(db::Session& session, VisitorId visitor) {
    return session.one(
        "select chat_widget_id, customer_id from chat_visitor where visitor_id = $1",
        [](const db::Row& row) {
            return ChatOrigin{row.get<ChatWidgetId>(0), row.get<CustomerId>(1)};
        },
        visitor);
}

bool is_chat_address_proved(db::Session& session, ConversationId conversation) {
    return session
        .one(
            R"(select 1 from conversation c join chat_visitor v on v.visitor_id = c.visitor_id
               where c.conversation_id = $1 and (v.is_identified = 1 or exists (
                   select 1 from message m where m.conversation_id = c.conversation_id
                     and m.author_kind = 'customer' and m.author_id = v.customer_id
                     and m.origin = 'email' and m.trust = 'known')))",
            [](const db::Row&) { return true; }, conversation)
        .has_value();
}

}  // namespace postroom::store
