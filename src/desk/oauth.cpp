// See oauth.hpp.
#include "desk/oauth.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>

#include "core/encoding.hpp"
#include "core/text.hpp"
#include "desk/audit.hpp"
#include "desk/audit_facts.hpp"
#include "desk/seal.hpp"
#include "store/oauth.hpp"

namespace postroom::desk {
namespace {

using namespace std::chrono_literals;

constexpr Milliseconds kConsentLife = 15min;
constexpr std::size_t kSecretBytes = 32;
/// Where a provider does not say how long a token lives.
constexpr std::int64_t kUsualLifeSeconds = 3600;

std::string client_context(model::MailProvider provider) {
    return fmt::format("oauth_client|{}", name_of(provider));
}

std::string grant_context(ChannelId channel) {
    return fmt::format("oauth_grant|{}", channel.value);
}

constexpr std::string_view kFlowContext = "oauth_flow";

/// Percent-encoded for a query (RFC 3986 section 2.3: unreserved characters stay).
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool stays = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        out += stays ? std::string(1, c)
                     : fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
    return out;
}

std::string random_text(const Environment& env) {
    std::array<std::uint8_t, kSecretBytes> bytes{};
    env.random.fill(bytes);
    return base64url_encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string member(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

std::optional<boost::json::object> parse_object(std::string_view text) {
    boost::system::error_code error;
    auto value = boost::json::parse(text, error);
    if (error || !value.is_object()) {
        return std::nullopt;
    }
    return std::move(value.get_object());
}

/// The address in an ID token. Its signature is not checked: it came from the token endpoint
/// itself, over TLS (OpenID Connect Core section 3.1.3.7 point 6).
std::string account_in(std::string_view id_token) {
    const auto parts = split(id_token, '.');
    const auto claims = parts.size() == 3 ? base64_decode(parts[1]) : std::nullopt;
    const auto object = claims ? parse_object(*claims) : std::nullopt;
    if (!object) {
        return "";
    }
    for (const auto* name : {"email", "preferred_username", "upn"}) {
        const std::string account = to_lower(member(*object, name));
        if (account.find('@') != std::string::npos) {
            return account;
        }
    }
    return "";
}

}  // namespace

model::OAuthClient microsoft_client(const std::string& tenant) {
    const std::string base =
        "https://login.microsoftonline.com/" + escaped(tenant) + "/oauth2/v2.0";
    return {.provider = model::MailProvider::microsoft365,
            .client_id = {},
            .client_secret = {},
            .authorize_url = base + "/authorize",
            .token_url = base + "/token",
            .scopes =
                "https://outlook.office.com/IMAP.AccessAsUser.All "
                "https://outlook.office.com/SMTP.Send offline_access openid email"};
}

std::optional<model::OAuthClient> load_oauth_client(db::Session& session, const Environment& env,
                                                    model::MailProvider provider) {
    auto client = store::find_oauth_client(session, provider);
    if (client) {
        const auto sealed = store::find_oauth_client_secret(session, provider);
        client->client_secret =
            sealed ? unseal_for(env, *sealed, client_context(provider)).value_or("") : "";
    }
    return client;
}

void save_oauth_client(db::Session& session, const Environment& env,
                       const model::OAuthClient& client, model::Person actor) {
    const auto before = store::find_oauth_client(session, client.provider);
    const SecretChange secret{
        .was_set = !store::find_oauth_client_secret(session, client.provider).value_or("").empty(),
        .is_written = !client.client_secret.empty()};
    store::save_oauth_client(
        session, client,
        client.client_secret.empty()
            ? std::string()
            : seal_for(env, client.client_secret, client_context(client.provider)),
        env.now());
    record_change(session, env, actor, {model::AuditSubject::app_registration, 0, {}},
                  before ? with_password_before(facts_of(*before), secret) : model::Facts{},
                  with_password_after(facts_of(client), secret));
}

std::string begin_consent(db::Session& session, const Environment& env,
                          const model::OAuthClient& client, const ConsentRequest& request) {
    const std::string state = random_text(env);
    const std::string verifier = random_text(env);
    store::insert_oauth_flow(session, sha256(state),
                             {.user_id = request.user_id,
                              .verifier = seal_for(env, verifier, std::string(kFlowContext)),
                              .redirect_uri = request.redirect_uri,
                              .wanted = request.wanted,
                              .channel_id = request.channel_id},
                             env.now() + kConsentLife);
    const char separator = client.authorize_url.find('?') == std::string::npos ? '?' : '&';
    return fmt::format(
        "{}{}client_id={}&response_type=code&redirect_uri={}&response_mode=query&scope={}&state={}"
        "&code_challenge={}&code_challenge_method=S256&login_hint={}&prompt=consent",
        client.authorize_url, separator, escaped(client.client_id), escaped(request.redirect_uri),
        escaped(client.scopes), state, base64url_encode(sha256(verifier)),
        escaped(request.address));
}

Result<model::OAuthFlow> take_consent(db::Session& session, const Environment& env,
                                      std::string_view state, UserId user) {
    auto flow = store::take_oauth_flow(session, sha256(state), user, env.now());
    const auto verifier =
        flow ? unseal_for(env, flow->verifier, std::string(kFlowContext)) : std::nullopt;
    if (!verifier) {
        return fail(ErrorKind::conflict, "oauth_state_unknown",
                    "This consent was begun by somebody else or too long ago; begin again.");
    }
    flow->verifier = *verifier;
    return *std::move(flow);
}

Result<Tokens> read_tokens(int status, std::string_view body) {
    const auto object = parse_object(body);
    const bool is_transient = status >= 500 || status == 429 || !object;
    if (is_transient) {
        return fail(ErrorKind::transient, "provider_unreachable",
                    fmt::format("the sign-in service answers {}", status));
    }
    if (const std::string error = member(*object, "error"); !error.empty() || status != 200) {
        const std::string text = member(*object, "error_description");
        const auto words = std::string(
            truncate_utf8(one_line(repair_utf8(text.empty() ? error : error + ": " + text)), 300));
        const bool is_client = error == "invalid_client" || error == "unauthorized_client";
        return fail(ErrorKind::denied, is_client ? "client_refused" : "consent_needed", words);
    }
    Tokens tokens{.access_token = member(*object, "access_token"),
                  .refresh_token = member(*object, "refresh_token"),
                  .expires_in = kUsualLifeSeconds,
                  .scope = member(*object, "scope"),
                  .account = account_in(member(*object, "id_token"))};
    if (const auto* life = object->if_contains("expires_in");
        life != nullptr && life->is_number()) {
        tokens.expires_in = life->to_number<std::int64_t>();
    }
    if (tokens.access_token.empty()) {
        return fail(ErrorKind::transient, "provider_unreachable",
                    "the sign-in service answers without a token");
    }
    return tokens;
}

std::optional<model::OAuthGrant> load_grant(db::Session& session, const Environment& env,
                                            ChannelId channel) {
    auto sealed = store::find_oauth_grant(session, channel);
    if (!sealed) {
        return std::nullopt;
    }
    auto grant = std::move(sealed->grant);
    grant.access_token = unseal_for(env, grant.access_token, grant_context(channel)).value_or("");
    grant.refresh_token = unseal_for(env, grant.refresh_token, grant_context(channel)).value_or("");
    return grant;
}

bool save_grant(db::Session& session, const Environment& env, model::OAuthGrant grant) {
    const auto context = grant_context(grant.channel_id);
    grant.access_token = seal_for(env, grant.access_token, context);
    grant.refresh_token = seal_for(env, grant.refresh_token, context);
    return store::save_oauth_grant(session, {std::move(grant)});
}

model::OAuthGrant renewed(const model::OAuthGrant& grant, const Tokens& tokens, TimePoint now) {
    auto next = grant;
    next.access_token = tokens.access_token;
    next.refresh_token = tokens.refresh_token.empty() ? grant.refresh_token : tokens.refresh_token;
    next.issued_at = now;
    next.expires_at = now + std::chrono::seconds{tokens.expires_in};
    return next;
}

}  // namespace postroom::desk
