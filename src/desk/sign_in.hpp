// Signing in and recognising who is signed in: password, one-time link, cookie, bearer token.
// Invariant: secrets leave this file once, to their owner; the database holds hashes; every way in
// is rate limited and answers alike whether or not the address exists. Rule: mail-correctness.md
// SEC-8, SEC-11, SEC-14; issue 2 point 7.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "db/database.hpp"
#include "desk/environment.hpp"
#include "model/people.hpp"

namespace postroom::desk {

using namespace std::chrono_literals;

inline constexpr Milliseconds kSessionLife = 24h * 30;
inline constexpr Milliseconds kSignInLinkLife = 24h;
inline constexpr Milliseconds kSignInFailureWindow = 15min;
inline constexpr int kSignInFailuresPerAddressMax = 5;
inline constexpr int kSignInFailuresPerNetworkMax = 20;

/// From where somebody signs in.
struct Visitor {
    std::string address;  ///< of the network, without port
    std::string user_agent;
};

/// A session just begun; `token` goes into the cookie and nowhere else.
struct SignedIn {
    model::User user;
    std::string token;
    std::string csrf_token;
    TimePoint expires_at{};
};

/// Checks the password and begins a session. Blocks for some 30 ms: never on the I/O thread.
/// Errors: `wrong_credentials` (unknown address, wrong password, deactivated: all alike),
/// `too_many_attempts`.
Result<SignedIn> sign_in(db::Database& database, const Environment& env, std::string_view email,
                         std::string_view password, const Visitor& visitor);
/// Spends a one-time link and begins a session. Errors: `link_not_valid`, `too_many_attempts`.
Result<SignedIn> sign_in_by_link(db::Database& database, const Environment& env,
                                 std::string_view link_token, const Visitor& visitor);
/// Begins a session for somebody already known, such as the administrator just created.
SignedIn begin_session(db::Session& session, const Environment& env, const model::User& user,
                       const Visitor& visitor);
void sign_out(db::Session& session, std::string_view token);

/// A new one-time link's token for this user; for "/sign-in?token=".
std::string create_sign_in_link(db::Session& session, const Environment& env, UserId user);

/// A new token for a program; shown once.
struct NewApiToken {
    std::int64_t id = 0;
    std::string token;
};
NewApiToken create_api_token(db::Session& session, const Environment& env, UserId user,
                             std::string_view name);

/// Whoever makes a request.
struct Caller {
    model::User user;
    std::string csrf_token;     ///< empty for a bearer token
    std::string session_token;  ///< empty for a bearer token
    std::optional<TimePoint> expires_at;
    std::int64_t api_token_id = 0;
    TimePoint last_used_at{};
    bool by_cookie() const { return api_token_id == 0; }
};
/// Nothing when the token is unknown, expired or revoked, or its user deactivated.
std::optional<Caller> find_caller_by_cookie(db::Session& session, const Environment& env,
                                            std::string_view token);
std::optional<Caller> find_caller_by_bearer(db::Session& session, std::string_view token);
/// Notes that the session or token was used; worth a write once in five minutes only.
bool should_record_use(const Caller& caller, TimePoint now);
void record_use(db::Session& session, const Caller& caller, TimePoint now);

/// Changes the user's own password and ends their other sessions.
/// Errors: `wrong_credentials`, `too_many_attempts`, those of hash_password.
Result<void> change_password(db::Database& database, const Environment& env, const Caller& caller,
                             std::string_view current, std::string_view changed);

/// "203.0.113.7", or the /64 of an IPv6 address: what one network's failures are counted under.
std::string network_of(std::string_view address);

/// Removes what has expired: sessions, failures, answers kept for idempotency.
void sweep_sign_ins(db::Session& session, TimePoint now);

}  // namespace postroom::desk
