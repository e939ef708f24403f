// See system_notice.hpp.
#include "desk/system_notice.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "desk/automatic_mail.hpp"
#include "desk/sign_in_limits.hpp"
#include "desk/system_mail.hpp"
#include "desk/workspace.hpp"
#include "notify/rule.hpp"
#include "store/channel.hpp"
#include "store/people.hpp"
#include "store/session.hpp"

namespace postroom::desk {
namespace {

constexpr int kResetsPerNetworkMax = 10;  // in the window of failed sign-ins
constexpr int kResetsPerAddressMax = 5;   // in an hour; the rest is dropped, and nobody is told

/// The way back in: an administrator's leaves in quiet mode, too. (OUT-16)
Result<void> mail_reset(db::Session& session, const Environment& env, const model::User& user) {
    const auto link = link_to(env, "/sign-in?token=" + create_sign_in_link(session, env, user.id));
    auto words = system_words(session, *find_system_email("password_reset"), user.language,
                              {{"user.name", user.name}, {"link", link}});
    const auto rule = user.role == model::Role::administrator ? notify::rule::kWayBackIn
                                                              : notify::rule::kSystemEmail;
    const bool is_blocked = store::find_email_filter(session, "outgoing", user.email).has_value();
    const bool is_quiet =
        load_quiet_mode(session, env.now()).on && !notify::leaves_in_quiet_mode(rule);
    TRY_VOID(compose_plain_mail(session, env,
                                {.subject = words.subject,
                                 .text = words.text,
                                 .item_id = {},
                                 .html = linked(words.html, link)},
                                {model::person(user.id), user.name, user.email, user.language},
                                {.kind = model::MailKind::system,
                                 .reason = std::string(is_blocked ? notify::rule::kBlockedAddress
                                                       : is_quiet ? notify::rule::kQuietMode
                                                                  : rule),
                                 .due_at = env.now(),
                                 .suppress = is_blocked || is_quiet,
                                 .is_system_generated = true}));
    return {};
}

}  // namespace

std::string link_to(const Environment& env, std::string_view path) {
    return env.public_url.empty() ? std::string() : fmt::format("{}{}", env.public_url, path);
}

Result<void> mail_user(db::Session& session, const Environment& env, const model::User& user,
                       std::string_view name, const automate::MergeValues& values,
                       ConnectorId via) {
    const auto* email = find_system_email(name);
    if (email == nullptr || !is_system_email_on(session, *email)) {
        return {};
    }
    auto words = system_words(session, *email, user.language, values);
    if (const auto link = values.find("link"); link != values.end()) {
        words.html = linked(words.html, link->second);
    }
    TRY_VOID(mail_automatically(session, env, model::person(user.id),
                                {.words = std::move(words),
                                 .kind = model::MailKind::system,
                                 .rule = notify::rule::kSystemEmail,
                                 .connector_id = via}));
    return {};
}

Result<void> welcome_user(db::Session& session, const Environment& env, const model::User& user,
                          model::Person maker) {
    const auto who = maker.kind == model::PersonKind::user
                         ? store::find_user(session, UserId{maker.id})
                         : std::nullopt;
    std::string link;
    if (!env.public_url.empty()) {
        link = link_to(env, "/sign-in?token=" + create_sign_in_link(session, env, user.id));
    }
    return mail_user(
        session, env, user, "user_welcome",
        {{"user.name", user.name}, {"who", who ? who->name : "Postroom"}, {"link", link}});
}

Result<void> ask_for_password_reset(db::Database& database, const Environment& env,
                                    std::string_view address, const Visitor& visitor) {
    const auto email = to_lower(trim(address));
    if (!is_plausible_address(email)) {
        return fail(ErrorKind::invalid, "invalid_address",
                    "The address must look like ana@example.org.");
    }
    return database.write([&](db::Session& session) -> Result<void> {
        const auto network = network_subject(visitor);
        if (store::count_link_requests_from(session, model::SignInLinkKind::password_reset, network,
                                            env.now() - kSignInFailureWindow) >=
            kResetsPerNetworkMax) {
            return refuse_too_many_attempts();
        }
        store::insert_link_request(session, {.email = email,
                                             .network = network,
                                             .asked_at = env.now(),
                                             .kind = model::SignInLinkKind::password_reset});
        return {};
    });
}

Result<void> answer_password_reset(db::Session& session, const Environment& env,
                                   const store::LinkRequest& request) {
    const auto user = store::find_user_by_email(session, request.email);
    const bool is_flood = store::count_link_requests_for(
                              session, model::SignInLinkKind::password_reset, request.email,
                              env.now() - kPortalLinkWindow) > kResetsPerAddressMax;
    return user && user->active && !is_flood && !env.public_url.empty()
               ? mail_reset(session, env, *user)
               : Result<void>{};
}

}  // namespace postroom::desk
