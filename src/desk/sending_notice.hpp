// System emails about sending: a mail failed for good; a connector cannot sign in.
// Invariant: a notice's own failure causes no notice; one about a connector leaves through another
// one, or not at all. Rule: feature F072; mail-correctness.md OUT-7, OUT-10.
#pragma once

#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/mail_flow.hpp"

namespace postroom::desk {

/// Tells the user who wrote it that a mail to a customer is not going to leave by itself: once for
/// a mail, however often somebody tries it again. Call it for a mail that has just failed.
void tell_mail_failed(db::Session& session, const Environment& env,
                      const model::OutgoingMail& mail);

/// Tells every administrator, through a connector that works.
/// @param reply  the server's words
void tell_connector_attention(db::Session& session, const Environment& env,
                              const model::Connector& connector, std::string_view reply);

/// Tells every administrator that the client secret of an app registration ends. (OAU-5)
void tell_secret_ends(db::Session& session, const Environment& env, TimePoint on, int days_left);

}  // namespace postroom::desk
