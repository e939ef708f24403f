// Users, customers and whoever else has a name, as JSON.
// Invariant: no secret, no hash. Rule: api/openapi.yaml User, Customer, Person,
// NotificationPreferences.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/session.hpp"
#include "model/work.hpp"
#include "store/channel.hpp"
#include "store/delivery_report.hpp"
#include "store/people.hpp"
#include "view/json.hpp"

namespace postroom::view {

/// Names and addresses by person; each is read once. One transaction long.
class Names {
   public:
    explicit Names(db::Session& session) : session_(session) {}
    struct Name {
        std::string name;
        std::string email;
    };
    const Name& of(model::Person person);
    /// {"kind", "id", "name", "email"}
    Object json(model::Person person);

   private:
    Name load(model::Person person);

    db::Session& session_;
    std::map<model::Person, Name> known_;
};

Object person_json(model::PersonKind kind, std::int64_t id, std::string_view name,
                   std::string_view email = {});

/// `memberships` of everybody, from store::list_team_members.
Object user_json(const model::User& user, const std::vector<store::TeamMember>& memberships,
                 bool present);
/// Whether mail reaches a customer. (BNC-4)
struct MailStanding {
    std::optional<store::Suppression> suppression;
    store::SoftBounces soft_bounces;  ///< of the last 14 days
};
Object customer_json(const model::Customer& customer, std::string_view organization_name,
                     const MailStanding& standing);
Object preferences_json(const model::NotificationPreferences& preferences);

}  // namespace postroom::view
