// What a provider made of our Message-ID, so that answers and bounces still find their mail.
// Invariant: a name that is taken already changes its owner never. Rule: mail-correctness.md
// OUT-30, THR-1, BNC-3.
#pragma once

#include <string>
#include <string_view>

#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/mail_flow.hpp"

namespace postroom::desk {

/// The Message-ID that a server names when it takes a mail ("2.0.0 OK <id@host> [Hostname=...]"),
/// normalised; empty when it names none. Addresses in angle brackets are none: LMTP servers name
/// the recipient there.
std::string message_id_in_reply(std::string_view reply, const model::OutgoingMail& mail);

/// Nothing for an empty id and for the one that we gave it ourselves.
/// @param message_id  normalised
void learn_message_id(db::Session& session, const Environment& env, const model::OutgoingMail& mail,
                      std::string_view message_id);

}  // namespace postroom::desk
