// Signing in at a provider: the app registration, what was granted, a consent under way.
// Invariant: secrets here are in memory only; at rest they are sealed (SEC-20). Rule:
// mail-correctness.md section 2.7; features F106, F108.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/ids.hpp"
#include "model/mailbox.hpp"

namespace postroom::model {

struct OAuthClient {
    MailProvider provider = MailProvider::microsoft365;
    std::string client_id;
    std::string client_secret;  ///< may be empty: a public client with PKCE alone
    std::string authorize_url;
    std::string token_url;
    std::string scopes;      ///< separated by spaces
    std::string revoke_url;  ///< where a permission is given back (RFC 7009); empty: nowhere
    /// The day on which the provider lets the client secret end, as an administrator entered it.
    std::optional<TimePoint> secret_expires_at;
};

struct OAuthGrant {
    ChannelId channel_id;
    std::int64_t version = 0;  ///< 0: not stored yet
    std::string access_token;
    std::string refresh_token;
    TimePoint issued_at{};
    TimePoint expires_at{};
    TimePoint granted_at{};
};

struct OAuthFlow {
    UserId user_id;
    std::string verifier;  ///< PKCE (RFC 7636)
    std::string redirect_uri;
    std::string wanted;    ///< the mailbox to connect, JSON; empty when one is connected again
    ChannelId channel_id;  ///< the mailbox that is connected again
};

}  // namespace postroom::model
