// The members of a request that describes a mailbox.
// Invariant: nothing secret would leave in the clear with what is read here (OUT-21). Rule:
// api/openapi.yaml MailboxConnect, MailboxPatch.
#pragma once

#include <optional>
#include <string>

#include "api/fields.hpp"
#include "desk/mailbox_commands.hpp"

namespace postroom::api {

/// Everything that a mailbox is connected with; what is missing comes from its provider.
desk::MailboxConnection read_connection(Fields& fields);
/// Reads what is named into `mailbox`.
void read_mailbox(Fields& fields, model::Mailbox& mailbox);
std::optional<std::string> read_password(Fields& fields);

}  // namespace postroom::api
