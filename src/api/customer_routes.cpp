// Customers, and whether mail reaches them. See api/openapi.yaml, tag directory; features
// F086-F089; BNC-4.
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "core/limits.hpp"
#include "core/text.hpp"
#include "desk/people_commands.hpp"
#include "desk/portal_account.hpp"
#include "desk/workspace.hpp"
#include "store/channel.hpp"
#include "store/organization.hpp"
#include "store/people.hpp"
#include "view/people.hpp"

namespace postroom::api {
namespace {

constexpr TextRule kNameRule{.characters_min = 1, .characters_max = 200};

view::Object shown(db::Session& session, Call& call, const model::Customer& customer) {
    const auto organization = customer.organization_id
                                  ? store::find_organization(session, customer.organization_id)
                                  : std::nullopt;
    const auto now = call.context.now();
    return view::customer_json(
        customer, organization ? organization->organization.name : "",
        {.suppression = store::find_suppression(session, customer.email, now),
         .soft_bounces =
             store::find_soft_bounces(session, customer.email, now - limits::kSoftBounceWindow)});
}

Outcome list_customers(Call& call) {
    const int limit = TRY(call.limit());
    const auto before = TRY(call.before());
    return call.database().read([&](db::Session& session) -> Outcome {
        const auto customers =
            store::list_customers(session, call.query.text("q"), CustomerId{before}, limit + 1);
        return Reply{
            .body = page_json(
                customers, limit,
                [&](const model::Customer& customer) { return shown(session, call, customer); },
                [](const model::Customer& customer) { return customer.id.value; })};
    });
}

Outcome create_customer(Call& call) {
    auto fields = TRY(call.fields());
    const auto email =
        to_lower(fields.required_text("email", {.characters_min = 3, .characters_max = 320}));
    const auto name = fields.text("name", kNameRule).value_or("");
    TRY_VOID(fields.check());
    return Reply{
        .status = 201,
        .body = TRY(call.database().write([&](db::Session& session) -> Result<view::Object> {
            if (!desk::is_plausible_address(email)) {
                return fail(ErrorKind::invalid, "invalid_address",
                            "The address must look like ana@example.org.");
            }
            if (store::find_customer_by_email(session, email)) {
                return fail(ErrorKind::conflict, "customer_exists",
                            "There is already a customer with this address.");
            }
            return shown(session, call,
                         desk::create_customer(session, call.env(), {.email = email, .name = name},
                                               call.actor()));
        }))};
}

std::unexpected<Error> no_customer() {
    return fail(ErrorKind::not_found, "customer_not_found", "There is no such customer.");
}

Outcome get_customer(Call& call) {
    return call.database().read([&](db::Session& session) -> Outcome {
        const auto customer = store::find_customer(session, CustomerId{call.id()});
        return customer ? Outcome(Reply{.body = shown(session, call, *customer)}) : no_customer();
    });
}

Result<void> check_organization(db::Session& session, OrganizationId id) {
    if (id && !store::find_organization(session, id)) {
        return fail(ErrorKind::invalid, "organization_not_found", "There is no such organization.");
    }
    return {};
}

Outcome update_customer(Call& call) {
    auto fields = TRY(call.fields());
    const auto name = fields.text("name", kNameRule);
    const auto active = fields.flag("active");
    const auto organization = fields.id_or_null("organization_id");
    TRY_VOID(fields.check());
    // Whoever is moved may see what others of the organization asked for. (SEC-11)
    if (organization && !call.is_administrator()) {
        return fail(ErrorKind::denied, "administrators_only", "Only an administrator may do this.");
    }
    return Reply{.body =
                     TRY(call.database().write([&](db::Session& session) -> Result<view::Object> {
                         auto found = store::find_customer(session, CustomerId{call.id()});
                         if (!found) {
                             return no_customer();
                         }
                         found->name = name.value_or(found->name);
                         found->active = active.value_or(found->active);
                         if (organization) {
                             found->organization_id = OrganizationId{*organization};
                             TRY_VOID(check_organization(session, found->organization_id));
                         }
                         desk::change_customer(session, call.env(), *found, call.actor());
                         return shown(session, call, *found);
                     }))};
}

/// Lifting what was lifted already changes nothing.
Outcome lift_suppression(Call& call) {
    return Reply{.body =
                     TRY(call.database().write([&](db::Session& session) -> Result<view::Object> {
                         const auto customer = store::find_customer(session, CustomerId{call.id()});
                         if (!customer) {
                             return no_customer();
                         }
                         desk::lift_suppression(session, call.env(), *customer, call.actor());
                         return shown(session, call, *customer);
                     }))};
}

/// The mail is made in any case; whether it leaves now is said.
Outcome invite_to_portal(Call& call) {
    const auto made =
        TRY(call.database().write([&](db::Session& session) -> Result<desk::AutomaticOutcome> {
            const auto customer = store::find_customer(session, CustomerId{call.id()});
            if (!customer) {
                return no_customer();
            }
            return desk::invite_to_portal(session, call.env(), *customer);
        }));
    call.context.wake();
    return Reply{
        .status = 201,
        .body = view::Object{
            {"mail_id", made.mail_id.value}, {"will_leave", made.will_leave}, {"rule", made.rule}}};
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/customers", Access::user, list_customers},
    {io::Method::post, "/api/v1/customers", Access::user, create_customer},
    {io::Method::get, "/api/v1/customers/{id}", Access::user, get_customer},
    {io::Method::patch, "/api/v1/customers/{id}", Access::user, update_customer},
    {io::Method::post, "/api/v1/customers/{id}/portal_invitation", Access::user, invite_to_portal},
    {io::Method::delete_, "/api/v1/customers/{id}/suppression", Access::user, lift_suppression},
};

}  // namespace

std::span<const Route> customer_routes() { return kRoutes; }

}  // namespace postroom::api
