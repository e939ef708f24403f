// Outbound connectors and their test. See api/openapi.yaml, tag administration; features F119-F122,
// F175, F180. Rule: mail-correctness.md SEC-20 (secrets are write-only), OUT-21 (no plain text to
// foreign hosts).
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "core/limits.hpp"
#include "desk/audit.hpp"
#include "desk/audit_facts.hpp"
#include "desk/connector_preset.hpp"
#include "desk/own_addresses.hpp"
#include "desk/seal.hpp"
#include "desk/workspace.hpp"
#include "io/host_address.hpp"
#include "store/channel.hpp"
#include "store/delivery_report.hpp"
#include "store/event.hpp"
#include "store/retry_template.hpp"
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
    c.signature =
        fields.text("signature", {.characters_max = 2000, .one_line = false}).value_or(c.signature);
    c.when_uncertain =
        fields.word<model::WhenUncertain>("when_uncertain").value_or(c.when_uncertain);
    c.connections_max =
        static_cast<int>(fields.number("connections_max", 1, limits::kConnectorConnectionsMax)
                             .value_or(c.connections_max));
    c.mails_per_minute =
        static_cast<int>(fields.number("mails_per_minute", 0, limits::kMailsPerMinuteMax)
                             .value_or(c.mails_per_minute));
    if (const auto retries = fields.id_or_null("retry_template_id")) {
        c.retry_template_id = RetryTemplateId{*retries};
    }
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

desk::SecretChange secret_change(db::Session& session, ConnectorId id,
                                 const std::optional<std::string>& password) {
    const auto stored = store::find_connector_secret(session, id);
    return {.was_set = stored && !stored->empty(), .is_written = password && !password->empty()};
}

void record(db::Session& session, Call& call, const model::Facts& before, ConnectorId id,
            const desk::SecretChange& secret) {
    const auto after = *store::find_connector(session, id);
    desk::record_change(session, call.env(), call.actor(),
                        {model::AuditSubject::connector, id.value, after.name}, before,
                        desk::with_password_after(desk::facts_of(session, after), secret));
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

/// The kind that is asked for, filled with what is known of it; what nobody else can know must be
/// named. (F120)
model::Connector begin_connector(Fields& fields) {
    const auto kind =
        fields.word<model::ConnectorKind>("kind").value_or(model::ConnectorKind::smtp);
    if (kind == model::ConnectorKind::capture) {
        fields.note("kind", "is none of builtin, smtp, microsoft365, gmail");
    }
    model::Connector connector = desk::connector_preset(kind);
    const bool is_known = !connector.host.empty();
    for (const auto* needed : {"name", "from_address"}) {
        if (!fields.has(needed)) {
            fields.note(needed, "is missing");
        }
    }
    for (const auto* needed : {"host", "port", "tls"}) {
        if (!is_known && !fields.has(needed)) {
            fields.note(needed, "is missing");
        }
    }
    return connector;
}

Result<void> check_retry_template(db::Session& session, RetryTemplateId id) {
    if (id && !store::find_retry_template(session, id)) {
        return fail(ErrorKind::invalid, "unknown_retry_template",
                    "There is no such retry template.");
    }
    return {};
}

Outcome create_connector(Call& call) {
    auto fields = TRY(call.fields());
    model::Connector connector = begin_connector(fields);
    const bool names_retries = fields.has("retry_template_id");
    const auto password = read_connector(fields, connector);
    const bool signs_in_as_sender = connector.kind == model::ConnectorKind::gmail ||
                                    connector.kind == model::ConnectorKind::microsoft365;
    if (signs_in_as_sender && connector.username.empty()) {
        connector.username = connector.from_address;
    }
    TRY_VOID(fields.check());
    return changed(
        call, 201, TRY(call.database().write([&](db::Session& session) -> Result<Object> {
            if (const auto retries = store::find_default_retry_template(session);
                retries && !names_retries) {
                connector.retry_template_id = retries->id;
            }
            TRY_VOID(check_retry_template(session, connector.retry_template_id));
            const auto id = store::insert_connector(session, connector, call.context.now());
            if (!id) {
                return fail(ErrorKind::conflict, "connector_exists",
                            "There is already a connector with this name.");
            }
            connector.id = *id;
            save_secret(session, call, *id, password);
            desk::protect_own_addresses(session, call.env());
            append_connector_event(session, call, *id, "created");
            record(session, call, {}, *id, {.is_written = password && !password->empty()});
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
    const bool becomes_default = fields.flag("is_default").value_or(false);
    TRY_VOID(fields.check());
    return changed(
        call, 200, TRY(call.database().write([&](db::Session& session) -> Result<Object> {
            for (const auto& other : store::list_connectors(session, kConnectorsMax)) {
                if (other.id != id && other.name == connector.name) {
                    return fail(ErrorKind::conflict, "connector_exists",
                                "There is already a connector with this name.");
                }
            }
            TRY_VOID(check_retry_template(session, connector.retry_template_id));
            const auto secret = secret_change(session, id, password);
            const auto before = desk::with_password_before(desk::facts_of(session, *found), secret);
            store::update_connector(session, connector);
            if (becomes_default) {
                store::make_default_connector(session, id);
            }
            // Whoever changed it has looked at it: what was wrong with it is found out
            // anew.
            store::release_connector(session, id);
            store::clear_connector_refusals(session, id);
            desk::protect_own_addresses(session, call.env());
            save_secret(session, call, id, password);
            append_connector_event(session, call, id, "changed");
            record(session, call, before, id, secret);
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
