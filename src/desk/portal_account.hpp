// A colleague invites a customer to the portal: a mail with a link that signs in for the first
// time. Invariant: nobody is invited who could not sign in; the link's secret goes into that mail
// and nowhere else. Rule: features F001, F072, F074; SEC-11; LOOP-7.
#pragma once

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/automatic_mail.hpp"
#include "model/people.hpp"

namespace postroom::desk {

/// How long the link of an invitation may lie in a mailbox.
inline constexpr Milliseconds kPortalInvitationLife = std::chrono::days{7};

/// What became of the mail. Errors: conflict `portal_off`, `no_public_address`,
/// `customer_inactive`, `customer_without_address`, `system_email_off`, `no_connector`.
Result<AutomaticOutcome> invite_to_portal(db::Session& session, const Environment& env,
                                          const model::Customer& customer);

}  // namespace postroom::desk
