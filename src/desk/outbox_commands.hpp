// What people do to outgoing mail: cancel, retry, treat as sent.
// Invariant: "cancelled" is answered only when no copy can leave any more (I5). Rule: OUT-12,
// OUT-13; features F145-F157.
#pragma once

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/mail_flow.hpp"

namespace postroom::desk {

/// Errors: not_found, conflict ("too_late_to_cancel" and the like) with a sentence that says why.
Result<model::OutgoingMail> cancel_mail(db::Session& session, const Environment& env, MailId mail,
                                        model::Person actor);

/// Due now, shown as pending retry. Errors: not_found, conflict.
Result<model::OutgoingMail> retry_mail(db::Session& session, const Environment& env, MailId mail,
                                       model::Person actor);

/// Ends a mail whose delivery nobody confirmed: it counts as sent, and stays called unconfirmed.
/// The event says who decided. Errors: not_found, conflict ("nothing_unconfirmed" and the like).
/// (OUT-4)
Result<model::OutgoingMail> treat_as_sent(db::Session& session, const Environment& env, MailId mail,
                                          model::Person actor);

/// Tells the screens that a mail changed its state.
void append_outbox_event(db::Session& session, const Environment& env,
                         const model::OutgoingMail& mail, model::Person actor);

/// Something became known of a mail after it had left; nobody in particular did it. (BNC-6)
void append_report_event(db::Session& session, const Environment& env,
                         const model::OutgoingMail& mail, model::ReportKind report);

}  // namespace postroom::desk
