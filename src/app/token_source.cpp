// See token_source.hpp.
#include "app/token_source.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "app/mailbox_advice.hpp"
#include "core/log.hpp"
#include "desk/connector_health.hpp"
#include "io/form_post.hpp"
#include "store/mailbox.hpp"

namespace postroom::app {
namespace {

using namespace std::chrono_literals;
using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr Milliseconds kPatience = 15s;
/// Between two tries at a token endpoint that does not work; doubled each time. (OAU-5)
constexpr Milliseconds kPauseMin = 5s;
constexpr Milliseconds kPauseMax = 5min;
constexpr Milliseconds kRetryAfterMax = 1h;
/// A token that is refused so soon after another one is not the trouble.
constexpr Milliseconds kRefusedAgain = 10min;

imap::Failure failure_of(const Error& error) {
    const std::string code = error.code == "client_refused"   ? "CLIENT_REFUSED"
                             : error.code == "consent_needed" ? "CONSENT_NEEDED"
                                                              : "PROVIDER_UNREACHABLE";
    return {
        .stage = imap::Stage::auth,
        .cause = error.kind == ErrorKind::transient ? imap::Cause::closed : imap::Cause::refused,
        .code = code,
        .text = error.reply,
        .is_temporary = error.kind == ErrorKind::transient};
}

/// What the token endpoint said, and how long it wants to be left alone.
struct Answered {
    Result<desk::Tokens> tokens;
    Milliseconds retry_after{0};
};

Answered ask(const model::OAuthClient& client, Fields fields) {
    fields.emplace_back("client_id", client.client_id);
    if (!client.client_secret.empty()) {
        fields.emplace_back("client_secret", client.client_secret);
    }
    const auto answer = io::post_form(client.token_url, fields, kPatience);
    if (!answer) {
        return {std::unexpected(answer.error())};
    }
    return {desk::read_tokens(answer->status, answer->body), answer->retry_after};
}

Answered refresh(const model::OAuthClient& client, const std::string& refresh_token) {
    return ask(client, {{"grant_type", "refresh_token"}, {"refresh_token", refresh_token}});
}

bool is_grant_refused(const Answered& answered) {
    return !answered.tokens && answered.tokens.error().code == "consent_needed";
}

/// Three quarters of its life are over. (OAU-4)
bool is_old(const model::OAuthGrant& grant, TimePoint now) {
    return now >= grant.issued_at + (grant.expires_at - grant.issued_at) * 3 / 4;
}

/// Tells one app registration from another, in this process.
std::size_t mark_of(const model::OAuthClient& client) {
    return std::hash<std::string>{}(client.client_id + '\n' + client.client_secret + '\n' +
                                    client.token_url);
}

}  // namespace

Result<desk::Tokens> TokenSource::exchange(const model::OAuthClient& client,
                                           const model::OAuthFlow& flow, const std::string& code) {
    return ask(client, {{"grant_type", "authorization_code"},
                        {"code", code},
                        {"redirect_uri", flow.redirect_uri},
                        {"code_verifier", flow.verifier}})
        .tokens;
}

Result<void> TokenSource::give_back(const model::OAuthClient& client,
                                    const model::OAuthGrant& grant) {
    Fields fields{{"token", grant.refresh_token},
                  {"token_type_hint", "refresh_token"},
                  {"client_id", client.client_id}};
    if (!client.client_secret.empty()) {
        fields.emplace_back("client_secret", client.client_secret);
    }
    const auto answer = TRY(io::post_form(client.revoke_url, fields, kPatience));
    if (answer.status != 200) {
        return fail(ErrorKind::denied, "not_withdrawn",
                    "The provider did not withdraw the permission.");
    }
    return {};
}

TokenSource::Keeper& TokenSource::keeper_of(ChannelId channel) {
    const std::lock_guard lock(mutex_);
    auto& found = keepers_[channel.value];
    if (!found) {
        found = std::make_unique<Keeper>();
    }
    return *found;
}

TokenSource::Stored TokenSource::load(const model::Mailbox& mailbox) {
    return database_.read([&](db::Session& session) {
        return Stored{desk::load_grant(session, env_, mailbox.channel_id),
                      desk::load_oauth_client(session, env_, mailbox.provider)};
    });
}

receive::ImapResult<std::optional<std::string>> TokenSource::access_token(
    const model::Mailbox& mailbox) {
    Keeper& keeper = keeper_of(mailbox.channel_id);
    const std::lock_guard lock(keeper.one_at_a_time);
    const auto [grant, client] = load(mailbox);
    if (!grant) {
        return std::optional<std::string>{};
    }
    if (!client) {
        return std::unexpected(failure_of(
            {ErrorKind::denied, "client_refused", "there is no app registration any more", {}}));
    }
    if (!is_old(*grant, env_.now()) && !is_distrusted(mailbox.channel_id)) {
        return std::optional(grant->access_token);
    }
    auto token = renew(keeper, mailbox, *grant, *client);
    if (token) {
        trust_again(mailbox.channel_id);
        return std::optional(*std::move(token));
    }
    // What is still good serves until the provider is back.
    if (token.error().is_temporary && env_.now() < grant->expires_at) {
        return std::optional(grant->access_token);
    }
    return std::unexpected(std::move(token.error()));
}

std::optional<std::string> TokenSource::replace(ConnectorId connector, const std::string& refused) {
    const auto mailbox = database_.read(
        [&](db::Session& session) { return store::find_mailbox_by_connector(session, connector); });
    if (!mailbox) {
        return std::nullopt;
    }
    Keeper& keeper = keeper_of(mailbox->channel_id);
    const std::lock_guard lock(keeper.one_at_a_time);
    const auto [grant, client] = load(*mailbox);
    if (!grant || !client) {
        return std::nullopt;
    }
    if (grant->access_token != refused) {
        return grant->access_token;  // somebody else was first
    }
    const TimePoint now = env_.now();
    if (keeper.replaced_at && now - *keeper.replaced_at < kRefusedAgain) {
        return std::nullopt;
    }
    auto token = renew(keeper, *mailbox, *grant, *client);
    if (!token) {
        return std::nullopt;
    }
    keeper.replaced_at = now;
    return *std::move(token);
}

/// Nobody's token endpoint is asked more often than it bears: what it refused is not asked again,
/// and what it could not answer later. (OAU-5)
receive::ImapResult<std::string> TokenSource::renew(Keeper& keeper, const model::Mailbox& mailbox,
                                                    const model::OAuthGrant& grant,
                                                    const model::OAuthClient& client) {
    if (keeper.unsaved && keeper.unsaved->version == grant.version) {
        return save(keeper, *keeper.unsaved);
    }
    if (keeper.refusal && keeper.refusal->version == grant.version &&
        keeper.refusal->client == mark_of(client)) {
        return std::unexpected(keeper.refusal->failure);
    }
    if (env_.now() < keeper.not_before) {
        return std::unexpected(failure_of({ErrorKind::transient,
                                           "provider_unreachable",
                                           "the sign-in service did not work a moment ago",
                                           {}}));
    }
    auto answered = refresh(client, grant.refresh_token);
    if (is_grant_refused(answered) && !keeper.refresh_token_before.empty()) {
        answered = refresh(client, std::exchange(keeper.refresh_token_before, {}));
    }
    if (!answered.tokens) {
        auto failure = failure_of(answered.tokens.error());
        if (failure.is_temporary) {
            note_failure(keeper, answered.retry_after);
        } else {
            note_refusal(keeper, mailbox, grant, client, failure);
        }
        return std::unexpected(std::move(failure));
    }
    keeper.failures = 0;
    auto next = desk::renewed(grant, *answered.tokens, env_.now());
    if (next.refresh_token != grant.refresh_token) {
        keeper.refresh_token_before = grant.refresh_token;
    }
    return save(keeper, std::move(next));
}

/// Before anybody uses them; what could not be saved is kept for the next try, because the provider
/// may have forgotten what stands in the row. (OAU-4)
receive::ImapResult<std::string> TokenSource::save(Keeper& keeper, model::OAuthGrant next) {
    keeper.unsaved = next;
    const bool was_first = database_.write(
        [&](db::Session& session) { return desk::save_grant(session, env_, next); });
    const std::string token = next.access_token;
    const ChannelId channel = next.channel_id;
    keeper.unsaved.reset();
    if (was_first) {
        return token;
    }
    // Another node renewed it meanwhile: what it stored counts.
    const auto stored = database_.read(
        [&](db::Session& session) { return desk::load_grant(session, env_, channel); });
    return stored ? stored->access_token : token;
}

void TokenSource::note_failure(Keeper& keeper, Milliseconds retry_after) {
    const Milliseconds doubled = kPauseMin * (1 << std::min(keeper.failures++, 10));
    const Milliseconds pause =
        std::max(std::min(doubled, kPauseMax), std::min(retry_after, kRetryAfterMax));
    keeper.not_before = env_.now() + pause;
}

void TokenSource::note_refusal(Keeper& keeper, const model::Mailbox& mailbox,
                               const model::OAuthGrant& grant, const model::OAuthClient& client,
                               const imap::Failure& failure) {
    log_warning("mailbox {}: the provider refuses a new token ({})", mailbox.address, failure.code);
    keeper.refusal = Refusal{grant.version, mark_of(client), failure};
    const auto trouble = trouble_of(mailbox, failure, true);
    database_.write(
        [&](db::Session& session) { desk::note_grant_refused(session, env_, mailbox, trouble); });
}

bool TokenSource::distrust(ChannelId channel) {
    const std::lock_guard lock(mutex_);
    distrusted_.insert(channel.value);
    const TimePoint now = env_.now();
    const auto [last, is_first] = refused_at_.try_emplace(channel.value, now);
    const bool again = !is_first && now - last->second < kRefusedAgain;
    last->second = now;
    return again;
}

bool TokenSource::is_distrusted(ChannelId channel) {
    const std::lock_guard lock(mutex_);
    return distrusted_.contains(channel.value);
}

void TokenSource::trust_again(ChannelId channel) {
    const std::lock_guard lock(mutex_);
    distrusted_.erase(channel.value);
}

std::optional<receive::ImapResult<std::string>> TokenSource::connector_token(
    ConnectorId connector) {
    const auto mailbox = database_.read(
        [&](db::Session& session) { return store::find_mailbox_by_connector(session, connector); });
    if (!mailbox) {
        return std::nullopt;
    }
    auto token = access_token(*mailbox);
    if (!token) {
        return receive::ImapResult<std::string>(std::unexpected(std::move(token.error())));
    }
    return *token ? std::optional(receive::ImapResult<std::string>(**token)) : std::nullopt;
}

}  // namespace postroom::app
