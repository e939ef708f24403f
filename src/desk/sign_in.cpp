// See sign_in.hpp.
#include "desk/sign_in.hpp"

#include <arpa/inet.h>

#include <array>

#include "core/encoding.hpp"
#include "core/text.hpp"
#include "desk/password.hpp"
#include "desk/sign_in_limits.hpp"
#include "store/customer_session.hpp"
#include "store/people.hpp"
#include "store/portal.hpp"
#include "store/session.hpp"

namespace postroom::desk {
namespace {

/// Name of the setting that keeps which session a one-time link began.
constexpr std::string_view kSignedInByLink = "signed_in_by_link";

constexpr Milliseconds kIdempotencyLife = 24h;

std::unexpected<Error> refuse_credentials() {
    return fail(ErrorKind::denied, "wrong_credentials",
                "The email address or the password is wrong.");
}

/// What a sign-in needs to know before the password is checked.
struct Credentials {
    bool too_many = false;
    std::optional<model::User> user;
    std::string hash;
};

}  // namespace

std::string network_of(std::string_view address) {
    std::array<char, 16> bytes{};
    const std::string text(address.substr(0, address.find('%')));
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) {
        return text;
    }
    // One customer's network has a /64 at least, and may use all of it.
    return hex_encode({bytes.data(), 8}) + "/64";
}

SignedIn begin_session(db::Session& session, const Environment& env, const model::User& user,
                       const Visitor& visitor) {
    SignedIn signed_in{
        .user = user,
        .token = env.random.hex(kSecretBytes),
        .csrf_token = env.random.hex(kSecretBytes),
        .expires_at = env.now() + kSessionLife,
    };
    store::insert_session(session, {.token_hash = sha256(signed_in.token),
                                    .user_id = user.id,
                                    .csrf_token = signed_in.csrf_token,
                                    .address = visitor.address,
                                    .user_agent = shortened_user_agent(visitor),
                                    .created_at = env.now(),
                                    .expires_at = signed_in.expires_at});
    return signed_in;
}

Result<SignedIn> sign_in(db::Database& database, const Environment& env, std::string_view email,
                         std::string_view password, const Visitor& visitor) {
    const auto address = address_subject(email);
    const auto network = network_subject(visitor);
    const auto found = database.read([&](db::Session& session) {
        Credentials credentials{.too_many = has_too_many_failures(session, env, address, network)};
        credentials.user = store::find_user_by_email(session, to_lower(email));
        if (credentials.user && credentials.user->active) {
            credentials.hash =
                store::find_password_hash(session, credentials.user->id).value_or("");
        }
        return credentials;
    });
    if (found.too_many) {
        return refuse_too_many_attempts();
    }
    if (!verify_password(password, found.hash)) {
        record_sign_in_failure(database, env, address, network);
        return refuse_credentials();
    }
    return database.write([&](db::Session& session) {
        store::delete_sign_in_failures(session, address);
        return begin_session(session, env, *found.user, visitor);
    });
}

Result<SignedIn> sign_in_by_link(db::Database& database, const Environment& env,
                                 std::string_view link_token, const Visitor& visitor) {
    const auto network = network_subject(visitor);
    if (database.read([&](db::Session& session) {
            return has_too_many_failures(session, env, "", network);
        })) {
        return refuse_too_many_attempts();
    }
    auto signed_in = database.write([&](db::Session& session) -> std::optional<SignedIn> {
        const auto user_id = store::take_sign_in_link(session, sha256(link_token), env.now());
        const auto user = user_id ? store::find_user(session, *user_id) : std::nullopt;
        if (!user || !user->active) {
            return std::nullopt;
        }
        auto begun = begin_session(session, env, *user, visitor);
        store::save_user_setting(session, user->id, kSignedInByLink,
                                 hex_encode(sha256(begun.token)));
        return begun;
    });
    if (!signed_in) {
        record_sign_in_failure(database, env, "", network);
        return fail(ErrorKind::denied, "link_not_valid",
                    "This sign-in link has been used already or has expired. Ask for a new one.");
    }
    return std::move(*signed_in);
}

