// See token_source.hpp.
#include "app/token_source.hpp"

#include <functional>
#include <utility>

#include "core/log.hpp"
#include "io/form_post.hpp"
#include "store/mailbox.hpp"

namespace postroom::app {
namespace {

using namespace std::chrono_literals;
using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr Milliseconds kPatience = 15s;
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

Result<desk::Tokens> ask(const model::OAuthClient& client, Fields fields) {
    fields.emplace_back("client_id", client.client_id);
    if (!client.client_secret.empty()) {
        fields.emplace_back("client_secret", client.client_secret);
    }
    const auto answer = TRY(io::post_form(client.token_url, fields, kPatience));
    return desk::read_tokens(answer.status, answer.body);
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
                        {"code_verifier", flow.verifier}});
}

std::shared_ptr<std::mutex> TokenSource::lock_of(ChannelId channel) {
    const std::lock_guard lock(mutex_);
    auto& found = locks_[channel.value];
    if (!found) {
        found = std::make_shared<std::mutex>();
    }
    return found;
}

receive::ImapResult<std::optional<std::string>> TokenSource::access_token(
    const model::Mailbox& mailbox) {
    const auto one_at_a_time = lock_of(mailbox.channel_id);
    const std::lock_guard lock(*one_at_a_time);
    const auto [grant, client] = database_.read([&](db::Session& session) {
        return std::pair(desk::load_grant(session, env_, mailbox.channel_id),
                         desk::load_oauth_client(session, env_, mailbox.provider));
    });
    if (!grant) {
        return std::optional<std::string>{};
    }
    if (!client) {
        return std::unexpected(failure_of(
            {ErrorKind::denied, "client_refused", "there is no app registration any more", {}}));
    }
    if (const auto known = known_refusal(*grant, *client)) {
        return std::unexpected(*known);
    }
    if (!is_old(*grant, env_.now()) && !is_distrusted(mailbox.channel_id)) {
        return std::optional(grant->access_token);
    }
    auto token = renew(mailbox, *grant, *client);
    if (token) {
        return std::optional(*std::move(token));
    }
    // What is still good serves until the provider is back.
    if (token.error().is_temporary && env_.now() < grant->expires_at) {
        return std::optional(grant->access_token);
    }
    return std::unexpected(std::move(token.error()));
}

std::optional<imap::Failure> TokenSource::known_refusal(const model::OAuthGrant& grant,
                                                        const model::OAuthClient& client) {
    const std::lock_guard lock(mutex_);
    const auto known = refused_.find(grant.channel_id.value);
    return known != refused_.end() && known->second.version == grant.version &&
                   known->second.client == mark_of(client)
               ? std::optional(known->second.failure)
               : std::nullopt;
}

void TokenSource::note_refusal(const model::OAuthGrant& grant, const model::OAuthClient& client,
                               const imap::Failure& failure) {
    const std::lock_guard lock(mutex_);
    refused_.insert_or_assign(grant.channel_id.value,
                              Refusal{grant.version, mark_of(client), failure});
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
    return distrusted_.erase(channel.value) > 0;
}

receive::ImapResult<std::string> TokenSource::renew(const model::Mailbox& mailbox,
                                                    const model::OAuthGrant& grant,
                                                    const model::OAuthClient& client) {
    const auto tokens =
        ask(client, {{"grant_type", "refresh_token"}, {"refresh_token", grant.refresh_token}});
    if (!tokens) {
        auto failure = failure_of(tokens.error());
        if (!failure.is_temporary) {
            log_warning("mailbox {}: the provider refuses a new token ({})", mailbox.address,
                        failure.code);
            note_refusal(grant, client, failure);
        }
        return std::unexpected(std::move(failure));
    }
    const auto next = desk::renewed(grant, *tokens, env_.now());
    const bool was_first = database_.write(
        [&](db::Session& session) { return desk::save_grant(session, env_, next); });
    if (was_first) {
        return next.access_token;
    }
    // Another node renewed it meanwhile: what it stored counts.
    const auto stored = database_.read(
        [&](db::Session& session) { return desk::load_grant(session, env_, mailbox.channel_id); });
    return stored ? stored->access_token : next.access_token;
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
