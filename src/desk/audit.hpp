// Writing the audit log: what a thing was and is, compared.
// Invariant: called in the transaction of the change; what did not change is not written; a secret
// is never among the facts, only whether there is one. Rule: SEC-21.
#pragma once

#include <string_view>

#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/audit.hpp"

namespace postroom::desk {

/// What differs between two states, in the order of the facts.
std::vector<model::FactChange> compare(const model::Facts& before, const model::Facts& after);

/// The thing that was changed, as it is called now.
struct Audited {
    model::AuditSubject kind = model::AuditSubject::setting;
    std::int64_t id = 0;
    std::string name;
};
/// No facts before = it was created, none after = it is deleted. Nothing is written when nothing
/// differs.
void record_change(db::Session& session, const Environment& env, model::Person actor,
                   const Audited& what, const model::Facts& before, const model::Facts& after);

}  // namespace postroom::desk
