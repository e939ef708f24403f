// Making and changing organizations of customers.
// Invariant: one transaction with its event; whoever belongs to a mail domain becomes a member, and
// nobody leaves without being moved by a person. Rule: product-facts 1.1; SEC-11.
#pragma once

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/people.hpp"

namespace postroom::desk {

/// Administrators only: the caller has checked. Errors: `organization_exists` (name or domain),
/// `not_a_domain`, `shared_mail_domain` (everybody has an address there).
Result<OrganizationId> create_organization(db::Session& session, const Environment& env,
                                           const model::Organization& organization,
                                           model::Person actor);
/// The same; and `organization_not_found`.
Result<void> change_organization(db::Session& session, const Environment& env,
                                 const model::Organization& after, model::Person actor);

}  // namespace postroom::desk
