// The product's own words of the system emails about sending, in the four languages.
// Invariant: merge fields in double braces; the other server's own words stand in {{reason}}.
// Rule: feature F072; mail-correctness.md OUT-7, OUT-10.
#pragma once

#include <string_view>

#include "model/automation.hpp"

namespace postroom::desk {

model::MailWords outbox_failure_words(std::string_view language);
model::MailWords connector_attention_words(std::string_view language);
/// {{date}}, {{days}}, {{link}}.
model::MailWords client_secret_end_words(std::string_view language);

}  // namespace postroom::desk
