// Customers who are here themselves: sessions and links of the portal, visitors of chat widgets.
// Invariant: only the SHA-256 of a secret is stored; a link is spent once. Rule:
// mail-correctness.md SEC-10, SEC-11, SEC-14.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "db/session.hpp"
#include "model/people.hpp"

namespace postroom::store {

/// A browser that is signed in to the portal. `token_hash` is 32 raw bytes.
struct PortalSession {
    std::string token_hash;
    CustomerId customer_id;
    std::string csrf_token;
    std::string address;
    std::string user_agent;
    TimePoint created_at{};
    TimePoint last_used_at{};
    TimePoint expires_at{};
};
void insert_portal_session(db::Session& session, const PortalSession& portal);
/// The session that has not expired at `now`.
std::optional<PortalSession> find_portal_session(db::Session& session, std::string_view token_hash,
                                                 TimePoint now);
void record_portal_session_used(db::Session& session, std::string_view token_hash, TimePoint now);
void delete_portal_session(db::Session& session, std::string_view token_hash);
void delete_portal_sessions_of(db::Session& session, CustomerId customer);

/// What a link says about whoever spends it: the address is theirs.
struct PortalLink {
    std::string email;
    std::string language;  ///< in which it was asked for
};
void insert_portal_link(db::Session& session, std::string_view token_hash, const PortalLink& link,
                        TimePoint now, TimePoint expires_at);
/// Spends the link; nothing when it is unknown, spent or expired.
std::optional<PortalLink> take_portal_link(db::Session& session, std::string_view token_hash,
                                           TimePoint now);

/// One browser in a chat widget.
struct ChatVisitor {
    VisitorId id;
    ChatWidgetId widget_id;
    CustomerId customer_id;
    bool is_identified = false;  ///< the site vouches for who it is
    std::string token_hash;
    std::string address;
    std::string network;  ///< of the address: what floods are counted under
    std::string user_agent;
    TimePoint created_at{};
    TimePoint last_used_at{};
    TimePoint expires_at{};
};
VisitorId insert_chat_visitor(db::Session& session, const ChatVisitor& visitor);
/// A visitor of a widget that is switched on.
std::optional<ChatVisitor> find_chat_visitor(db::Session& session, VisitorId id);
/// The same by a token that has not expired at `now`.
std::optional<ChatVisitor> find_chat_visitor_by_token(db::Session& session,
                                                      std::string_view token_hash, TimePoint now);
void record_chat_visitor_used(db::Session& session, VisitorId id, TimePoint now,
                              TimePoint expires_at);

/// Sessions and links that have expired. Visitors stay: their chats name them.
void delete_expired_customer_sessions(db::Session& session, TimePoint now);

}  // namespace postroom::store
