// Organizations: customers who belong together.
// Invariant: a mail domain belongs to at most one organization. Rule: product-facts 1.1; SEC-11.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/people.hpp"

namespace postroom::store {

struct OrganizationRow {
    model::Organization organization;
    std::int64_t members = 0;
};
/// Nothing when the name or the domain is taken.
std::optional<OrganizationId> insert_organization(db::Session& session,
                                                  const model::Organization& organization);
/// False when the name or the domain is another one's.
bool update_organization(db::Session& session, const model::Organization& organization);
std::optional<OrganizationRow> find_organization(db::Session& session, OrganizationId id);
std::optional<OrganizationRow> find_organization_by_name(db::Session& session,
                                                         std::string_view name);
/// Newest first, below `before` (none = from the newest).
std::vector<OrganizationRow> list_organizations(db::Session& session, OrganizationId before,
                                                int limit);
/// Customers of no organization whose address is of this domain become members.
void add_customers_of_domain(db::Session& session, OrganizationId id, std::string_view domain);

}  // namespace postroom::store
