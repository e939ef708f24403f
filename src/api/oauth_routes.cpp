// Connecting a mailbox by signing in at its provider. See api/openapi.yaml, tag administration;
// features F106, F108, F109. Invariant: no password is asked for or kept; what was granted is
// checked against what was asked for, and tried in both directions, before anything is connected
// (OAU-2, OAU-3).
#include <boost/json.hpp>

#include "api/mailbox_fields.hpp"
#include "api/routes.hpp"
#include "core/text.hpp"
#include "desk/client_secret.hpp"
#include "desk/mailbox_commands.hpp"
#include "desk/oauth.hpp"
#include "io/form_post.hpp"
#include "store/channel.hpp"
#include "store/mailbox.hpp"
#include "store/oauth.hpp"
#include "view/mailbox.hpp"

namespace postroom::api {
namespace {

using model::MailProvider;
using view::Object;

constexpr auto kProvider = MailProvider::microsoft365;
constexpr TextRule kUrlRule{.characters_min = 8, .characters_max = 500};

Object client_json(db::Session& session, const desk::Environment& env) {
    const auto client =
        desk::load_oauth_client(session, env, kProvider).value_or(desk::microsoft_client("common"));
    const auto days_left = desk::secret_days_left(client, env.now());
    return Object{{"client_id", client.client_id},
                  {"has_secret", !client.client_secret.empty()},
                  {"authorize_url", client.authorize_url},
                  {"token_url", client.token_url},
                  {"scopes", client.scopes},
                  {"revoke_url", client.revoke_url},
                  {"secret_expires_on",
                   client.secret_expires_at
                       ? view::Value(format_rfc3339(*client.secret_expires_at).substr(0, 10))
                       : view::Value(nullptr)},
                  {"secret_days_left", days_left ? view::Value(*days_left) : view::Value(nullptr)}};
}

Outcome get_oauth_client(Call& call) {
    return call.database().read([&](db::Session& session) -> Outcome {
        return Reply{.body = client_json(session, call.env())};
    });
}

void check_endpoint(Fields& fields, std::string_view name, const std::string& url) {
    if (!io::is_safe_endpoint(url)) {
        fields.note(name, "must begin with https://");
    }
}

/// What is not named stays as it is.
model::OAuthClient stored_or_new(Call& call, const std::optional<std::string>& tenant) {
    const auto stored = call.database().read(
        [](db::Session& session) { return store::find_oauth_client(session, kProvider); });
    auto client = desk::microsoft_client(tenant.value_or("common"));
    if (!stored) {
        return client;
    }
    client.revoke_url = stored->revoke_url;
    client.secret_expires_at = stored->secret_expires_at;
    return tenant ? client : *stored;
}

Outcome set_oauth_client(Call& call) {
    auto fields = TRY(call.fields());
    auto client =
        stored_or_new(call, fields.text("tenant", {.characters_min = 1, .characters_max = 100}));
    client.client_id =
        fields.required_text("client_id", {.characters_min = 1, .characters_max = 200});
    client.client_secret =
        fields.text("client_secret", {.characters_max = 500, .one_line = false}).value_or("");
    client.authorize_url = fields.text("authorize_url", kUrlRule).value_or(client.authorize_url);
    client.token_url = fields.text("token_url", kUrlRule).value_or(client.token_url);
    client.scopes = fields.text("scopes", {.characters_min = 1, .characters_max = 1000})
                        .value_or(client.scopes);
    client.revoke_url =
        fields.text("revoke_url", {.characters_max = 500}).value_or(client.revoke_url);
    client.secret_expires_at =
        fields.day_or_null("secret_expires_on").value_or(client.secret_expires_at);
    if (!client.revoke_url.empty()) {
        check_endpoint(fields, "revoke_url", client.revoke_url);
    }
    check_endpoint(fields, "authorize_url", client.authorize_url);
    check_endpoint(fields, "token_url", client.token_url);
    TRY_VOID(fields.check());
    return Reply{.body = call.database().write([&](db::Session& session) {
        desk::save_oauth_client(session, call.env(), client, call.actor());
        return client_json(session, call.env());
    })};
}

Object server_json(const std::string& host, int port, model::TlsPolicy tls) {
    return Object{{"host", host}, {"port", port}, {"tls", name_of(tls)}};
}

/// What is to be connected, in the words of the request, until the browser comes back.
std::string remembered(const desk::MailboxConnection& wanted, bool is_shared) {
    const auto& mailbox = wanted.mailbox;
    Object object{{"address", wanted.address},
                  {"provider", name_of(mailbox.provider)},
                  {"name", wanted.name},
                  {"color", wanted.color},
                  {"item_type", name_of(wanted.item_type)},
                  {"username", mailbox.username},
                  {"folder", mailbox.folder},
                  {"after_fetch", name_of(mailbox.after_fetch)},
                  {"move_to", mailbox.move_to},
                  {"imap", server_json(mailbox.host, mailbox.port, mailbox.tls)},
                  {"shared_mailbox", is_shared}};
    if (wanted.connector.host.empty()) {
        object["receives_only"] = true;
    } else {
        object["smtp"] =
            server_json(wanted.connector.host, wanted.connector.port, wanted.connector.tls);
    }
    return boost::json::serialize(object);
}

std::unexpected<Error> not_offered() {
    return fail(
        ErrorKind::invalid, "oauth_not_offered",
        "Signing in is offered for Microsoft 365 only. Use an app password with Gmail, user "
        "name and password with other providers, or forward the mailbox to a creation "
        "address.");
}

Reply consent_reply(Call& call, const model::OAuthClient& client,
                    const desk::ConsentRequest& request) {
    return {.status = 201, .body = call.database().write([&](db::Session& session) {
                return Object{
                    {"authorize_url", desk::begin_consent(session, call.env(), client, request)}};
            })};
}

Result<model::OAuthClient> load_client(Call& call) {
    const auto client = call.database().read([&](db::Session& session) {
        return desk::load_oauth_client(session, call.env(), kProvider);
    });
    if (!client) {
        return fail(ErrorKind::conflict, "oauth_client_missing",
                    "Enter the app registration of your Microsoft 365 tenant first.");
    }
    return *client;
}

Outcome begin_consent(Call& call) {
    auto fields = TRY(call.fields());
    const auto redirect_uri = fields.required_text("redirect_uri", kUrlRule);
    const bool is_shared = fields.flag("shared_mailbox").value_or(false);
    const auto wanted = read_connection(fields);
    check_endpoint(fields, "redirect_uri", redirect_uri);
    TRY_VOID(fields.check());
    if (wanted.mailbox.provider != kProvider) {
        return not_offered();
    }
    return consent_reply(call, TRY(load_client(call)),
                         {.user_id = call.user().id,
                          .address = wanted.address,
                          .redirect_uri = redirect_uri,
                          .wanted = remembered(wanted, is_shared),
                          .channel_id = {}});
}

Outcome begin_consent_again(Call& call) {
    auto fields = TRY(call.fields());
    const auto redirect_uri = fields.required_text("redirect_uri", kUrlRule);
    check_endpoint(fields, "redirect_uri", redirect_uri);
    TRY_VOID(fields.check());
    const ChannelId id{call.id()};
    const auto mailbox = call.database().read(
        [&](db::Session& session) { return store::find_mailbox(session, id); });
    if (!mailbox) {
        return fail(ErrorKind::not_found, "mailbox_not_found", "There is no such mailbox.");
    }
    if (mailbox->provider != kProvider) {
        return not_offered();
    }
    return consent_reply(call, TRY(load_client(call)),
                         {.user_id = call.user().id,
                          .address = mailbox->username,
                          .redirect_uri = redirect_uri,
                          .wanted = {},
                          .channel_id = id});
}

/// Each scope that opens a mailbox must be among those granted, where the provider lists them.
/// (OAU-2)
Result<void> check_scopes(const model::OAuthClient& client, const desk::Tokens& tokens) {
    const auto granted = split(tokens.scope, ' ');
    for (const auto scope : split(client.scopes, ' ')) {
        const bool opens_a_mailbox = scope.find('.') != std::string_view::npos;
        const bool is_granted =
            tokens.scope.empty() || std::ranges::any_of(granted, [&](std::string_view one) {
                return equals_ignoring_case(one, scope);
            });
        if (opens_a_mailbox && !is_granted) {
            return fail(ErrorKind::conflict, "oauth_scopes_missing",
                        "The consent does not cover reading and sending mail; agree to both.");
        }
    }
    if (tokens.refresh_token.empty()) {
        return fail(ErrorKind::conflict, "oauth_scopes_missing",
                    "The consent does not last: the scope offline_access is missing.");
    }
    return {};
}

/// What a consent is for, whether new or again.
struct Target {
    desk::MailboxConnection wanted;
    ChannelId channel_id;
    bool is_shared = false;
};

Result<Target> target_of(Call& call, const model::OAuthFlow& flow) {
    Target target{.wanted = {}, .channel_id = flow.channel_id};
    if (!flow.channel_id) {
        auto fields = Fields::parse("application/json", flow.wanted);
        if (!fields) {
            return fail(ErrorKind::internal, "internal_error", "The consent cannot be read.");
        }
        target.is_shared = fields->flag("shared_mailbox").value_or(false);
        target.wanted = read_connection(*fields);
        return target;
    }
    return call.database().read([&](db::Session& session) -> Result<Target> {
        const auto mailbox = store::find_mailbox(session, flow.channel_id);
        if (!mailbox) {
            return fail(ErrorKind::not_found, "mailbox_not_found", "There is no such mailbox.");
        }
        target.wanted.address = mailbox->address;
        target.wanted.mailbox = *mailbox;
        target.is_shared = true;  // whose account it is was settled the first time
        if (auto connector = store::find_connector(session, mailbox->connector_id)) {
            target.wanted.connector = *connector;
        }
        return target;
    });
}

Result<void> check_account(const Target& target, const desk::Tokens& tokens) {
    if (target.is_shared || tokens.account.empty() ||
        equals_ignoring_case(tokens.account, target.wanted.address) ||
        equals_ignoring_case(tokens.account, target.wanted.mailbox.username)) {
        return {};
    }
    return fail(
        ErrorKind::conflict, "oauth_other_account",
        "The sign-in was with " + tokens.account + ", not with " + target.wanted.address +
            ". Sign in with the mailbox's own account, or say that it is a shared mailbox.");
}

/// Both directions with the new token. (OAU-3)
Result<void> try_both(Call& call, const Target& target, const std::string& token) {
    const auto& ports = call.context.ports;
    auto mailbox = target.wanted.mailbox;
    mailbox.oauth_token = token;
    if (const auto test = ports.test_mailbox(mailbox); !test.ok) {
        return fail(ErrorKind::conflict, "mailbox_test_failed", test.diagnosis.text());
    }
    if (!target.wanted.connector.host.empty()) {
        const auto test = ports.test_connector_with_token(target.wanted.connector, token);
        if (!test.ok) {
            return fail(ErrorKind::conflict, "mailbox_test_failed", test.diagnosis.text());
        }
    }
    return {};
}

Result<ChannelId> save(db::Session& session, Call& call, const Target& target,
                       const desk::Tokens& tokens) {
    auto id = target.channel_id;
    if (!id) {
        id = TRY(desk::connect_mailbox(session, call.env(), call.actor(), target.wanted));
    }
    auto grant =
        desk::load_grant(session, call.env(), id).value_or(model::OAuthGrant{.channel_id = id});
    grant.granted_at = call.context.now();
    desk::save_grant(session, call.env(), desk::renewed(grant, tokens, call.context.now()));
    store::release_mailbox(session, id);
    if (target.wanted.mailbox.connector_id) {
        store::release_connector(session, target.wanted.mailbox.connector_id);
    }
    return id;
}

Outcome finish_consent(Call& call) {
    auto fields = TRY(call.fields());
    const auto state = fields.required_text("state", {.characters_min = 1, .characters_max = 200});
    const auto code = fields.required_text("code", {.characters_min = 1, .characters_max = 4000});
    TRY_VOID(fields.check());
    const auto client = TRY(load_client(call));
    const auto flow = TRY(call.database().write([&](db::Session& session) {
        return desk::take_consent(session, call.env(), state, call.user().id);
    }));
    const auto target = TRY(target_of(call, flow));
    const auto tokens = call.context.ports.exchange_code(client, flow, code);
    if (!tokens) {
        return fail(ErrorKind::conflict, "oauth_refused",
                    "The provider did not grant it: " + tokens.error().reply + ".");
    }
    TRY_VOID(check_scopes(client, *tokens));
    TRY_VOID(check_account(target, *tokens));
    TRY_VOID(try_both(call, target, tokens->access_token));
    const auto id = TRY(call.database().write(
        [&](db::Session& session) { return save(session, call, target, *tokens); }));
    call.context.ports.connectors_changed();
    call.context.ports.mailboxes_changed();
    return Reply{.status = 201,
                 .body = Object{{"mailbox_id", id.value}, {"address", target.wanted.address}}};
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/oauth_client", Access::administrator, get_oauth_client},
    {io::Method::put, "/api/v1/oauth_client", Access::administrator, set_oauth_client},
    {io::Method::post, "/api/v1/mailboxes/consent", Access::administrator, begin_consent},
    {io::Method::post, "/api/v1/mailboxes/consent/finish", Access::administrator, finish_consent,
     Pace::slow},
    {io::Method::post, "/api/v1/mailboxes/{id}/consent", Access::administrator,
     begin_consent_again},
};

}  // namespace

std::span<const Route> oauth_routes() { return kRoutes; }

}  // namespace postroom::api
