// See audit.hpp.
#include "view/audit.hpp"

#include <boost/json.hpp>

#include "view/people.hpp"

namespace postroom::view {

Object audit_json(const model::AuditEntry& entry) {
    Array changes;
    for (const auto& change : entry.changes) {
        changes.push_back(
            Object{{"field", change.field}, {"from", change.from}, {"to", change.to}});
    }
    return Object{{"id", entry.id},
                  {"at", time_json(entry.at)},
                  {"actor", person_json(entry.actor.kind, entry.actor.id, entry.actor_name)},
                  {"subject", model::name_of(entry.subject)},
                  {"subject_id", entry.subject_id},
                  {"subject_name", entry.subject_name},
                  {"action", model::name_of(entry.action)},
                  {"changes", std::move(changes)}};
}

}  // namespace postroom::view