void sign_out(db::Session& session, std::string_view token) {
    store::delete_session(session, sha256(token));
}

std::string create_sign_in_link(db::Session& session, const Environment& env, UserId user) {
    auto token = env.random.hex(kSecretBytes);
    store::insert_sign_in_link(session, sha256(token), user, env.now() + kSignInLinkLife);
    return token;
}

NewApiToken create_api_token(db::Session& session, const Environment& env, UserId user,
                             std::string_view name) {
    NewApiToken created{.token = "prt_" + env.random.hex(kSecretBytes)};
    created.id = store::insert_api_token(session, user, name, sha256(created.token), env.now());
    return created;
}

std::optional<Caller> find_caller_by_cookie(db::Session& session, const Environment& env,
                                            std::string_view token) {
    const auto browser = store::find_session(session, sha256(token), env.now());
    auto user = browser ? store::find_user(session, browser->user_id) : std::nullopt;
    if (!user || !user->active) {
        return std::nullopt;
    }
    return Caller{.user = std::move(*user),
                  .csrf_token = browser->csrf_token,
                  .session_token = std::string(token),
                  .expires_at = browser->expires_at,
                  .last_used_at = browser->last_used_at};
}

std::optional<Caller> find_caller_by_bearer(db::Session& session, std::string_view token) {
    const auto found = store::find_api_token(session, sha256(token));
    auto user = found ? store::find_user(session, found->user_id) : std::nullopt;
    if (!user || !user->active) {
        return std::nullopt;
    }
    return Caller{.user = std::move(*user),
                  .api_token_id = found->id,
                  .last_used_at = found->last_used_at.value_or(TimePoint{})};
}

bool should_record_use(const Caller& caller, TimePoint now) {
    return now - caller.last_used_at >= kUseRecordedEvery;
}

void record_use(db::Session& session, const Caller& caller, TimePoint now) {
    caller.by_cookie() ? store::record_session_used(session, sha256(caller.session_token), now)
                       : store::record_api_token_used(session, caller.api_token_id, now);
}

namespace {

/// Whether this session was begun by a one-time link, and no password was set since.
bool came_by_link(db::Session& session, const Caller& caller) {
    return caller.by_cookie() &&
           store::find_user_setting(session, caller.user.id, kSignedInByLink) ==
               hex_encode(sha256(caller.session_token));
}

}  // namespace

Result<void> change_password(db::Database& database, const Environment& env, const Caller& caller,
                             std::string_view current, std::string_view changed) {
    const auto address = address_subject(caller.user.email);
    const auto found = database.read([&](db::Session& session) {
        return Credentials{
            .too_many = has_too_many_failures(session, env, address, ""),
            .hash = came_by_link(session, caller)
                        ? std::string()
                        : store::find_password_hash(session, caller.user.id).value_or("")};
    });
    if (found.too_many) {
        return refuse_too_many_attempts();
    }
    // Who came by link, in this very session, sets a password without the forgotten one. (F075)
    if (!found.hash.empty() && !verify_password(current, found.hash)) {
        database.write([&](db::Session& session) {
            store::insert_sign_in_failure(session, address, env.now());
        });
        return fail(ErrorKind::invalid, "wrong_password", "The current password is wrong.");
    }
    const auto hash = TRY(hash_password(changed));
    database.write([&](db::Session& session) {
        store::update_password_hash(session, caller.user.id, hash);
        store::save_user_setting(session, caller.user.id, kSignedInByLink, "");
        store::delete_other_sessions(
            session, caller.user.id,
            caller.by_cookie() ? sha256(caller.session_token) : std::string{});
    });
    return {};
}

void sweep_sign_ins(db::Session& session, TimePoint now) {
    store::delete_expired_sessions(session, now);
    store::delete_expired_customer_sessions(session, now);
    store::delete_old_link_requests(session, now - kPortalLinkWindow);
    store::delete_old_portal_searches(session, now - kPortalSearchWindow);
    store::delete_old_sign_in_failures(session, now - kSignInFailureWindow);
    store::delete_old_idempotency_keys(session, now - kIdempotencyLife);
}

}  // namespace postroom::desk
