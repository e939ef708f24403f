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
    /// A token to use instead of one that a server did not take, or nothing when there is none, or
    /// when another one was refused a short time ago: then a new one does not help. (OUT-22)
    std::optional<std::string> replace(ConnectorId connector, const std::string& refused);

    /// Trades the code of a consent for tokens. Errors as for desk::read_tokens.
    static Result<desk::Tokens> exchange(const model::OAuthClient& client,
                                         const model::OAuthFlow& flow, const std::string& code);

    /// Withdraws what was granted (RFC 7009 section 2.1: with the refresh token the access tokens
    /// go as well). Errors: transient when nobody answered, denied when the provider refused.
    static Result<void> give_back(const model::OAuthClient& client, const model::OAuthGrant& grant);

   private:
    /// A refused grant is not asked for again until it or the app registration changes.
    struct Refusal {
        std::int64_t version = 0;
        std::size_t client = 0;
        imap::Failure failure;
    };
    /// What is known of one mailbox's tokens beside the row.
    struct Keeper {
        std::mutex one_at_a_time;  ///< guards the rest
        std::optional<Refusal> refusal;
        int failures = 0;        ///< of the token endpoint, in a row
        TimePoint not_before{};  ///< it is left alone until then (OAU-5)
        std::optional<TimePoint> replaced_at;
        /// The one that bought the present one. A provider that has lost what it gave last may
        /// still take it: it is tried once. (OAU-4)
        std::string refresh_token_before;
        /// Tokens that the database could not take yet; the refresh token before them may be dead.
        std::optional<model::OAuthGrant> unsaved;
    };
    struct Stored {
        std::optional<model::OAuthGrant> grant;
        std::optional<model::OAuthClient> client;
    };

    Keeper& keeper_of(ChannelId channel);
    Stored load(const model::Mailbox& mailbox);
    receive::ImapResult<std::string> renew(Keeper& keeper, const model::Mailbox& mailbox,
                                           const model::OAuthGrant& grant,
                                           const model::OAuthClient& client);
    receive::ImapResult<std::string> save(Keeper& keeper, model::OAuthGrant next);
    void note_failure(Keeper& keeper, Milliseconds retry_after);
    void note_refusal(Keeper& keeper, const model::Mailbox& mailbox, const model::OAuthGrant& grant,
                      const model::OAuthClient& client, const imap::Failure& failure);
    bool is_distrusted(ChannelId channel);
    void trust_again(ChannelId channel);

    db::Database& database_;
    const desk::Environment& env_;
    std::mutex mutex_;                                         ///< guards what stands below
    std::map<std::int64_t, std::unique_ptr<Keeper>> keepers_;  ///< by channel
    std::set<std::int64_t> distrusted_;             ///< channels whose token a server did not take
    std::map<std::int64_t, TimePoint> refused_at_;  ///< when it did not take it last
};

}  // namespace postroom::app
