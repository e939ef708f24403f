// A fetched mailbox as the screen shows it: settings, and how it is doing.
// Invariant: no secret, and nothing from which one could be guessed. Rule: api/openapi.yaml
// Mailbox; mail-correctness.md FWD-6, IMAP-9, SEC-20.
#pragma once

#include <optional>
#include <string>

#include "model/mailbox.hpp"
#include "model/oauth.hpp"
#include "view/json.hpp"

namespace postroom::view {

/// What a mailbox's row does not say.
struct MailboxFacts {
    model::Channel channel;
    model::MailboxHealth health;
    std::string connector_name;
    bool has_password = false;
    std::optional<model::OAuthGrant> grant;  ///< tokens sealed; not shown
    std::optional<TimePoint> silent_since;
};
Object mailbox_json(const model::Mailbox& mailbox, const MailboxFacts& facts);

}  // namespace postroom::view
