// The product's own words of system emails that carry a link, in the four languages. Invariant:
// English for a language that we do not speak; merge fields in double braces. Rule: features F072,
// F073, F075; product.md "Speaks the seeds' languages".
#pragma once

#include <string_view>

#include "model/automation.hpp"

namespace postroom::desk {

model::MailWords user_welcome_words(std::string_view language);
model::MailWords password_reset_words(std::string_view language);
model::MailWords customer_sign_in_words(std::string_view language);
model::MailWords customer_account_words(std::string_view language);
model::MailWords quiet_mode_reminder_words(std::string_view language);
/// What the first start sends to try the way out; nobody can change it. (F118)
model::MailWords first_test_words(std::string_view language);

}  // namespace postroom::desk
