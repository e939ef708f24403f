// See session.hpp.
#include "store/session.hpp"

#include "core/check.hpp"

namespace postroom::store {
namespace {

ApiToken read_api_token(const db::Row& row) {
    return {
        .id = row.get<std::int64_t>(0),
        .user_id = row.get<UserId>(1),
        .name = row.get<std::string>(2),
        .created_at = row.get<TimePoint>(3),
        .last_used_at = row.get<std::optional<TimePoint>>(4),
    };
}

}  // namespace

void insert_session(db::Session& session, const BrowserSession& browser) {
    session.execute(
        R"(insert into session (token_hash, user_id, csrf_token, address, user_agent, created_at, last_used_at,
               expires_at)
           values ($1, $2, $3, $4, $5, $6, $6, $7))",
        db::Bytes{browser.token_hash}, browser.user_id, browser.csrf_token, browser.address,
        browser.user_agent, browser.created_at, browser.expires_at);
}

std::optional<BrowserSession> find_session(db::Session& session, std::string_view token_hash,
                                           TimePoint now) {
    return session.one(
        R"(select user_id, csrf_token, address, user_agent, created_at, last_used_at, expires_at
           from session where token_hash = $1 and expires_at > $2)",
        [&](const db::Row& row) {
            return BrowserSession{
                .token_hash = std::string(token_hash),
                .user_id = row.get<UserId>(0),
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

void record_session_used(db::Session& session, std::string_view token_hash, TimePoint now) {
    session.execute("update session set last_used_at = $2 where token_hash = $1",
                    db::Bytes{token_hash}, now);
}

void delete_session(db::Session& session, std::string_view token_hash) {
    session.execute("delete from session where token_hash = $1", db::Bytes{token_hash});
}

void delete_other_sessions(db::Session& session, UserId user, std::string_view kept_token_hash) {
    session.execute("delete from session where user_id = $1 and token_hash <> $2", user,
                    db::Bytes{kept_token_hash});
}

void delete_expired_sessions(db::Session& session, TimePoint now) {
    session.execute("delete from session where expires_at <= $1", now);
}

std::int64_t insert_api_token(db::Session& session, UserId user, std::string_view name,
                              std::string_view token_hash, TimePoint now) {
    const auto id = session.one(
        R"(insert into api_token (token_hash, user_id, name, created_at) values ($1, $2, $3, $4)
           returning api_token_id)",
        [](const db::Row& row) { return row.get<std::int64_t>(0); }, db::Bytes{token_hash}, user,
        name, now);
    CHECK(id.has_value());
    return *id;
}

std::optional<ApiToken> find_api_token(db::Session& session, std::string_view token_hash) {
    return session.one(
        R"(select api_token_id, user_id, name, created_at, last_used_at from api_token
           where token_hash = $1 and revoked_at is null)",
        read_api_token, db::Bytes{token_hash});
}

std::vector<ApiToken> list_api_tokens(db::Session& session, UserId user, std::int64_t before,
                                      int limit) {
    return session.list(
        R"(select api_token_id, user_id, name, created_at, last_used_at from api_token
           where user_id = $1 and revoked_at is null and api_token_id < $2
           order by api_token_id desc limit $3)",
        read_api_token, user, before == 0 ? INT64_MAX : before, limit);
}

void record_api_token_used(db::Session& session, std::int64_t id, TimePoint now) {
    session.execute("update api_token set last_used_at = $2 where api_token_id = $1", id, now);
}

bool revoke_api_token(db::Session& session, UserId user, std::int64_t id, TimePoint now) {
    return session.execute(
               R"(update api_token set revoked_at = $3
                  where api_token_id = $1 and user_id = $2 and revoked_at is null)",
               id, user, now) == 1;
}

void insert_sign_in_link(db::Session& session, std::string_view token_hash, UserId user,
                         TimePoint expires_at) {
    session.execute(
        "insert into sign_in_link (token_hash, user_id, expires_at) values ($1, $2, $3)",
        db::Bytes{token_hash}, user, expires_at);
}

std::optional<UserId> take_sign_in_link(db::Session& session, std::string_view token_hash,
                                        TimePoint now) {
    return session.one(
        R"(update sign_in_link set used_at = $2
           where token_hash = $1 and used_at is null and expires_at > $2 returning user_id)",
        [](const db::Row& row) { return row.get<UserId>(0); }, db::Bytes{token_hash}, now);
}

void insert_sign_in_failure(db::Session& session, std::string_view subject, TimePoint now) {
    session.execute("insert into sign_in_failure (subject, at) values ($1, $2)", subject, now);
}

std::int64_t count_sign_in_failures(db::Session& session, std::string_view subject,
                                    TimePoint since) {
    return session
        .one(
            "select count(*) from sign_in_failure where subject = $1 and at > $2",
            [](const db::Row& row) { return row.get<std::int64_t>(0); }, subject, since)
        .value_or(0);
}

void delete_sign_in_failures(db::Session& session, std::string_view subject) {
    session.execute("delete from sign_in_failure where subject = $1", subject);
}

void delete_old_sign_in_failures(db::Session& session, TimePoint before) {
    session.execute("delete from sign_in_failure where at < $1", before);
}

bool reserve_idempotency_key(db::Session& session, UserId user, std::string_view key,
                             std::string_view request_sha256, TimePoint now) {
    return session.execute(
               R"(insert into idempotency (user_id, idempotency_key, request_sha256, status, body, created_at)
                  values ($1, $2, $3, 0, '', $4) on conflict do nothing)",
               user, key, db::Bytes{request_sha256}, now) == 1;
}

std::optional<RememberedAnswer> find_remembered_answer(db::Session& session, UserId user,
                                                       std::string_view key) {
    return session.one(
        R"(select request_sha256, status, body, created_at from idempotency
           where user_id = $1 and idempotency_key = $2)",
        [](const db::Row& row) {
            return RememberedAnswer{
                .request_sha256 = row.get<std::string>(0),
                .status = row.get<int>(1),
                .body = row.get<std::string>(2),
                .created_at = row.get<TimePoint>(3),
            };
        },
        user, key);
}

void record_answer(db::Session& session, UserId user, std::string_view key, int status,
                   std::string_view body) {
    session.execute(
        "update idempotency set status = $3, body = $4 where user_id = $1 and idempotency_key = $2",
        user, key, status, body);
}

void delete_idempotency_key(db::Session& session, UserId user, std::string_view key) {
    session.execute("delete from idempotency where user_id = $1 and idempotency_key = $2", user,
                    key);
}

void delete_old_idempotency_keys(db::Session& session, TimePoint before) {
    session.execute("delete from idempotency where created_at < $1", before);
}

}  // namespace postroom::store
