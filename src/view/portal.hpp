// The portal as JSON: for its customers, and for administrators.
// Invariant: customers get names of colleagues and of their own organization's members, never an
// address, a queue or an internal status. Rule: api/openapi.yaml Portal*, Organization; features
// F001, F003; SEC-11.
#pragma once

#include "model/portal.hpp"
#include "store/organization.hpp"
#include "store/portal.hpp"
#include "view/json.hpp"

namespace postroom::view {

/// What everybody may know before signing in.
Object portal_json(const model::PortalSettings& settings);
/// The customer about themselves.
Object portal_customer_json(const model::Customer& customer,
                            const std::optional<store::OrganizationRow>& organization);
Object portal_form_json(const model::PortalForm& form);
Object portal_request_json(const store::RequestRow& row, CustomerId viewer);
/// For administrators.
Object portal_settings_json(const model::PortalSettings& settings, bool has_public_address);
Object organization_json(const store::OrganizationRow& row);

}  // namespace postroom::view
