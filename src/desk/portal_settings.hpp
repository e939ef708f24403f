// How administrators have set up the customers' portal.
// Invariant: read in the transaction that acts on it; forms stand in the order of the item types,
// each type once. Rule: features F001, F003; product-facts 1.6, 1.10.
#pragma once

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/portal.hpp"

namespace postroom::desk {

model::PortalSettings load_portal_settings(db::Session& session);
/// Administrators only: the caller has checked. Error `queue_not_found`.
Result<void> save_portal_settings(db::Session& session, const Environment& env, model::Person actor,
                                  const model::PortalSettings& settings);

const model::PortalForm& form_of(const model::PortalSettings& settings, model::ItemType type);

/// Where the customer sees this item, for mails to them: "https://…/portal/requests/12". Empty when
/// the portal is off or nobody has said under which address people reach the product. No secret
/// stands in it: who opens it signs in.
std::string portal_address_of(db::Session& session, const Environment& env, ItemId item);

}  // namespace postroom::desk
