// See customer_sign_in.hpp.
#include "desk/customer_sign_in.hpp"

#include <fmt/format.h>

#include "core/encoding.hpp"
#include "core/text.hpp"
#include "desk/portal_settings.hpp"
#include "desk/sign_in_limits.hpp"
#include "store/customer_session.hpp"
#include "store/people.hpp"

namespace postroom::desk {
namespace {

std::unexpected<Error> refuse_link() {
    return fail(ErrorKind::denied, "portal_link_not_valid",
                "This sign-in link has been used already or has expired. Ask for a new one.");
}

std::optional<CustomerCaller> caller_of(db::Session& session,
                                        const std::optional<store::ChatVisitor>& visitor) {
    auto customer = visitor ? store::find_customer(session, visitor->customer_id) : std::nullopt;
    if (!customer || !customer->active) {
        return std::nullopt;
    }
    return CustomerCaller{.customer = std::move(*customer),
                          .scope = {visitor->customer_id, visitor->id},
                          .widget_id = visitor->widget_id,
                          .is_identified = visitor->is_identified,
                          .expires_at = visitor->expires_at,
                          .last_used_at = visitor->last_used_at};
}

/// Whom a spent link signs in: the customer with its address, made where anybody may come.
std::optional<model::Customer> customer_of(db::Session& session, const Environment& env,
                                           const store::PortalLink& link) {
    const auto settings = load_portal_settings(session);
    auto customer = store::find_customer_by_email(session, link.email);
    if (!settings.is_on || customer || settings.door != model::PortalDoor::anybody) {
        return settings.is_on ? customer : std::nullopt;
    }
    customer =
        store::find_customer(session, store::ensure_customer(session, link.email, "", env.now()));
    customer->language = link.language;
    store::update_customer(session, *customer);
    return customer;
}

std::string sign_ticket(const Environment& env, std::string_view content) {
    return hex_encode(hmac_sha256(env.loop_secret, fmt::format("live ticket {}", content)));
}

}  // namespace

Result<CustomerSignedIn> sign_in_by_portal_link(db::Database& database, const Environment& env,
                                                std::string_view link_token,
                                                const Visitor& visitor) {
    const auto network = network_subject(visitor);
    if (database.read([&](db::Session& session) {
            return has_too_many_failures(session, env, "", network);
        })) {
        return refuse_too_many_attempts();
    }
    auto signed_in = database.write([&](db::Session& session) -> std::optional<CustomerSignedIn> {
        const auto link = store::take_portal_link(session, sha256(link_token), env.now());
        auto customer = link ? customer_of(session, env, *link) : std::nullopt;
        if (!customer || !customer->active) {
            return std::nullopt;
        }
        CustomerSignedIn begun{.customer = std::move(*customer),
                               .token = env.random.hex(kSecretBytes),
                               .csrf_token = env.random.hex(kSecretBytes),
                               .expires_at = env.now() + kPortalSessionLife};
        store::insert_portal_session(session, {.token_hash = sha256(begun.token),
                                               .customer_id = begun.customer.id,
                                               .csrf_token = begun.csrf_token,
                                               .address = visitor.address,
                                               .user_agent = shortened_user_agent(visitor),
                                               .created_at = env.now(),
                                               .expires_at = begun.expires_at});
        return begun;
    });
    if (!signed_in) {
        record_sign_in_failure(database, env, "", network);
        return refuse_link();
    }
    return std::move(*signed_in);
}

void sign_out_of_portal(db::Session& session, std::string_view token) {
    store::delete_portal_session(session, sha256(token));
}

NewChatVisitor begin_chat_visitor(db::Session& session, const Environment& env, ChatWidgetId widget,
                                  CustomerId customer, bool is_identified, const Visitor& visitor) {
    NewChatVisitor begun{.token = env.random.hex(kSecretBytes)};
    begun.id = store::insert_chat_visitor(session, {.widget_id = widget,
                                                    .customer_id = customer,
                                                    .is_identified = is_identified,
                                                    .token_hash = sha256(begun.token),
                                                    .address = visitor.address,
                                                    .network = network_of(visitor.address),
                                                    .user_agent = shortened_user_agent(visitor),
                                                    .created_at = env.now(),
                                                    .expires_at = env.now() + kChatVisitorLife});
    return begun;
}

std::optional<CustomerCaller> find_customer_by_cookie(db::Session& session, const Environment& env,
                                                      std::string_view token) {
    const auto portal = store::find_portal_session(session, sha256(token), env.now());
    auto customer = portal ? store::find_customer(session, portal->customer_id) : std::nullopt;
    if (!customer || !customer->active || !load_portal_settings(session).is_on) {
        return std::nullopt;
    }
    const auto id = customer->id;
    return CustomerCaller{.customer = std::move(*customer),
                          .scope = {id, {}},
                          .csrf_token = portal->csrf_token,
                          .session_token = std::string(token),
                          .expires_at = portal->expires_at,
                          .last_used_at = portal->last_used_at};
}

std::optional<CustomerCaller> find_customer_by_visitor_token(db::Session& session,
                                                             const Environment& env,
                                                             std::string_view token) {
    return caller_of(session, store::find_chat_visitor_by_token(session, sha256(token), env.now()));
}

bool should_record_use(const CustomerCaller& caller, TimePoint now) {
    return now - caller.last_used_at >= kUseRecordedEvery;
}

void record_use(db::Session& session, const CustomerCaller& caller, TimePoint now) {
    if (caller.by_cookie()) {
        return store::record_portal_session_used(session, sha256(caller.session_token), now);
    }
    store::record_chat_visitor_used(session, caller.scope.visitor, now, now + kChatVisitorLife);
}

std::string create_live_ticket(const Environment& env, VisitorId visitor) {
    const auto content =
        fmt::format("{}.{}", visitor.value, to_unix_ms(env.now() + kLiveTicketLife));
    return fmt::format("{}.{}", content, sign_ticket(env, content));
}

std::optional<CustomerCaller> find_customer_by_live_ticket(db::Session& session,
                                                           const Environment& env,
                                                           std::string_view ticket) {
    const auto parts = split(ticket, '.');
    const auto visitor = parts.size() == 3 ? parse_int(parts[0]) : std::nullopt;
    const auto until = parts.size() == 3 ? parse_int(parts[1]) : std::nullopt;
    if (!visitor || !until || from_unix_ms(*until) < env.now() ||
        !equal_constant_time(parts[2], sign_ticket(env, fmt::format("{}.{}", *visitor, *until)))) {
        return std::nullopt;
    }
    return caller_of(session, store::find_chat_visitor(session, VisitorId{*visitor}));
}

std::optional<CustomerCaller> find_customer_again(db::Session& session, const Environment& env,
                                                  const CustomerCaller& caller) {
    return caller.by_cookie()
               ? find_customer_by_cookie(session, env, caller.session_token)
               : caller_of(session, store::find_chat_visitor(session, caller.scope.visitor));
}

}  // namespace postroom::desk
