// See organization_commands.hpp.
#include "desk/organization_commands.hpp"

#include <algorithm>
#include <array>

#include "desk/audit.hpp"
#include "desk/audit_facts.hpp"
#include "desk/workspace.hpp"
#include "store/event.hpp"
#include "store/organization.hpp"

namespace postroom::desk {
namespace {

/// Providers at which strangers have their addresses: nobody belongs together because of them.
constexpr std::array<std::string_view, 24> kSharedDomains{
    "aol.com",   "bk.ru",       "free.fr",    "gmail.com",   "gmx.com",     "gmx.de",
    "gmx.net",   "hotmail.com", "icloud.com", "inbox.ru",    "laposte.net", "libero.it",
    "list.ru",   "live.com",    "mail.ru",    "me.com",      "orange.fr",   "outlook.com",
    "proton.me", "rambler.ru",  "tiscali.it", "virgilio.it", "yahoo.com",   "yandex.ru"};

Result<void> check_domain(std::string_view domain) {
    if (domain.empty()) {
        return {};
    }
    if (domain.find('.') == std::string_view::npos ||
        !is_plausible_address(std::string("a@") + std::string(domain))) {
        return fail(ErrorKind::invalid, "not_a_domain",
                    "The mail domain must look like acme.example.");
    }
    if (std::ranges::find(kSharedDomains, domain) != kSharedDomains.end()) {
        return fail(ErrorKind::invalid, "shared_mail_domain",
                    "Everybody can have an address there: it is no organization's own domain.");
    }
    return {};
}

std::unexpected<Error> exists_already() {
    return fail(ErrorKind::conflict, "organization_exists",
                "There is already an organization with this name or this mail domain.");
}

void append_changed(db::Session& session, const Environment& env, OrganizationId id,
                    model::Person actor) {
    store::append_event(session, {.kind = model::EventKind::setting_changed,
                                  .at = env.now(),
                                  .actor = actor,
                                  .subject_id = id.value,
                                  .payload = R"({"organization":"changed"})"});
}

void add_members(db::Session& session, OrganizationId id, std::string_view domain) {
    if (!domain.empty()) {
        store::add_customers_of_domain(session, id, domain);
    }
}

}  // namespace

Result<OrganizationId> create_organization(db::Session& session, const Environment& env,
                                           const model::Organization& organization,
                                           model::Person actor) {
    TRY_VOID(check_domain(organization.domain));
    const auto id = store::insert_organization(session, organization);
    if (!id) {
        return exists_already();
    }
    add_members(session, *id, organization.domain);
    append_changed(session, env, *id, actor);
    record_change(session, env, actor,
                  {model::AuditSubject::organization, id->value, organization.name}, {},
                  facts_of(organization));
    return *id;
}

Result<void> change_organization(db::Session& session, const Environment& env,
                                 const model::Organization& after, model::Person actor) {
    TRY_VOID(check_domain(after.domain));
    const auto before = store::find_organization(session, after.id);
    if (!before) {
        return fail(ErrorKind::not_found, "organization_not_found",
                    "There is no such organization.");
    }
    if (!store::update_organization(session, after)) {
        return exists_already();
    }
    if (before->organization.domain != after.domain) {
        add_members(session, after.id, after.domain);
    }
    append_changed(session, env, after.id, actor);
    record_change(session, env, actor,
                  {model::AuditSubject::organization, after.id.value, after.name},
                  facts_of(before->organization), facts_of(after));
    return {};
}

}  // namespace postroom::desk
