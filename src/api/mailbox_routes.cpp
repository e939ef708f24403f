// Mailboxes that are fetched: advice, test in both directions, connect, change, disconnect. See
// api/openapi.yaml, tag administration; features F103, F106-F113. Invariant: a mailbox that does
// not work is not connected unless somebody insists (OAU-3); secrets go in and never come out
// (SEC-20).
#include <boost/json.hpp>

#include "api/mailbox_fields.hpp"
#include "api/routes.hpp"
#include "core/text.hpp"
#include "desk/mailbox_commands.hpp"
#include "desk/oauth.hpp"
#include "desk/seal.hpp"
#include "desk/workspace.hpp"
#include "store/channel.hpp"
#include "store/mailbox.hpp"
#include "store/oauth.hpp"
#include "store/people.hpp"
#include "view/mailbox.hpp"
#include "view/wording.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

std::unexpected<Error> no_mailbox() {
    return fail(ErrorKind::not_found, "mailbox_not_found", "There is no such mailbox.");
}

Object shown(db::Session& session, const Call& call, const model::Mailbox& mailbox) {
    const auto connector = store::find_connector(session, mailbox.connector_id);
    return view::mailbox_json(
        mailbox,
        {.channel = store::find_channel(session, mailbox.channel_id).value_or(model::Channel{}),
         .health = store::find_mailbox_health(session, mailbox.channel_id)
                       .value_or(model::MailboxHealth{}),
         .connector_name = connector ? connector->name : "",
         .has_password = store::find_mailbox_secret(session, mailbox.channel_id).has_value(),
         .grant =
             store::find_oauth_grant(session, mailbox.channel_id).transform([](const auto& sealed) {
                 return sealed.grant;
             }),
         .silent_since = desk::silent_since(session, mailbox.channel_id, call.context.now())});
}

Outcome list_mailboxes(Call& call) {
    return call.database().read([&](db::Session& session) -> Outcome {
        Array items;
        for (const auto& mailbox :
             store::list_mailboxes(session, static_cast<int>(limits::kMailboxesMax))) {
            items.emplace_back(shown(session, call, mailbox));
        }
        return Reply{.body = view::list_json(std::move(items))};
    });
}

Object server_json(const std::string& host, int port, model::TlsPolicy tls) {
    return Object{{"host", host}, {"port", port}, {"tls", name_of(tls)}};
}

/// What the address alone says: whose it is, and where its provider reads and takes mail. (F113)
Outcome advise_mailbox(Call& call) {
    const std::string address = to_lower(call.query.text("address"));
    if (!desk::is_plausible_address(address)) {
        return fail(ErrorKind::invalid, "invalid_address",
                    "The support address must look like support@example.org.");
    }
    const auto preset = desk::preset_of(address);
    return call.database().read([&](db::Session& session) -> Outcome {
        const auto user = store::find_user_by_email(session, address);
        const bool is_taken = store::find_channel_by_address(session, address).has_value();
        return Reply{.body = Object{{"provider", name_of(preset.provider)},
                                    {"imap", server_json(preset.imap_host, preset.imap_port,
                                                         model::TlsPolicy::implicit)},
                                    {"smtp", server_json(preset.smtp_host, preset.smtp_port,
                                                         model::TlsPolicy::starttls)},
                                    {"belongs_to", user ? view::named_json(user->id, user->name)
                                                        : view::Value(nullptr)},
                                    {"is_connected", is_taken}}};
    });
}

Object direction_json(const ConnectorTest& test, std::string_view group) {
    Array steps;
    for (const auto& step : test.steps) {
        steps.emplace_back(Object{{"step", step.name},
                                  {"ok", step.ok},
                                  {"text", step.said.text()},
                                  {"wording", view::wording_json(group, step.said)}});
    }
    return Object{{"ok", test.ok},
                  {"code", test.code},
                  {"diagnosis", test.diagnosis.text()},
                  {"diagnosis_wording", view::wording_json(group, test.diagnosis)},
                  {"steps", std::move(steps)}};
}

/// Both directions, as far as the mailbox has them.
struct BothTests {
    ConnectorTest receiving;
    std::optional<ConnectorTest> sending;

    bool ok() const { return receiving.ok && (!sending || sending->ok); }
    Object json() const {
        return Object{{"ok", ok()},
                      {"receiving", direction_json(receiving, "mailbox")},
                      {"sending", sending ? view::Value(direction_json(*sending, "advice"))
                                          : view::Value(nullptr)}};
    }
    const ConnectorTest& failed() const { return receiving.ok ? *sending : receiving; }
};

Result<BothTests> test_both(Call& call, const model::Mailbox& mailbox,
                            const std::optional<model::Connector>& connector) {
    const auto& ports = call.context.ports;
    if (!ports.test_mailbox || !ports.test_connector) {
        return fail(ErrorKind::transient, "test_unavailable",
                    "Mailboxes cannot be tested while nothing is sent.");
    }
    BothTests tests{.receiving = ports.test_mailbox(mailbox), .sending = {}};
    if (connector) {
        tests.sending = ports.test_connector(*connector);
    }
    return tests;
}

std::optional<model::Connector> sending_half(const desk::MailboxConnection& wanted) {
    return wanted.connector.host.empty() ? std::nullopt : std::optional(wanted.connector);
}

Outcome test_settings(Call& call) {
    auto fields = TRY(call.fields());
    const auto wanted = read_connection(fields);
    fields.flag("skip_test");  // of the same shape as the connection itself, and means nothing here
    TRY_VOID(fields.check());
    return Reply{.body = TRY(test_both(call, wanted.mailbox, sending_half(wanted))).json()};
}

