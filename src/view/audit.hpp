// The audit log as the API gives it.
// Invariant: whatever is in an entry is shown: secrets never came in. Rule: api/openapi.yaml,
// AuditEntry.
#pragma once

#include "model/audit.hpp"
#include "view/json.hpp"

namespace postroom::view {

Object audit_json(const model::AuditEntry& entry);

}  // namespace postroom::view
