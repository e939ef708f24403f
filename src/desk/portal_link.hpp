// A customer asks for a link that signs them in to the portal.
// Invariant: asking does the same work and gets the same answer whatever the address is; whether a
// mail goes out is decided afterwards, away from whoever asked; the link's secret goes into that
// mail and nowhere else. Rule: mail-correctness.md SEC-11, SEC-14; LOOP-2, LOOP-8; features F086,
// F088, F090.
#pragma once

#include <string>

#include "db/database.hpp"
#include "desk/environment.hpp"
#include "desk/sign_in.hpp"
#include "store/portal.hpp"

namespace postroom::desk {

struct PortalLinkWish {
    std::string email;
    std::string language;  ///< of the page
    std::string base_url;  ///< where the portal is open; used when no public address is set
};
/// Notes that a link is wanted. Errors: `portal_off`, `invalid_address`, `too_many_attempts` (one
/// network; how often one address was named is never told).
Result<void> ask_for_portal_link(db::Database& database, const Environment& env,
                                 const PortalLinkWish& wish, const Visitor& visitor);

/// Answers one wish: a mail with a link, or nothing at all for whoever may not sign in, an address
/// of our own or on the block list, and a flood of wishes for one address.
Result<void> answer_link_request(db::Session& session, const Environment& env,
                                 const store::LinkRequest& request);

}  // namespace postroom::desk
