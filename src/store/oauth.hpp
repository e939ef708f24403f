// App registrations, grants and consents under way.
// Invariant: a grant is replaced only on top of the version that its writer had read (OAU-4); a
// state is taken once (OAU-1). Rule: mail-correctness.md section 2.7.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "db/session.hpp"
#include "model/oauth.hpp"

namespace postroom::store {

/// Without its secret, which is stored sealed.
std::optional<model::OAuthClient> find_oauth_client(db::Session& session,
                                                    model::MailProvider provider);
std::optional<std::string> find_oauth_client_secret(db::Session& session,
                                                    model::MailProvider provider);
/// An empty `sealed_secret` leaves the one that is there.
void save_oauth_client(db::Session& session, const model::OAuthClient& client,
                       std::string_view sealed_secret, TimePoint now);

/// The last warning that its secret ends: so many days before. Another date begins anew.
std::optional<int> find_secret_warning(db::Session& session, model::MailProvider provider);
void record_secret_warning(db::Session& session, model::MailProvider provider, int days);

/// The tokens as they are stored: sealed.
struct SealedGrant {
    model::OAuthGrant grant;  ///< its tokens are sealed
};
std::optional<SealedGrant> find_oauth_grant(db::Session& session, ChannelId channel);
/// False when another writer was first: `grant.version` is the version that was read.
bool save_oauth_grant(db::Session& session, const SealedGrant& sealed);
void delete_oauth_grant(db::Session& session, ChannelId channel);

/// @param flow  its verifier is sealed
void insert_oauth_flow(db::Session& session, std::string_view state_hash,
                       const model::OAuthFlow& flow, TimePoint expires_at);
/// The consent of this user, which is gone then. Nothing when it ran out.
std::optional<model::OAuthFlow> take_oauth_flow(db::Session& session, std::string_view state_hash,
                                                UserId user, TimePoint now);

}  // namespace postroom::store
