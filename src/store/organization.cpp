// See organization.hpp.
#include "store/organization.hpp"

namespace postroom::store {
namespace {

#define ORGANIZATION_ROWS                                                            \
    "select o.organization_id, o.name, o.domain, o.shares_requests,"                 \
    " (select count(*) from customer c where c.organization_id = o.organization_id)" \
    " from organization o"

OrganizationRow read_organization(const db::Row& row) {
    return {.organization = {.id = row.get<OrganizationId>(0),
                             .name = row.get<std::string>(1),
                             .domain = row.get<std::string>(2),
                             .shares_requests = row.get<bool>(3)},
            .members = row.get<std::int64_t>(4)};
}

}  // namespace

std::optional<OrganizationId> insert_organization(db::Session& session,
                                                  const model::Organization& organization) {
    return session.one(
        R"(insert into organization (name, domain, shares_requests) values ($1, $2, $3)
           on conflict do nothing returning organization_id)",
        [](const db::Row& row) { return row.get<OrganizationId>(0); }, organization.name,
        organization.domain, organization.shares_requests);
}

bool update_organization(db::Session& session, const model::Organization& organization) {
    return session.execute(
               R"(update organization set name = $2, domain = $3, shares_requests = $4
           where organization_id = $1
             and not exists (select 1 from organization other
                 where other.name = $2 and other.organization_id <> $1)
             and not exists (select 1 from organization other
                 where other.domain = $3 and other.domain <> '' and other.organization_id <> $1))",
               organization.id, organization.name, organization.domain,
               organization.shares_requests) == 1;
}

std::optional<OrganizationRow> find_organization(db::Session& session, OrganizationId id) {
    return session.one(ORGANIZATION_ROWS " where o.organization_id = $1", read_organization, id);
}

std::optional<OrganizationRow> find_organization_by_name(db::Session& session,
                                                         std::string_view name) {
    return session.one(ORGANIZATION_ROWS " where o.name = $1", read_organization, name);
}

std::vector<OrganizationRow> list_organizations(db::Session& session, OrganizationId before,
                                                int limit) {
    return session.list(ORGANIZATION_ROWS
                        " where o.organization_id < $1 order by o.organization_id desc limit $2",
                        read_organization, before ? before.value : INT64_MAX, limit);
}

void add_customers_of_domain(db::Session& session, OrganizationId id, std::string_view domain) {
    session.execute(
        R"(update customer set organization_id = $1
           where organization_id is null and email like '%@' || $2)",
        id, domain);
}

}  // namespace postroom::store
