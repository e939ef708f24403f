// Customers signing in to the portal by a link, visitors of a chat widget, and recognising both.
// Invariant: secrets leave this file once, to their owner; a portal session sees what concerns the
// customer, a visitor only the chats of that visitor. Rule: mail-correctness.md SEC-8 to SEC-11,
// SEC-14.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "db/database.hpp"
#include "desk/environment.hpp"
#include "desk/sign_in.hpp"
#include "model/people.hpp"

namespace postroom::desk {

inline constexpr Milliseconds kPortalSessionLife = 24h * 30;
inline constexpr Milliseconds kPortalLinkLife = 30min;
inline constexpr Milliseconds kChatVisitorLife = 24h * 90;
inline constexpr Milliseconds kLiveTicketLife = 30s;

/// A customer who makes a request.
struct CustomerCaller {
    model::Customer customer;
    model::CustomerScope scope;
    ChatWidgetId widget_id;     ///< none in the portal
    bool is_identified = true;  ///< by the link, or by the site on which the visitor chats
    std::string csrf_token;     ///< empty in a chat, where no cookie is
    std::string session_token;  ///< empty in a chat
    std::optional<TimePoint> expires_at;
    TimePoint last_used_at{};
    bool by_cookie() const { return !scope.visitor; }
};

/// A portal session just begun; `token` goes into the cookie and nowhere else.
struct CustomerSignedIn {
    model::Customer customer;
    std::string token;
    std::string csrf_token;
    TimePoint expires_at{};
};

/// Spends a link and begins a session; whoever spends it has proved that the address is theirs. A
/// customer whom the desk did not know is made here and not before, where anybody may sign in.
/// Errors: `portal_link_not_valid` (unknown, spent, expired, the customer deactivated, the portal
/// off: all alike), `too_many_attempts`.
Result<CustomerSignedIn> sign_in_by_portal_link(db::Database& database, const Environment& env,
                                                std::string_view link_token,
                                                const Visitor& visitor);
void sign_out_of_portal(db::Session& session, std::string_view token);

/// A visitor just begun; `token` goes to that browser and nowhere else.
struct NewChatVisitor {
    VisitorId id;
    std::string token;
};
NewChatVisitor begin_chat_visitor(db::Session& session, const Environment& env, ChatWidgetId widget,
                                  CustomerId customer, bool is_identified, const Visitor& visitor);

/// Nothing when the token is unknown or expired, the customer deactivated, or the portal off.
std::optional<CustomerCaller> find_customer_by_cookie(db::Session& session, const Environment& env,
                                                      std::string_view token);
/// Nothing when the token is unknown or expired, its widget switched off, or the customer
/// deactivated.
std::optional<CustomerCaller> find_customer_by_visitor_token(db::Session& session,
                                                             const Environment& env,
                                                             std::string_view token);
/// Worth a write once in five minutes only.
bool should_record_use(const CustomerCaller& caller, TimePoint now);
void record_use(db::Session& session, const CustomerCaller& caller, TimePoint now);

/// A browser cannot send its visitor token with a WebSocket: it asks for a ticket that says who it
/// is for half a minute, and names that in the address.
std::string create_live_ticket(const Environment& env, VisitorId visitor);
std::optional<CustomerCaller> find_customer_by_live_ticket(db::Session& session,
                                                           const Environment& env,
                                                           std::string_view ticket);

/// As they are known now: nothing when the session has ended.
std::optional<CustomerCaller> find_customer_again(db::Session& session, const Environment& env,
                                                  const CustomerCaller& caller);

}  // namespace postroom::desk
