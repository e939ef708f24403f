// See portal_link.hpp.
#include "desk/portal_link.hpp"

#include <fmt/format.h>

#include "core/encoding.hpp"
#include "core/text.hpp"
#include "desk/compose.hpp"
#include "desk/customer_sign_in.hpp"
#include "desk/mail_text.hpp"
#include "desk/portal_settings.hpp"
#include "desk/sign_in_limits.hpp"
#include "desk/system_mail.hpp"
#include "desk/workspace.hpp"
#include "notify/rule.hpp"
#include "store/channel.hpp"
#include "store/customer_session.hpp"
#include "store/people.hpp"

namespace postroom::desk {
namespace {

constexpr std::string_view kUntitled = "Postroom";

/// Whether a link may be mailed there, and to whom: an id of 0 stands for somebody new.
std::optional<model::Customer> invited(db::Session& session, const Environment& env,
                                       const model::PortalSettings& settings,
                                       const store::LinkRequest& request) {
    if (!settings.is_on || store::find_email_filter(session, "outgoing", request.email) ||
        store::count_link_requests_for(session, model::SignInLinkKind::portal, request.email,
                                       env.now() - kPortalLinkWindow) >
            limits::kPortalLinksPerAddressMax) {
        return std::nullopt;
    }
    if (auto known = store::find_customer_by_email(session, request.email)) {
        return known->active && model::is_mailable(*known) ? std::move(known) : std::nullopt;
    }
    if (settings.door != model::PortalDoor::anybody ||
        store::find_user_by_email(session, request.email)) {
        return std::nullopt;
    }
    return model::Customer{.email = request.email, .language = request.language};
}

}  // namespace

Result<void> ask_for_portal_link(db::Database& database, const Environment& env,
                                 const PortalLinkWish& wish, const Visitor& visitor) {
    const auto email = to_lower(trim(wish.email));
    if (!is_plausible_address(email)) {
        return fail(ErrorKind::invalid, "invalid_address",
                    "The address must look like ana@example.org.");
    }
    return database.write([&](db::Session& session) -> Result<void> {
        if (!load_portal_settings(session).is_on) {
            return fail(ErrorKind::not_found, "portal_off", "There is no customer portal here.");
        }
        const auto network = network_subject(visitor);
        if (store::count_link_requests_from(session, model::SignInLinkKind::portal, network,
                                            env.now() - kSignInFailureWindow) >=
            limits::kPortalLinksPerNetworkMax) {
            return refuse_too_many_attempts();
        }
        store::insert_link_request(
            session, {.email = email,
                      .network = network,
                      .language = wish.language,
                      .base_url = env.public_url.empty() ? wish.base_url : env.public_url,
                      .asked_at = env.now()});
        return {};
    });
}

Result<void> answer_link_request(db::Session& session, const Environment& env,
                                 const store::LinkRequest& request) {
    const auto settings = load_portal_settings(session);
    const auto customer = invited(session, env, settings, request);
    if (!customer || request.base_url.empty()) {
        return {};
    }
    const auto token = env.random.hex(kSecretBytes);
    store::insert_portal_link(session, sha256(token), {request.email, request.language}, env.now(),
                              env.now() + kPortalLinkLife);
    const auto language = customer->language.empty() ? request.language : customer->language;
    const std::string site = settings.title.empty() ? std::string(kUntitled) : settings.title;
    const auto link = fmt::format("{}/portal/sign-in?token={}", request.base_url, token);
    const bool is_quiet = load_quiet_mode(session, env.now()).on;
    const auto words = system_words(session, *find_system_email("customer_sign_in"), language,
                                    {{"site", site}, {"link", link}});
    TRY_VOID(compose_plain_mail(
        session, env,
        {.subject = words.subject,
         .text = words.text,
         .item_id = {},
         .html = linked(words.html, link)},
        {.person = model::person(customer->id),
         .name = customer->name,
         .email = request.email,
         .language = language},
        {.kind = model::MailKind::system,
         .reason = std::string(is_quiet ? notify::rule::kQuietMode : notify::rule::kPortalLink),
         .due_at = env.now(),
         .suppress = is_quiet,
         .is_system_generated = true}));
    return {};
}

}  // namespace postroom::desk
