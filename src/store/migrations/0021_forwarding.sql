-- What a provider asked before it forwards to a channel: shown there until somebody has answered it. (FWD-5)
create table forwarding_request (
    channel_id bigint primary key references channel,
    provider text not null,
    account text not null,
    code text not null,
    link text not null,
    asked_at bigint not null
);
