// What the audit log compares of each kind of thing: its properties by name, in words.
// Invariant: no secret is among them, only whether there is one; things that are named by id appear
// under the name that they have at that time. Rule: SEC-21.
#pragma once

#include <string_view>

#include "db/session.hpp"
#include "model/audit.hpp"
#include "model/automation.hpp"
#include "model/chat.hpp"
#include "model/mail_flow.hpp"
#include "model/mailbox.hpp"
#include "model/oauth.hpp"
#include "model/portal.hpp"

namespace postroom::desk {

model::Facts facts_of(const model::User& user);
model::Facts facts_of(db::Session& session, const model::Customer& customer);
model::Facts facts_of(const model::Organization& organization);
model::Facts facts_of(db::Session& session, const model::Channel& channel);
model::Facts facts_of(db::Session& session, const model::Connector& connector);
model::Facts facts_of(const model::Mailbox& mailbox);
model::Facts facts_of(const model::OAuthClient& client);
model::Facts facts_of(const model::RetryTemplate& retry_template);
model::Facts facts_of(const model::Automation& rule);
model::Facts facts_of(const model::EmailTemplate& made);
model::Facts facts_of(db::Session& session, const model::ChatWidget& widget);
model::Facts facts_of(db::Session& session, const model::PortalSettings& settings);

/// Words of a mail in one language: "subject.fr", "html.fr".
model::Facts facts_of(const model::MailWords& words, std::string_view language);

/// Whether there is a password, and whether it was written anew; never the password itself.
struct SecretChange {
    bool was_set = false;
    bool is_written = false;
};
model::Facts with_password_before(model::Facts facts, const SecretChange& change);
model::Facts with_password_after(model::Facts facts, const SecretChange& change);

}  // namespace postroom::desk
