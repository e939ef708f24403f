// Looking into a provider's folder of sent mail, for the stage that reconciles.
// Invariant: an answer comes within seconds, or none. Rule: mail-correctness.md OUT-4 (a).
#pragma once

#include "core/clock.hpp"
#include "io/executor.hpp"
#include "pipeline/reconcile.hpp"
#include "receive/imap_connection.hpp"

namespace postroom::app {

/// Blocks the calling thread, which is not the loop's.
std::optional<std::vector<pipeline::SentCopy>> look_into_sent(
    io::Loop& loop, const Clock& clock, receive::ImapResult<receive::MailboxRoute> route,
    const std::vector<pipeline::Unconfirmed>& mails);

}  // namespace postroom::app
