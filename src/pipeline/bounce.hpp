// What a delivery report, a complaint or a read receipt changes.
// Invariant: believed only with proof that the mail it speaks of is ours (BNC-3); never answered
// (BNC-5). Rule: BNC-3 to BNC-8.
#pragma once

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/mail_flow.hpp"
#include "pipeline/understand.hpp"

namespace postroom::pipeline {

struct ReportTaken {
    model::IncomingOutcome outcome = model::IncomingOutcome::bounce;
    std::string reason;
    ItemId item_id;
};
/// Processing the same report again changes nothing.
Result<ReportTaken> take_report(db::Session& session, const desk::Environment& env,
                                const model::IncomingMail& incoming, const Understood& understood);

}  // namespace postroom::pipeline
