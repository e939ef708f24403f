// The test of a mailbox: connect, encrypt, sign in, open the folder; nothing is changed there.
// Invariant: every answer comes within seconds, in words. Rule: mail-correctness.md OAU-3; F109,
// F111.
#pragma once

#include "api/context.hpp"
#include "core/clock.hpp"
#include "io/executor.hpp"
#include "model/mailbox.hpp"
#include "receive/imap_connection.hpp"

namespace postroom::app {

/// Blocks the calling thread, which is not the loop's.
api::ConnectorTest test_mailbox(io::Loop& loop, const Clock& clock, const model::Mailbox& mailbox,
                                receive::ImapResult<receive::MailboxRoute> route);

}  // namespace postroom::app
