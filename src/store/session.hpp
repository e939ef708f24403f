// Who is signed in: browser sessions, tokens of programs, one-time links, failed attempts, repeated
// requests. Invariant: only the SHA-256 of a secret is stored; a link is spent once (SEC-11). Rule:
// mail-correctness.md SEC-8, SEC-11, SEC-14; ARCHITECTURE.md "Contracts: HTTP".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/people.hpp"

namespace postroom::store {

/// A signed-in browser. `token_hash` is 32 raw bytes.
struct BrowserSession {
    std::string token_hash;
    UserId user_id;
    std::string csrf_token;
    std::string address;
    std::string user_agent;
    TimePoint created_at{};
    TimePoint last_used_at{};
    TimePoint expires_at{};
};
void insert_session(db::Session& session, const BrowserSession& browser);
/// The session that has not expired at `now`.
std::optional<BrowserSession> find_session(db::Session& session, std::string_view token_hash,
                                           TimePoint now);
void record_session_used(db::Session& session, std::string_view token_hash, TimePoint now);
void delete_session(db::Session& session, std::string_view token_hash);
/// All sessions of the user but this one (pass an empty text for all).
void delete_other_sessions(db::Session& session, UserId user, std::string_view kept_token_hash);
void delete_expired_sessions(db::Session& session, TimePoint now);

/// A program's token; it acts as its user.
struct ApiToken {
    std::int64_t id = 0;
    UserId user_id;
    std::string name;
    TimePoint created_at{};
    std::optional<TimePoint> last_used_at;
};
std::int64_t insert_api_token(db::Session& session, UserId user, std::string_view name,
                              std::string_view token_hash, TimePoint now);
/// The token with this hash unless it was revoked.
std::optional<ApiToken> find_api_token(db::Session& session, std::string_view token_hash);
/// Newest first, below `before` (0 = from the newest); without the revoked ones.
std::vector<ApiToken> list_api_tokens(db::Session& session, UserId user, std::int64_t before,
                                      int limit);
void record_api_token_used(db::Session& session, std::int64_t id, TimePoint now);
/// False when this user has no such token.
bool revoke_api_token(db::Session& session, UserId user, std::int64_t id, TimePoint now);

void insert_sign_in_link(db::Session& session, std::string_view token_hash, UserId user,
                         TimePoint expires_at);
/// Spends the link: the user whom it signs in, or nothing when it is unknown, spent or expired.
std::optional<UserId> take_sign_in_link(db::Session& session, std::string_view token_hash,
                                        TimePoint now);

/// `subject` is an address or a network (SEC-14).
void insert_sign_in_failure(db::Session& session, std::string_view subject, TimePoint now);
std::int64_t count_sign_in_failures(db::Session& session, std::string_view subject,
                                    TimePoint since);
void delete_sign_in_failures(db::Session& session, std::string_view subject);
void delete_old_sign_in_failures(db::Session& session, TimePoint before);

/// The answer that a request with an Idempotency-Key got; status 0 while it is being made.
struct RememberedAnswer {
    std::string request_sha256;
    int status = 0;
    std::string body;
    TimePoint created_at{};
};
/// False when somebody holds the key already.
bool reserve_idempotency_key(db::Session& session, UserId user, std::string_view key,
                             std::string_view request_sha256, TimePoint now);
std::optional<RememberedAnswer> find_remembered_answer(db::Session& session, UserId user,
                                                       std::string_view key);
void record_answer(db::Session& session, UserId user, std::string_view key, int status,
                   std::string_view body);
void delete_idempotency_key(db::Session& session, UserId user, std::string_view key);
void delete_old_idempotency_keys(db::Session& session, TimePoint before);

}  // namespace postroom::store
