// See audit.hpp.
#include "store/audit.hpp"

#include <boost/json.hpp>
#include <limits>

#include "core/text.hpp"

namespace postroom::store {
namespace {

std::string text_of(const std::vector<model::FactChange>& changes) {
    boost::json::array list;
    for (const auto& change : changes) {
        list.push_back({{"field", change.field}, {"from", change.from}, {"to", change.to}});
    }
    return boost::json::serialize(list);
}

std::vector<model::FactChange> changes_of(std::string_view text) {
    std::vector<model::FactChange> changes;
    boost::system::error_code error;
    const auto list = boost::json::parse(boost::json::string_view(text.data(), text.size()), error);
    if (error || !list.is_array()) {
        return changes;
    }
    for (const auto& one : list.get_array()) {
        const auto word = [&](std::string_view name) {
            return std::string(
                one.at(boost::json::string_view(name.data(), name.size())).as_string());
        };
        changes.push_back({word("field"), word("from"), word("to")});
    }
    return changes;
}

model::AuditEntry read_entry(const db::Row& row) {
    return {.id = row.get<std::int64_t>(0),
            .at = row.get<TimePoint>(1),
            .actor = {model::stored_name<model::PersonKind>(row.get<std::string>(2)),
                      row.get<std::int64_t>(3)},
            .actor_name = row.get<std::string>(4),
            .subject = model::stored_name<model::AuditSubject>(row.get<std::string>(5)),
            .subject_id = row.get<std::int64_t>(6),
            .subject_name = row.get<std::string>(7),
            .action = model::stored_name<model::AuditAction>(row.get<std::string>(8)),
            .changes = changes_of(row.get<std::string>(9))};
}

}  // namespace

void insert_audit(db::Session& session, const model::AuditEntry& entry) {
    session.execute(
        R"(insert into audit (at, actor_kind, actor_id, subject, subject_id, subject_name, action, change)
           values ($1, $2, $3, $4, $5, $6, $7, $8))",
        entry.at, model::name_of(entry.actor.kind), entry.actor.id, model::name_of(entry.subject),
        entry.subject_id, entry.subject_name, model::name_of(entry.action), text_of(entry.changes));
}

std::vector<model::AuditEntry> list_audit(db::Session& session, const AuditFilter& filter,
                                          std::int64_t before, int limit) {
    return session.list(
        R"(select a.audit_id, a.at, a.actor_kind, a.actor_id, coalesce(u.name, ''), a.subject,
                  a.subject_id, a.subject_name, a.action, a.change
           from audit a
           left join app_user u on a.actor_kind = 'user' and u.user_id = a.actor_id
           where a.audit_id < $1
             and ($2 = '' or a.subject = $2)
             and ($3 = 0 or a.subject_id = $3)
             and ($4 = 0 or (a.actor_kind = 'user' and a.actor_id = $4))
             and ($5 = '' or lower(a.subject_name) like '%' || $5 || '%'
                  or lower(coalesce(u.name, '')) like '%' || $5 || '%')
           order by a.audit_id desc limit $6)",
        read_entry, before > 0 ? before : std::numeric_limits<std::int64_t>::max(),
        filter.subject ? std::string(model::name_of(*filter.subject)) : std::string(),
        filter.subject_id, filter.actor.value, to_lower(filter.words), limit);
}

}  // namespace postroom::store
