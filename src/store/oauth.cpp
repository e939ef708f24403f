// See oauth.hpp.
#include "store/oauth.hpp"

namespace postroom::store {

using model::name_of;
using model::stored_name;

std::optional<model::OAuthClient> find_oauth_client(db::Session& session,
                                                    model::MailProvider provider) {
    return session.one(
        R"(select provider, client_id, authorize_url, token_url, scopes, revoke_url,
               secret_expires_at
           from oauth_client where provider = $1)",
        [](const db::Row& row) {
            return model::OAuthClient{
                .provider = stored_name<model::MailProvider>(row.get<std::string_view>(0)),
                .client_id = row.get<std::string>(1),
                .client_secret = {},
                .authorize_url = row.get<std::string>(2),
                .token_url = row.get<std::string>(3),
                .scopes = row.get<std::string>(4),
                .revoke_url = row.get<std::string>(5),
                .secret_expires_at = row.get<std::optional<TimePoint>>(6)};
        },
        name_of(provider));
}

std::optional<std::string> find_oauth_client_secret(db::Session& session,
                                                    model::MailProvider provider) {
    return session.one(
        R"(select secret_sealed from oauth_client
           where provider = $1 and secret_sealed is not null)",
        [](const db::Row& row) { return row.get<std::string>(0); }, name_of(provider));
}

void save_oauth_client(db::Session& session, const model::OAuthClient& client,
                       std::string_view sealed_secret, TimePoint now) {
    std::optional<db::Bytes> secret;
    if (!sealed_secret.empty()) {
        secret = db::Bytes{sealed_secret};
    }
    session.execute(
        R"(insert into oauth_client (provider, client_id, secret_sealed, authorize_url, token_url,
               scopes, updated_at, revoke_url, secret_expires_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
           on conflict (provider) do update set client_id = excluded.client_id,
               secret_sealed = coalesce(excluded.secret_sealed, oauth_client.secret_sealed),
               authorize_url = excluded.authorize_url, token_url = excluded.token_url,
               scopes = excluded.scopes, updated_at = excluded.updated_at,
               revoke_url = excluded.revoke_url,
               secret_warned_days = case
                   when oauth_client.secret_expires_at = excluded.secret_expires_at
                   then oauth_client.secret_warned_days end,
               secret_expires_at = excluded.secret_expires_at)",
        name_of(client.provider), client.client_id, secret, client.authorize_url, client.token_url,
        client.scopes, now, client.revoke_url, client.secret_expires_at);
}

std::optional<int> find_secret_warning(db::Session& session, model::MailProvider provider) {
    return session.one(
        R"(select secret_warned_days from oauth_client
           where provider = $1 and secret_warned_days is not null)",
        [](const db::Row& row) { return row.get<int>(0); }, name_of(provider));
}

void record_secret_warning(db::Session& session, model::MailProvider provider, int days) {
    session.execute("update oauth_client set secret_warned_days = $2 where provider = $1",
                    name_of(provider), days);
}

std::optional<SealedGrant> find_oauth_grant(db::Session& session, ChannelId channel) {
    return session.one(
        R"(select channel_id, version, access_sealed, refresh_sealed, issued_at, expires_at,
               granted_at
           from oauth_grant where channel_id = $1)",
        [](const db::Row& row) {
            return SealedGrant{{.channel_id = row.get<ChannelId>(0),
                                .version = row.get<std::int64_t>(1),
                                .access_token = row.get<std::string>(2),
                                .refresh_token = row.get<std::string>(3),
                                .issued_at = row.get<TimePoint>(4),
                                .expires_at = row.get<TimePoint>(5),
                                .granted_at = row.get<TimePoint>(6)}};
        },
        channel);
}

bool save_oauth_grant(db::Session& session, const SealedGrant& sealed) {
    const auto& grant = sealed.grant;
    return session.execute(
               R"(insert into oauth_grant (channel_id, version, access_sealed, refresh_sealed,
                      issued_at, expires_at, granted_at)
                  values ($1, $2, $3, $4, $5, $6, $7)
                  on conflict (channel_id) do update set version = excluded.version,
                      access_sealed = excluded.access_sealed,
                      refresh_sealed = excluded.refresh_sealed, issued_at = excluded.issued_at,
                      expires_at = excluded.expires_at, granted_at = excluded.granted_at
                  where oauth_grant.version = excluded.version - 1)",
               grant.channel_id, grant.version + 1, db::Bytes{grant.access_token},
               db::Bytes{grant.refresh_token}, grant.issued_at, grant.expires_at,
               grant.granted_at) == 1;
}

void delete_oauth_grant(db::Session& session, ChannelId channel) {
    session.execute("delete from oauth_grant where channel_id = $1", channel);
}

void insert_oauth_flow(db::Session& session, std::string_view state_hash,
                       const model::OAuthFlow& flow, TimePoint expires_at) {
    session.execute(
        R"(insert into oauth_flow (state_hash, user_id, verifier_sealed, redirect_uri, wanted,
               channel_id, expires_at)
           values ($1, $2, $3, $4, $5, $6, $7))",
        db::Bytes{state_hash}, flow.user_id, db::Bytes{flow.verifier}, flow.redirect_uri,
        flow.wanted, flow.channel_id, expires_at);
}

std::optional<model::OAuthFlow> take_oauth_flow(db::Session& session, std::string_view state_hash,
                                                UserId user, TimePoint now) {
    auto flow = session.one(
        R"(select user_id, verifier_sealed, redirect_uri, wanted, channel_id from oauth_flow
           where state_hash = $1 and user_id = $2 and expires_at > $3)",
        [](const db::Row& row) {
            return model::OAuthFlow{.user_id = row.get<UserId>(0),
                                    .verifier = row.get<std::string>(1),
                                    .redirect_uri = row.get<std::string>(2),
                                    .wanted = row.get<std::string>(3),
                                    .channel_id = row.get<ChannelId>(4)};
        },
        db::Bytes{state_hash}, user, now);
    session.execute("delete from oauth_flow where state_hash = $1 or expires_at <= $2",
                    db::Bytes{state_hash}, now);
    return flow;
}

}  // namespace postroom::store
