// Outbound connectors and their test. See api/openapi.yaml, tag administration; features F119-F122,
// F175, F180. Rule: mail-correctness.md SEC-20 (secrets are write-only), OUT-21 (no plain text to
// foreign hosts).
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "desk/own_addresses.hpp"
#include "desk/seal.hpp"
#include "desk/workspace.hpp"
#include "io/host_address.hpp"
#include "store/channel.hpp"
#include "store/delivery_report.hpp"
#include "store/event.hpp"
#include "view/mail.hpp"
#include "view/wording.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

constexpr int kConnectorsMax = 1000;

Object shown(db::Session& session, const model::Connector& connector) {
    return view::connector_json(connector,
                                store::find_connector_secret(session, connector.id).has_value());
}

Outcome list_connectors(Call& call) {
    return call.database().read([](db::Session& session) -> Outcome {
        Array items;
        for (const auto& connector : store::list_connectors(session, kConnectorsMax)) {
            items.emplace_back(shown(session, connector));
        }
        return Reply{.body = view::list_json(std::move(items))};
    });
}

/// Reads what is named into `connector`; the password comes back by itself.
std::optional<std::string> read_connector(Fields& fields, model::Connector& connector) {
    auto& c = connector;
    c.name = fields.text("name", {.characters_min = 1, .characters_max = 200}).value_or(c.name);
    c.host = fields.text("host", {.characters_min = 1, .characters_max = 255}).value_or(c.host);
    c.port = static_cast<int>(fields.number("port", 1, 65535).value_or(c.port));
    c.tls = fields.word<model::TlsPolicy>("tls").value_or(c.tls);
    c.username = fields.text("username", {.characters_max = 320}).value_or(c.username);
    c.from_address = fields.text("from_address", {.characters_min = 3, .characters_max = 320})
                         .value_or(c.from_address);
    c.from_name = fields.text("from_name", {.characters_max = 200}).value_or(c.from_name);
    if (!c.from_address.empty() && !desk::is_plausible_address(c.from_address)) {
        fields.note("from_address", "must look like support@example.org");
    }
    if (c.tls == model::TlsPolicy::off && !io::is_private_host(c.host)) {
        fields.note("tls", "cannot be off for a host outside this machine and private networks");
    }
    return fields.text("password", {.characters_max = 1024, .one_line = false});
}

void save_secret(db::Session& session, Call& call, ConnectorId id,
                 const std::optional<std::string>& password) {
    if (password && !password->empty()) {
        store::update_connector_secret(session, id, desk::seal(call.env(), *password, id));
    }
}

void append_connector_event(db::Session& session, Call& call, ConnectorId id,
                            std::string_view what) {
    store::append_event(session, {.kind = model::EventKind::setting_changed,
                                  .at = call.context.now(),
                                  .actor = call.actor(),
                                  .subject_id = id.value,
                                  .payload = boost::json::serialize(Object{{"connector", what}})});
}

/// After the commit: what was saved works from now on.
Reply changed(Call& call, int status, Object body) {
    if (call.context.ports.connectors_changed) {
        call.context.ports.connectors_changed();
    }
    return {.status = status, .body = std::move(body)};
}

Outcome create_connector(Call& call) {
    auto fields = TRY(call.fields());
    model::Connector connector{.kind = model::ConnectorKind::smtp};
    for (const auto* needed : {"name", "host", "port", "tls", "from_address"}) {
        if (!fields.has(needed)) {
            fields.note(needed, "is missing");
        }
    }
    const auto password = read_connector(fields, connector);
    TRY_VOID(fields.check());
    return changed(
        call, 201, TRY(call.database().write([&](db::Session& session) -> Result<Object> {
            const auto id = store::insert_connector(session, connector, call.context.now());
            if (!id) {
                return fail(ErrorKind::conflict, "connector_exists",
                            "There is already a connector with this name.");
            }
            connector.id = *id;
            save_secret(session, call, *id, password);
            desk::protect_own_addresses(session, call.env());
            append_connector_event(session, call, *id, "created");
            return shown(session, connector);
        })));
}

