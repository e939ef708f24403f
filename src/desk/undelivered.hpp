// A mail that had left and did not arrive: the mark at the conversation, and who is told.
// Invariant: one mail is told of once, inside the product first; nothing is reopened, nobody
// outside hears of it (BNC-5). Rule: mail-correctness.md BNC-5, BNC-6.
#pragma once

#include <string>

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/mail_flow.hpp"

namespace postroom::desk {

/// Marks the mail's conversation and tells the assignee, else whoever wrote the message, with a
/// notice among the internal messages. Only for mails to customers; call it once for a mail.
///
/// @param report  why it did not arrive
Result<void> tell_undelivered(db::Session& session, const Environment& env,
                              const model::OutgoingMail& mail, const model::DeliveryReport& report);

/// A person has looked. Changes nothing where no mark stands.
Result<void> dismiss_undelivered(db::Session& session, const Environment& env,
                                 ConversationId conversation, model::Person actor);

}  // namespace postroom::desk
