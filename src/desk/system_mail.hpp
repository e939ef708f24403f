// The mails that the product sends by itself: which there are, their words, and whether each is on.
// Invariant: independent of automations; password reset and sign-in are never off; words that
// somebody wrote replace the product's own in that language alone. Rule: features F072-F079;
// product-facts 1.5.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "automate/merge.hpp"
#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "desk/mail_text.hpp"
#include "model/automation.hpp"

namespace postroom::desk {

struct SystemEmail {
    std::string_view name;
    bool locked = false;         ///< cannot be switched off; editing its text is advised against
    bool for_customers = false;  ///< else for users
    std::span<const std::string_view> fields{};
    /// The product's own words with their merge fields, as HTML.
    model::MailWords (*standard)(std::string_view language) = nullptr;
};

/// In the order in which the Messaging Center shows them.
std::span<const SystemEmail> system_emails();
/// Null when there is none of this name.
const SystemEmail* find_system_email(std::string_view name);

bool is_system_email_on(db::Session& session, const SystemEmail& email);
/// Error conflict `system_email_locked`.
Result<void> switch_system_email(db::Session& session, const Environment& env,
                                 const SystemEmail& email, bool on, model::Person actor);

/// What somebody wrote for this language, filled in; nothing while the product's own words stand.
std::optional<MailText> written_words(db::Session& session, const SystemEmail& email,
                                      std::string_view language,
                                      const automate::MergeValues& values);
/// Somebody's words or the product's own, filled in.
MailText system_words(db::Session& session, const SystemEmail& email, std::string_view language,
                      const automate::MergeValues& values);

/// The address in the HTML as something to click.
std::string linked(std::string_view html, std::string_view address);

/// Fields of the relay's text; the first must stand in it. (F060)
std::span<const std::string_view> relay_fields();
/// The product's own relay text.
model::MailWords standard_relay_words();

/// Saves words (`system` or `relay`), or restores the product's own when there are none.
void save_words(db::Session& session, const Environment& env, std::string_view owner_kind,
                std::string_view owner_name, std::string_view language,
                const std::optional<model::MailWords>& words, model::Person actor);

}  // namespace postroom::desk
