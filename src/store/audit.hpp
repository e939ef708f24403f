// The audit log: appended to, listed, never changed.
// Invariant: newest first, by the primary key, limited. Rule: SEC-21.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/session.hpp"
#include "model/audit.hpp"

namespace postroom::store {

void insert_audit(db::Session& session, const model::AuditEntry& entry);

struct AuditFilter {
    std::optional<model::AuditSubject> subject;
    std::int64_t subject_id = 0;  ///< 0 = all of that kind
    UserId actor;                 ///< none = everybody
    std::string words;            ///< part of the name of the thing or of the person
};
std::vector<model::AuditEntry> list_audit(db::Session& session, const AuditFilter& filter,
                                          std::int64_t before, int limit);

}  // namespace postroom::store