std::unexpected<Error> no_connector() {
    return fail(ErrorKind::not_found, "connector_not_found", "There is no such connector.");
}

Outcome update_connector(Call& call) {
    const ConnectorId id{call.id()};
    const auto found = call.database().read(
        [&](db::Session& session) { return store::find_connector(session, id); });
    if (!found) {
        return no_connector();
    }
    auto fields = TRY(call.fields());
    auto connector = *found;
    const auto password = read_connector(fields, connector);
    connector.enabled = fields.flag("enabled").value_or(connector.enabled);
    TRY_VOID(fields.check());
    return changed(call, 200,
                   TRY(call.database().write([&](db::Session& session) -> Result<Object> {
                       for (const auto& other : store::list_connectors(session, kConnectorsMax)) {
                           if (other.id != id && other.name == connector.name) {
                               return fail(ErrorKind::conflict, "connector_exists",
                                           "There is already a connector with this name.");
                           }
                       }
                       store::update_connector(session, connector);
                       // Whoever changed it has looked at it: what was wrong with it is found out
                       // anew.
                       store::release_connector(session, id);
                       store::clear_connector_refusals(session, id);
                       desk::protect_own_addresses(session, call.env());
                       save_secret(session, call, id, password);
                       append_connector_event(session, call, id, "changed");
                       return shown(session, *store::find_connector(session, id));
                   })));
}

Object test_json(const ConnectorTest& test) {
    Array steps;
    for (const auto& step : test.steps) {
        steps.emplace_back(Object{{"step", step.name},
                                  {"ok", step.ok},
                                  {"text", step.said.text()},
                                  {"wording", view::wording_json("advice", step.said)}});
    }
    return Object{{"ok", test.ok},
                  {"code", test.code},
                  {"diagnosis", test.diagnosis.text()},
                  {"diagnosis_wording", view::wording_json("advice", test.diagnosis)},
                  {"steps", std::move(steps)}};
}

Outcome test_connector(Call& call) {
    const ConnectorId id{call.id()};
    auto connector = call.database().read([&](db::Session& session) {
        auto found = store::find_connector(session, id);
        if (found) {
            const auto sealed = store::find_connector_secret(session, id);
            found->secret = sealed ? desk::unseal(call.env(), *sealed, id).value_or("") : "";
        }
        return found;
    });
    if (!connector) {
        return no_connector();
    }
    if (!call.context.ports.test_connector) {
        return fail(ErrorKind::transient, "test_unavailable",
                    "Connectors cannot be tested while nothing is sent.");
    }
    const auto test = call.context.ports.test_connector(*connector);
    if (test.ok && connector->needs_attention) {
        call.database().write([&](db::Session& session) {
            store::release_connector(session, id);
            append_connector_event(session, call, id, "works_again");
        });
        return changed(call, 200, test_json(test));
    }
    return Reply{.body = test_json(test)};
}

/// Somebody has looked at what was refused; whatever comes next counts afresh. (BNC-4)
Outcome clear_refusals(Call& call) {
    const ConnectorId id{call.id()};
    return Reply{.body = TRY(call.database().write([&](db::Session& session) -> Result<Object> {
                     if (!store::find_connector(session, id)) {
                         return no_connector();
                     }
                     store::clear_connector_refusals(session, id);
                     append_connector_event(session, call, id, "refusals_seen");
                     return shown(session, *store::find_connector(session, id));
                 }))};
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/connectors", Access::administrator, list_connectors},
    {io::Method::post, "/api/v1/connectors", Access::administrator, create_connector},
    {io::Method::patch, "/api/v1/connectors/{id}", Access::administrator, update_connector},
    {io::Method::post, "/api/v1/connectors/{id}/test", Access::administrator, test_connector,
     Pace::slow},
    {io::Method::delete_, "/api/v1/connectors/{id}/refusals", Access::administrator,
     clear_refusals},
};

}  // namespace

std::span<const Route> connector_routes() { return kRoutes; }

}  // namespace postroom::api
