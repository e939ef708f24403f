// One mail that the product writes by itself to one person: a template, a system email.
// Invariant: whoever is deactivated, has no address or chose silence gets none; one that quiet
// mode, a block or a ceiling forbids is made and kept readable, never sent. Rule: features
// F067-F079, F088, F090, F130; mail-correctness.md LOOP-2, LOOP-6, LOOP-7.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/compose.hpp"
#include "desk/mail_text.hpp"

namespace postroom::desk {

/// Where mail to somebody goes; nothing when there is no such person.
std::optional<Recipient> find_recipient(db::Session& session, model::Person person);

struct AutomaticMail {
    MailText words;
    std::optional<model::Item> item{};
    ConversationId conversation_id{};  ///< where an answer belongs; none = nowhere
    model::MailKind kind = model::MailKind::notification;
    std::string_view rule;    ///< why it is sent, when it is
    std::string kept_back{};  ///< a rule that keeps it back whatever else holds; empty = none
    bool by_automation = false;
    ConnectorId connector_id{};  ///< leaves through this one; none = as its queue says
};

struct AutomaticOutcome {
    MailId mail_id;    ///< none when nothing was made
    std::string rule;  ///< why it was sent, kept back or not made
    bool will_leave = false;
};
/// What would become of it now, without making it.
AutomaticOutcome foresee_automatic_mail(db::Session& session, const Environment& env,
                                        model::Person to, const AutomaticMail& mail);
/// Errors of making a mail, but `no_connector`: then nothing is made and the rule says so.
Result<AutomaticOutcome> mail_automatically(db::Session& session, const Environment& env,
                                            model::Person to, const AutomaticMail& mail);

}  // namespace postroom::desk
