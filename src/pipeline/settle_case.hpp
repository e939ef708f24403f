// One mail on its way through the transaction of the intake. Internal to src/pipeline.
// Invariant: what it says of itself comes from the header, never from the envelope, as long as
// there is one (IN-9). Rule: as intake.hpp.
#pragma once

#include <string>

#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/mail_flow.hpp"
#include "pipeline/understand.hpp"
#include "store/incoming_mail.hpp"

namespace postroom::pipeline {

struct Case {
    db::Session& session;
    const desk::Environment& env;
    const model::IncomingMail& incoming;
    Understood& understood;
    std::string from_address;  ///< of the header; the envelope's when there is none (IN-9)
    std::string from_name;

    /// What is written about it at the end.
    store::Disposition ends_as(model::IncomingOutcome outcome, std::string reason) const;
};

Case open_case(db::Session& session, const desk::Environment& env,
               const model::IncomingMail& incoming, Understood& understood);

}  // namespace postroom::pipeline
