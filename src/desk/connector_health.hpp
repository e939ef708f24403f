// A connector as a whole: it works, its sign-in is refused until it is switched off, or its grant
// is. Invariant: refusals count in a row; whoever changes or tests the connector begins the count
// anew; mails wait meanwhile and none fails. Rule: mail-correctness.md OUT-7, OAU-5; features F157,
// F174, F175.
#pragma once

#include <string_view>

#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/mailbox.hpp"
#include "store/mailbox.hpp"

namespace postroom::desk {

/// A mail left through it.
void note_connector_works(db::Session& session, const Environment& env, ConnectorId id);

/// Its server refused the sign-in: it needs attention, and after limits::kSignInRefusalsMax in a
/// row it is switched off and the administrators are told.
/// @param reply  the server's words
void note_sign_in_refused(db::Session& session, const Environment& env, ConnectorId id,
                          std::string_view reply);

/// The provider withdrew what a mailbox was granted, or refuses our app registration: both
/// directions need attention, and the administrators are told once. (OAU-5)
/// @param trouble  as the mailbox's health shows it
void note_grant_refused(db::Session& session, const Environment& env, const model::Mailbox& mailbox,
                        const store::MailboxTrouble& trouble);

}  // namespace postroom::desk
