// See portal_account.hpp.
#include "desk/portal_account.hpp"

#include <fmt/format.h>

#include "core/encoding.hpp"
#include "desk/portal_settings.hpp"
#include "desk/sign_in_limits.hpp"
#include "desk/system_mail.hpp"
#include "notify/rule.hpp"
#include "store/customer_session.hpp"

namespace postroom::desk {
namespace {

const SystemEmail& account_email() { return *find_system_email("customer_account"); }

Result<void> check_invitable(db::Session& session, const Environment& env,
                             const model::PortalSettings& settings,
                             const model::Customer& customer) {
    if (!settings.is_on) {
        return fail(ErrorKind::conflict, "portal_off", "There is no customer portal here.");
    }
    if (env.public_url.empty()) {
        return fail(ErrorKind::conflict, "no_public_address",
                    "Nobody could open the link: set the public address of this server "
                    "(http.public_url) first.");
    }
    if (!customer.active) {
        return fail(ErrorKind::conflict, "customer_inactive",
                    "This customer is deactivated and gets no email.");
    }
    if (!model::is_mailable(customer)) {
        return fail(ErrorKind::conflict, "customer_without_address",
                    "No email address is known for this customer.");
    }
    if (!is_system_email_on(session, account_email())) {
        return fail(ErrorKind::conflict, "system_email_off",
                    "This email is switched off in the Messaging Center.");
    }
    return {};
}

}  // namespace

Result<AutomaticOutcome> invite_to_portal(db::Session& session, const Environment& env,
                                          const model::Customer& customer) {
    const auto settings = load_portal_settings(session);
    TRY_VOID(check_invitable(session, env, settings, customer));
    const auto token = env.random.hex(kSecretBytes);
    store::insert_portal_link(session, sha256(token), {customer.email, customer.language},
                              env.now(), env.now() + kPortalInvitationLife);
    const auto link = fmt::format("{}/portal/sign-in?token={}", env.public_url, token);
    const std::string site = settings.title.empty() ? "Postroom" : settings.title;
    auto words =
        system_words(session, account_email(), customer.language, {{"site", site}, {"link", link}});
    words.html = linked(words.html, link);
    auto outcome = TRY(mail_automatically(session, env, model::person(customer.id),
                                          {.words = std::move(words),
                                           .kind = model::MailKind::system,
                                           .rule = notify::rule::kSystemEmail}));
    if (!outcome.mail_id) {
        return fail(ErrorKind::conflict, "no_connector",
                    "No mail can leave: add an outgoing email server under Administration > Emails "
                    "> Settings.");
    }
    return outcome;
}

}  // namespace postroom::desk
