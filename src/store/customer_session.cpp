// See customer_session.hpp.
#include "store/customer_session.hpp"

#include "core/check.hpp"

namespace postroom::store {
namespace {

#define CHAT_VISITOR_COLUMNS                                                                 \
    "visitor_id, chat_widget_id, customer_id, is_identified, token_hash, address, network, " \
    "user_agent, created_at, last_used_at, expires_at"

#define WIDGET_IS_ON                      \
    "exists (select 1 from chat_widget w" \
    " where w.chat_widget_id = chat_visitor.chat_widget_id and w.active = 1)"

ChatVisitor read_chat_visitor(const db::Row& row) {
    return {
        .id = row.get<VisitorId>(0),
        .widget_id = row.get<ChatWidgetId>(1),
        .customer_id = row.get<CustomerId>(2),
        .is_identified = row.get<bool>(3),
        .token_hash = row.get<std::string>(4),
        .address = row.get<std::string>(5),
        .network = row.get<std::string>(6),
        .user_agent = row.get<std::string>(7),
        .created_at = row.get<TimePoint>(8),
        .last_used_at = row.get<TimePoint>(9),
        .expires_at = row.get<TimePoint>(10),
    };
}

}  // namespace

void insert_portal_session(db::Session& session, const PortalSession& portal) {
    session.execute(
        R"(insert into portal_session (token_hash, customer_id, csrf_token, address, user_agent, created_at,
               last_used_at, expires_at)
           values ($1, $2, $3, $4, $5, $6, $6, $7))",
        db::Bytes{portal.token_hash}, portal.customer_id, portal.csrf_token, portal.address,
        portal.user_agent, portal.created_at, portal.expires_at);
}

std::optional<PortalSession> find_portal_session(db::Session& session, std::string_view token_hash,
                                                 TimePoint now) {
    return session.one(
        R"(select customer_id, csrf_token, address, user_agent, created_at, last_used_at, expires_at
           from portal_session where token_hash = $1 and expires_at > $2)",
        [&](const db::Row& row) {
            return PortalSession{
                .token_hash = std::string(token_hash),
                .customer_id = row.get<CustomerId>(0),
                .csrf_token = row.get<std::string>(1),
                .address = row.get<std::string>(2),
                .user_agent = row.get<std::string>(3),
                .created_at = row.get<TimePoint>(4),
                .last_used_at = row.get<TimePoint>(5),
                .expires_at = row.get<TimePoint>(6),
            };
        },
        db::Bytes{token_hash}, now);
}

void record_portal_session_used(db::Session& session, std::string_view token_hash, TimePoint now) {
    session.execute("update portal_session set last_used_at = $2 where token_hash = $1",
                    db::Bytes{token_hash}, now);
}

void delete_portal_session(db::Session& session, std::string_view token_hash) {
    session.execute("delete from portal_session where token_hash = $1", db::Bytes{token_hash});
}

void delete_portal_sessions_of(db::Session& session, CustomerId customer) {
    session.execute("delete from portal_session where customer_id = $1", customer);
}

void insert_portal_link(db::Session& session, std::string_view token_hash, const PortalLink& link,
                        TimePoint now, TimePoint expires_at) {
    session.execute(
        R"(insert into portal_link (token_hash, email, language, created_at, expires_at)
           values ($1, $2, $3, $4, $5))",
        db::Bytes{token_hash}, link.email, link.language, now, expires_at);
}

std::optional<PortalLink> take_portal_link(db::Session& session, std::string_view token_hash,
                                           TimePoint now) {
    return session.one(
        R"(update portal_link set used_at = $2
           where token_hash = $1 and used_at is null and expires_at > $2 returning email, language)",
        [](const db::Row& row) {
            return PortalLink{row.get<std::string>(0), row.get<std::string>(1)};
        },
        db::Bytes{token_hash}, now);
}

VisitorId insert_chat_visitor(db::Session& session, const ChatVisitor& visitor) {
    const auto id = session.one(
        R"(insert into chat_visitor (chat_widget_id, customer_id, is_identified, token_hash, address, network,
               user_agent, created_at, last_used_at, expires_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9) returning visitor_id)",
        [](const db::Row& row) { return row.get<VisitorId>(0); }, visitor.widget_id,
        visitor.customer_id, visitor.is_identified, db::Bytes{visitor.token_hash}, visitor.address,
        visitor.network, visitor.user_agent, visitor.created_at, visitor.expires_at);
    CHECK(id.has_value());
    return *id;
}

std::optional<ChatVisitor> find_chat_visitor(db::Session& session, VisitorId id) {
    return session.one("select " CHAT_VISITOR_COLUMNS
                       " from chat_visitor where visitor_id = $1 and " WIDGET_IS_ON,
                       read_chat_visitor, id);
}

std::optional<ChatVisitor> find_chat_visitor_by_token(db::Session& session,
                                                      std::string_view token_hash, TimePoint now) {
    return session.one(
        "select " CHAT_VISITOR_COLUMNS
        " from chat_visitor where token_hash = $1 and expires_at > $2 and " WIDGET_IS_ON,
        read_chat_visitor, db::Bytes{token_hash}, now);
}

void record_chat_visitor_used(db::Session& session, VisitorId id, TimePoint now,
                              TimePoint expires_at) {
    session.execute(
        "update chat_visitor set last_used_at = $2, expires_at = $3 where visitor_id = $1", id, now,
        expires_at);
}

void delete_expired_customer_sessions(db::Session& session, TimePoint now) {
    session.execute("delete from portal_session where expires_at <= $1", now);
    session.execute("delete from portal_link where expires_at <= $1", now);
}

}  // namespace postroom::store
