// Access tokens for mailboxes: handed out while they are young, renewed before they run out.
// Invariant: one mailbox is renewed by one thread at a time, and the new tokens are stored before
// anybody uses them (OAU-4). Rule: mail-correctness.md OAU-4, OAU-5, OAU-9; feature F106. Any
// thread; blocks: never call it on the loop.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "core/result.hpp"
#include "db/database.hpp"
#include "desk/environment.hpp"
#include "desk/oauth.hpp"
#include "model/oauth.hpp"
#include "receive/imap_connection.hpp"

namespace postroom::app {

class TokenSource {
   public:
    TokenSource(db::Database& database, const desk::Environment& env)
        : database_(database), env_(env) {}

    /// Nothing for a mailbox that signs in with a password.
    receive::ImapResult<std::optional<std::string>> access_token(const model::Mailbox& mailbox);
    /// The mailbox that a connector was connected with, if it uses tokens.
    std::optional<receive::ImapResult<std::string>> connector_token(ConnectorId connector);

    /// A server did not take the token: it is renewed before it is handed out again. (OUT-22)
    /// @return true when that happened a short time ago already: a new one does not help
    bool distrust(ChannelId channel);

    /// Trades the code of a consent for tokens. Errors as for desk::read_tokens.
    static Result<desk::Tokens> exchange(const model::OAuthClient& client,
                                         const model::OAuthFlow& flow, const std::string& code);

   private:
    receive::ImapResult<std::string> renew(const model::Mailbox& mailbox,
                                           const model::OAuthGrant& grant,
                                           const model::OAuthClient& client);
    std::shared_ptr<std::mutex> lock_of(ChannelId channel);

    db::Database& database_;
    const desk::Environment& env_;
    std::mutex mutex_;
    std::map<std::int64_t, std::shared_ptr<std::mutex>> locks_;
    std::optional<imap::Failure> known_refusal(const model::OAuthGrant& grant,
                                               const model::OAuthClient& client);
    void note_refusal(const model::OAuthGrant& grant, const model::OAuthClient& client,
                      const imap::Failure& failure);
    bool is_distrusted(ChannelId channel);

    std::set<std::int64_t> distrusted_;             ///< channels whose token a server did not take
    std::map<std::int64_t, TimePoint> refused_at_;  ///< when it did not take it last
    /// A refused grant is not asked for again until it or the app registration changes.
    struct Refusal {
        std::int64_t version = 0;
        std::size_t client = 0;
        imap::Failure failure;
    };
    std::map<std::int64_t, Refusal> refused_;  ///< by channel
};

}  // namespace postroom::app