/// After the commit: what was saved works from now on.
Reply changed(Call& call, int status, Object body) {
    for (const auto& tell :
         {call.context.ports.connectors_changed, call.context.ports.mailboxes_changed}) {
        if (tell) {
            tell();
        }
    }
    return {.status = status, .body = std::move(body)};
}

Outcome connect_mailbox(Call& call) {
    auto fields = TRY(call.fields());
    const auto wanted = read_connection(fields);
    const bool untested = fields.flag("skip_test").value_or(false);
    TRY_VOID(fields.check());
    if (!untested) {
        const auto tests = TRY(test_both(call, wanted.mailbox, sending_half(wanted)));
        if (!tests.ok()) {
            return fail(ErrorKind::conflict, "mailbox_test_failed",
                        tests.failed().diagnosis.text());
        }
    }
    return changed(
        call, 201, TRY(call.database().write([&](db::Session& session) -> Result<Object> {
            const auto id = TRY(desk::connect_mailbox(session, call.env(), call.actor(), wanted));
            return shown(session, call, *store::find_mailbox(session, id));
        })));
}

Outcome update_mailbox(Call& call) {
    const ChannelId id{call.id()};
    const auto found = call.database().read(
        [&](db::Session& session) { return store::find_mailbox(session, id); });
    if (!found) {
        return no_mailbox();
    }
    auto fields = TRY(call.fields());
    auto mailbox = *found;
    read_mailbox(fields, mailbox);
    const auto password = read_password(fields).value_or("");
    TRY_VOID(fields.check());
    return changed(
        call, 200, TRY(call.database().write([&](db::Session& session) -> Result<Object> {
            TRY_VOID(desk::change_mailbox(session, call.env(), call.actor(), mailbox, password));
            return shown(session, call, *store::find_mailbox(session, id));
        })));
}

struct Loaded {
    model::Mailbox mailbox;
    std::optional<model::Connector> connector;
};

/// A mailbox and its connector with their secrets opened.
std::optional<Loaded> load(db::Session& session, const desk::Environment& env, ChannelId id) {
    auto mailbox = store::find_mailbox(session, id);
    if (!mailbox) {
        return std::nullopt;
    }
    if (const auto sealed = store::find_mailbox_secret(session, id)) {
        mailbox->secret = desk::unseal(env, *sealed, id).value_or("");
    }
    auto connector = store::find_connector(session, mailbox->connector_id);
    if (connector) {
        const auto sealed = store::find_connector_secret(session, connector->id);
        connector->secret = sealed ? desk::unseal(env, *sealed, connector->id).value_or("") : "";
    }
    return Loaded{std::move(*mailbox), std::move(connector)};
}

Outcome test_mailbox(Call& call) {
    const ChannelId id{call.id()};
    const auto loaded =
        call.database().read([&](db::Session& session) { return load(session, call.env(), id); });
    if (!loaded) {
        return no_mailbox();
    }
    const auto tests = TRY(test_both(call, loaded->mailbox, loaded->connector));
    if (!tests.ok()) {
        return Reply{.body = tests.json()};
    }
    call.database().write([&](db::Session& session) {
        const auto health = store::find_mailbox_health(session, id);
        if (health && !health->trouble.empty()) {
            store::release_mailbox(session, id);
        }
        if (loaded->connector && loaded->connector->needs_attention) {
            store::release_connector(session, loaded->connector->id);
        }
    });
    return changed(call, 200, tests.json());
}

/// What became of the permission at the provider, once nothing of ours uses it any more. (OAU-7)
std::string_view give_back(Call& call, const std::optional<model::OAuthClient>& client,
                           const std::optional<model::OAuthGrant>& grant) {
    if (!grant) {
        return "none";
    }
    if (!client || client->revoke_url.empty() || !call.context.ports.give_back) {
        return "withdraw_at_provider";
    }
    return call.context.ports.give_back(*client, *grant) ? "withdrawn" : "not_withdrawn";
}

Outcome disconnect_mailbox(Call& call) {
    const ChannelId id{call.id()};
    const auto [client, grant] = call.database().read([&](db::Session& session) {
        const auto mailbox = store::find_mailbox(session, id);
        return std::pair(mailbox ? desk::load_oauth_client(session, call.env(), mailbox->provider)
                                 : std::nullopt,
                         desk::load_grant(session, call.env(), id));
    });
    auto mailbox = TRY(call.database().write([&](db::Session& session) -> Result<Object> {
        TRY_VOID(desk::disconnect_mailbox(session, call.env(), call.actor(), id));
        return shown(session, call, *store::find_mailbox(session, id));
    }));
    return changed(
        call, 200,
        Object{{"mailbox", std::move(mailbox)}, {"permission", give_back(call, client, grant)}});
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/mailboxes", Access::administrator, list_mailboxes},
    {io::Method::post, "/api/v1/mailboxes", Access::administrator, connect_mailbox, Pace::slow},
    {io::Method::get, "/api/v1/mailboxes/advice", Access::administrator, advise_mailbox},
    {io::Method::post, "/api/v1/mailboxes/test", Access::administrator, test_settings, Pace::slow},
    {io::Method::patch, "/api/v1/mailboxes/{id}", Access::administrator, update_mailbox},
    {io::Method::delete_, "/api/v1/mailboxes/{id}", Access::administrator, disconnect_mailbox,
     Pace::slow},
    {io::Method::post, "/api/v1/mailboxes/{id}/test", Access::administrator, test_mailbox,
     Pace::slow},
};

}  // namespace

std::span<const Route> mailbox_routes() { return kRoutes; }

}  // namespace postroom::api
