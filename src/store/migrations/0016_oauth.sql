-- Signing in at a provider instead of keeping a password. (OAU-1, OAU-4)

-- The app registration that the administrator made at the provider.
create table oauth_client (
    provider text primary key,
    client_id text not null,
    secret_sealed {{bytes}},
    authorize_url text not null,
    token_url text not null,
    scopes text not null,
    updated_at bigint not null
);

-- What one mailbox was granted. A refresh writes only on top of the version it began with.
create table oauth_grant (
    channel_id bigint primary key references mailbox,
    version bigint not null,
    access_sealed {{bytes}} not null,
    refresh_sealed {{bytes}} not null,
    issued_at bigint not null,
    expires_at bigint not null,
    granted_at bigint not null
);

-- A consent under way: found again by the state that comes back, used once.
create table oauth_flow (
    state_hash {{bytes}} primary key,
    user_id bigint not null references app_user,
    verifier_sealed {{bytes}} not null,
    redirect_uri text not null,
    wanted text not null,
    channel_id bigint references mailbox,
    expires_at bigint not null
);
