// `postroom deliver --url`: hands one mail to a running Postroom by LMTP or SMTP, for a pipe that
// may not read the data directory or runs on another machine.
// Invariant: exit 0 only when the other side said that the mail is durable; whatever is not known
// to have been refused for good is tried again. Rule: architecture.md "Contracts"; RFC 2033; IN-1.
#pragma once

#include <string>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "send/route.hpp"
#include "smtp/failure.hpp"

namespace postroom::app {

/// "lmtp://HOST:PORT", "smtp://HOST:PORT", "lmtp:unix:PATH". Error `invalid` with one sentence.
Result<send::Route> parse_delivery_url(std::string_view url, const std::string& helo_name);

/// Returns the exit status, as app::deliver does, and says on standard error what was wrong.
int deliver_to(const send::Route& route, const Clock& clock, const std::string& recipient,
               std::string raw);

/// The exit status for what became of the one recipient. Pure.
int exit_status_of(const smtp::RecipientOutcome& outcome);

}  // namespace postroom::app
