// See audit.hpp.
#include "desk/audit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store/audit.hpp"

namespace postroom::desk {
namespace {

using model::Facts;

std::string yes_no(bool value) { return value ? "yes" : "no"; }

template <class Id>
std::string number(Id id) {
    return id ? fmt::to_string(id.value) : std::string();
}

const std::string* find_fact(const Facts& facts, std::string_view name) {
    const auto found = std::ranges::find(facts, name, &Facts::value_type::first);
    return found == facts.end() ? nullptr : &found->second;
}

}  // namespace

Facts facts_of(const model::User& user) {
    const auto& told = user.preferences;
    return {{"name", user.name},
            {"email", user.email},
            {"role", std::string(model::name_of(user.role))},
            {"active", yes_no(user.active)},
            {"language", user.language},
            {"signature", user.signature},
            {"conversations", std::string(model::name_of(told.conversations))},
            {"show_from_customers", yes_no(told.show_from_customers)},
            {"from_customers", std::string(model::name_of(told.from_customers))},
            {"replies_to_customers", std::string(model::name_of(told.replies_to_customers))},
            {"internal_messages", std::string(model::name_of(told.internal_messages))},
            {"include_automation", yes_no(told.include_automation)},
            {"notification_email", std::string(model::name_of(told.email))},
            {"assignment_emails", yes_no(told.assignment_emails)},
            {"project_member_emails", yes_no(told.project_member_emails)},
            {"accept_invitations", yes_no(told.accept_invitations)}};
}

Facts facts_of(const model::Customer& customer) {
    return {{"name", customer.name},
            {"email", customer.email},
            {"active", yes_no(customer.active)},
            {"language", customer.language},
            {"organization", number(customer.organization_id)}};
}

Facts facts_of(const model::Organization& organization) {
    return {{"name", organization.name},
            {"domain", organization.domain},
            {"shares_requests", yes_no(organization.shares_requests)}};
}

Facts facts_of(const model::Channel& channel) {
    return {{"name", channel.name},
            {"color", channel.color},
            {"address", channel.address},
            {"item_type", std::string(model::name_of(channel.item_type))},
            {"project", number(channel.project_id)},
            {"team", number(channel.team_id)},
            {"reply_via", number(channel.connector_id)},
            {"active", yes_no(channel.active)},
            {"client_networks", channel.client_networks}};
}

Facts facts_of(const model::Connector& connector) {
    return {{"name", connector.name},
            {"kind", std::string(model::name_of(connector.kind))},
            {"from_address", connector.from_address},
            {"from_name", connector.from_name},
            {"host", connector.host},
            {"port", fmt::to_string(connector.port)},
            {"tls", std::string(model::name_of(connector.tls))},
            {"username", connector.username},
            {"enabled", yes_no(connector.enabled)},
            {"is_default", yes_no(connector.is_default)},
            {"connections_max", fmt::to_string(connector.connections_max)}};
}

std::vector<model::FactChange> compare(const Facts& before, const Facts& after) {
    std::vector<model::FactChange> changes;
    for (const auto& [name, to] : after) {
        const auto* from = find_fact(before, name);
        if ((from ? *from : std::string()) != to) {
            changes.push_back({name, from ? *from : std::string(), to});
        }
    }
    for (const auto& [name, from] : before) {
        if (!find_fact(after, name) && !from.empty()) {
            changes.push_back({name, from, {}});
        }
    }
    return changes;
}

void record_change(db::Session& session, const Environment& env, model::Person actor,
                   const Audited& what, const Facts& before, const Facts& after) {
    auto changes = compare(before, after);
    if (changes.empty()) {
        return;
    }
    const auto action = before.empty()  ? model::AuditAction::created
                        : after.empty() ? model::AuditAction::deleted
                                        : model::AuditAction::changed;
    store::insert_audit(session, {.at = env.now(),
                                  .actor = actor,
                                  .actor_name = {},
                                  .subject = what.kind,
                                  .subject_id = what.id,
                                  .subject_name = what.name,
                                  .action = action,
                                  .changes = std::move(changes)});
}

}  // namespace postroom::desk
