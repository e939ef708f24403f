// What becomes of one understood mail: the transaction of the intake.
// Invariant: writes exactly one outcome for the mail. Rule: as intake.hpp.
#pragma once

#include "db/session.hpp"
#include "desk/directory.hpp"
#include "desk/environment.hpp"
#include "model/mail_flow.hpp"
#include "pipeline/understand.hpp"
#include "store/incoming_mail.hpp"

namespace postroom::pipeline {

/// Decides and writes everything that the mail causes. Errors leave nothing behind: quarantine it
/// then.
Result<store::Disposition> settle(db::Session& session, const desk::Environment& env,
                                  const model::IncomingMail& incoming, Understood& understood);

/// Writes the outcome and its event.
void finish(db::Session& session, const desk::Environment& env, const model::IncomingMail& incoming,
            const store::Disposition& disposition);

}  // namespace postroom::pipeline
