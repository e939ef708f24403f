// See people.hpp.
#include "view/people.hpp"

#include <boost/json.hpp>

namespace postroom::view {

using model::name_of;
using model::PersonKind;

namespace {

Value suppression_json(const std::optional<store::Suppression>& suppression) {
    if (!suppression) {
        return nullptr;
    }
    constexpr std::string_view kBounced = "bounced: ";
    const std::string_view reason = suppression->reason;
    const bool is_bounce = reason.starts_with(kBounced);
    return Object{{"kind", is_bounce ? "bounce" : "complaint"},
                  {"reason", text_or_null(is_bounce ? reason.substr(kBounced.size()) : "")},
                  {"mail_id", id_json(suppression->mail_id)},
                  {"since", time_json(suppression->since)},
                  {"until", time_json(suppression->until)}};
}

Value soft_bounces_json(const store::SoftBounces& bounces) {
    return bounces.mails > 0 ? Value(Object{{"count", bounces.mails},
                                            {"last_at", time_json(bounces.last_at)},
                                            {"reason", text_or_null(bounces.last_words)},
                                            {"mail_id", id_json(bounces.last_mail_id)}})
                             : Value(nullptr);
}

}  // namespace

Names::Name Names::load(model::Person person) {
    switch (person.kind) {
        case PersonKind::user:
            if (const auto user = store::find_user(session_, UserId{person.id})) {
                return {user->name, user->email};
            }
            break;
        case PersonKind::customer:
            if (const auto customer = store::find_customer(session_, CustomerId{person.id})) {
                const bool has_address = model::is_mailable(*customer);
                return {customer->name.empty() && has_address ? customer->email
                                                              : model::display_name_of(*customer),
                        has_address ? customer->email : ""};
            }
            break;
        case PersonKind::bot:
            return {"Postroom", ""};
    }
    return {"?", ""};
}

const Names::Name& Names::of(model::Person person) {
    const auto found = known_.find(person);
    return found != known_.end() ? found->second
                                 : known_.emplace(person, load(person)).first->second;
}

Object Names::json(model::Person person) {
    const auto& name = of(person);
    return person_json(person.kind, person.id, name.name, name.email);
}

Object person_json(PersonKind kind, std::int64_t id, std::string_view name,
                   std::string_view email) {
    Object person{{"kind", name_of(kind)}, {"id", id}, {"name", name}};
    if (!email.empty()) {
        person["email"] = email;
    }
    return person;
}

Object user_json(const model::User& user, const std::vector<store::TeamMember>& memberships,
                 bool present) {
    Array teams;
    for (const auto& membership : memberships) {
        if (membership.user == user.id) {
            teams.emplace_back(membership.team.value);
        }
    }
    return Object{{"id", user.id.value},
                  {"name", user.name},
                  {"email", user.email},
                  {"role", name_of(user.role)},
                  {"active", user.active},
                  {"language", user.language},
                  {"team_ids", std::move(teams)},
                  {"present", present},
                  {"created_at", time_json(user.created_at)}};
}

Object customer_json(const model::Customer& customer, std::string_view organization_name,
                     const MailStanding& standing) {
    return Object{{"id", customer.id.value},
                  {"name", customer.name},
                  {"email", customer.email},
                  {"active", customer.active},
                  {"suppression", suppression_json(standing.suppression)},
                  {"soft_bounces", soft_bounces_json(standing.soft_bounces)},
                  {"complained_at", time_json(customer.complained_at)},
                  {"organization", named_json(customer.organization_id, organization_name)},
                  {"created_at", time_json(customer.created_at)}};
}

Object preferences_json(const model::NotificationPreferences& preferences) {
    return Object{{"conversations", name_of(preferences.conversations)},
                  {"show_from_customers", preferences.show_from_customers},
                  {"from_customers", name_of(preferences.from_customers)},
                  {"replies_to_customers", name_of(preferences.replies_to_customers)},
                  {"internal_messages", name_of(preferences.internal_messages)},
                  {"include_automation", preferences.include_automation},
                  {"email", name_of(preferences.email)},
                  {"assignment_emails", preferences.assignment_emails},
                  {"project_member_emails", preferences.project_member_emails},
                  {"accept_invitations", preferences.accept_invitations}};
}

}  // namespace postroom::view
