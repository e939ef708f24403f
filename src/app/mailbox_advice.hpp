// What went wrong with a mailbox, in words that say what to do.
// Invariant: pure; the server's words stand in the sentence, a secret never. Rule:
// mail-correctness.md OAU-3, OAU-5, IMAP-9; features F109, F111, F112.
#pragma once

#include "imap/failure.hpp"
#include "model/mailbox.hpp"
#include "model/phrase.hpp"
#include "store/mailbox.hpp"

namespace postroom::app {

/// @param uses_token  it signs in with a token, not with a password
model::Said advise(const model::Mailbox& mailbox, const imap::Failure& failure, bool uses_token);

/// The same as the screen keeps it, with whether it will mend by itself.
store::MailboxTrouble trouble_of(const model::Mailbox& mailbox, const imap::Failure& failure,
                                 bool uses_token);

}  // namespace postroom::app
