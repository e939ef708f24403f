// Whom a site says that a visitor of its chat is, and the proof of it.
// Invariant: a proof opens one widget, for one person, for a limited time; without it an address
// opens no history. Rule: mail-correctness.md SEC-10; RFC 2104 (HMAC).
#pragma once

#include <cstdint>
#include <string>

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/chat.hpp"

namespace postroom::desk {

/// What the site writes into its page. The signature is the hexadecimal HMAC-SHA256, keyed with the
/// widget's identity secret, over user_id, email, name and expires_at joined by line feeds.
struct ClaimedIdentity {
    std::string user_id;          ///< the site's own; may be empty when there is an email
    std::string email;            ///< may be empty
    std::string name;             ///< may be empty
    std::int64_t expires_at = 0;  ///< Unix seconds
    std::string signature;
};

/// What is signed.
std::string signed_text(const ClaimedIdentity& claim);

/// Errors denied: `identity_not_valid` (no secret, forged, too long ahead), `identity_expired`.
Result<void> check_identity(db::Session& session, const Environment& env,
                            const model::ChatWidget& widget, const ClaimedIdentity& claim);

/// The address under which the person is known: the email, or one in visitor.invalid that is the
/// same for the same user of the same widget.
std::string address_of(const model::ChatWidget& widget, const ClaimedIdentity& claim);

}  // namespace postroom::desk
