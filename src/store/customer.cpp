// Customers; see people.hpp.
#include "core/check.hpp"
#include "core/text.hpp"
#include "store/people.hpp"

namespace postroom::store {
namespace {

#define CUSTOMER_COLUMNS                                                        \
    "customer_id, email, name, organization_id, active, language, created_at, " \
    "complained_at"

model::Customer read_customer(const db::Row& row) {
    return {
        .id = row.get<CustomerId>(0),
        .email = row.get<std::string>(1),
        .name = row.get<std::string>(2),
        .organization_id = row.get<OrganizationId>(3),
        .active = row.get<bool>(4),
        .language = row.get<std::string>(5),
        .created_at = row.get<TimePoint>(6),
        .complained_at = row.get<std::optional<TimePoint>>(7),
    };
}

}  // namespace

CustomerId ensure_customer(db::Session& session, std::string_view email, std::string_view name,
                           TimePoint now) {
    const std::string address = to_lower(email);
    const auto id_of = [](const db::Row& row) { return row.get<CustomerId>(0); };
    if (const auto known =
            session.one("select customer_id from customer where email = $1", id_of, address)) {
        return *known;
    }
    const auto inserted = session.one(
        R"(insert into customer (email, name, created_at, organization_id) values ($1, $2, $3,
               (select organization_id from organization where domain = $4 and domain <> ''))
           on conflict (email) do update set email = excluded.email returning customer_id)",
        id_of, address, name, now, address.substr(address.rfind('@') + 1));
    CHECK(inserted.has_value());
    return *inserted;
}

std::optional<model::Customer> find_customer(db::Session& session, CustomerId id) {
    return session.one("select " CUSTOMER_COLUMNS " from customer where customer_id = $1",
                       read_customer, id);
}

std::optional<model::Customer> find_customer_by_email(db::Session& session,
                                                      std::string_view email) {
    return session.one("select " CUSTOMER_COLUMNS " from customer where email = $1", read_customer,
                       to_lower(email));
}

std::vector<model::Customer> list_customers(db::Session& session, std::string_view query,
                                            CustomerId before, int limit) {
    return session.list("select " CUSTOMER_COLUMNS
                        R"( from customer
           where ($1 = 0 or customer_id < $1) and email not like '%@visitor.invalid'
             and ($2 = '' or email like '%' || $2 || '%' or lower(name) like '%' || $2 || '%')
           order by customer_id desc limit $3)",
                        read_customer, before.value, to_lower(query), limit);
}

void update_customer(db::Session& session, const model::Customer& customer) {
    session.execute(
        R"(update customer set name = $2, organization_id = $3, active = $4, language = $5
           where customer_id = $1)",
        customer.id, customer.name, customer.organization_id, customer.active, customer.language);
}

}  // namespace postroom::store
