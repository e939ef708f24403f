// Consent at a provider and what it grants, up to the point where somebody must talk to the
// provider. Invariant: state and PKCE verifier are random, used once and by the user who began
// (OAU-1); tokens are sealed before they are stored (SEC-20). Rule: RFC 6749, 7636;
// mail-correctness.md OAU-1 to OAU-5; features F106, F108.
#pragma once

#include <optional>
#include <string>

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/oauth.hpp"

namespace postroom::desk {

/// What Microsoft documents, for one tenant or "common".
model::OAuthClient microsoft_client(const std::string& tenant);

/// With its secret opened. Nothing where no app registration was entered.
std::optional<model::OAuthClient> load_oauth_client(db::Session& session, const Environment& env,
                                                    model::MailProvider provider);
/// An empty secret leaves the one that is there.
void save_oauth_client(db::Session& session, const Environment& env,
                       const model::OAuthClient& client, model::Person actor);

struct ConsentRequest {
    UserId user_id;
    std::string address;  ///< the mailbox, as a hint for the provider's screen
    std::string redirect_uri;
    std::string wanted;    ///< JSON; see model::OAuthFlow
    ChannelId channel_id;  ///< connected again
};
/// Where to send the browser.
std::string begin_consent(db::Session& session, const Environment& env,
                          const model::OAuthClient& client, const ConsentRequest& request);
/// The consent that this state belongs to, once. Errors: conflict when it ran out or is another
/// user's.
Result<model::OAuthFlow> take_consent(db::Session& session, const Environment& env,
                                      std::string_view state, UserId user);

/// What a token endpoint answered.
struct Tokens {
    std::string access_token;
    std::string refresh_token;  ///< empty: the old one stays
    std::int64_t expires_in = 0;
    std::string scope;
    std::string account;  ///< the address that signed in, where the provider says so
};
/// Errors: denied "consent_needed" when the grant is gone, denied "client_refused" when the app
/// registration is refused, transient "provider_unreachable" for everything that may work later.
Result<Tokens> read_tokens(int status, std::string_view body);

std::optional<model::OAuthGrant> load_grant(db::Session& session, const Environment& env,
                                            ChannelId channel);
/// False when another writer was first. (OAU-4)
bool save_grant(db::Session& session, const Environment& env, model::OAuthGrant grant);
/// What a grant becomes with new tokens.
model::OAuthGrant renewed(const model::OAuthGrant& grant, const Tokens& tokens, TimePoint now);

}  // namespace postroom::desk
