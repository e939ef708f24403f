// The one table from our errors to SMTP replies.
// Invariant: what may work later is 4xx, what never will is 5xx; only Error::reply reaches the
// peer, never detail. Rule: architecture.md "Time, concurrency, errors"; SRV-4, SRV-8, OUT-29,
// IN-3; RFC 3463.
#pragma once

#include "core/result.hpp"
#include "smtp/reply.hpp"

namespace postroom::receive {

/// Where in the session the error came up: the same error is said differently about a recipient and
/// a mail.
enum class Question { connection, recipient, mail };

smtp::Reply reply_for(const Error& error, Question question);

}  // namespace postroom::receive
