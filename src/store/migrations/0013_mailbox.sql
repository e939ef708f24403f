-- Mailboxes that are fetched: how each is reached, how far its mail is taken over, how it is doing.
-- The channel beside it says what becomes of the mail. (IMAP-1, IMAP-5)
create table mailbox (
    channel_id bigint primary key references channel,
    provider text not null,
    connector_id bigint references connector,
    host text not null,
    port integer not null,
    tls text not null,
    username text not null,
    secret_sealed {{bytes}},
    folder text not null default 'INBOX',
    after_fetch text not null default 'keep',
    move_to text not null default '',
    releases bigint not null default 0,
    uid_validity bigint not null default 0,
    first_uid bigint not null default 0,
    last_uid bigint not null default 0,
    rematch_until bigint not null default 0,
    looked_at bigint,
    fetched_at bigint,
    lag_ms bigint not null default 0,
    backlog bigint not null default 0,
    trouble text not null default '',
    trouble_words text not null default '',
    trouble_since bigint,
    needs_attention integer not null default 0,
    created_at bigint not null
);
create index mailbox_by_connector on mailbox (connector_id);

-- Every mail of a mailbox that we dealt with: nobody takes it over again. (IMAP-1, I2)
create table mailbox_mail (
    channel_id bigint not null references mailbox,
    uid_validity bigint not null,
    uid bigint not null,
    incoming_mail_id bigint references incoming_mail,
    message_id text not null,
    size bigint not null,
    arrived_at bigint,
    action_due integer not null default 0,
    primary key (channel_id, uid_validity, uid)
);
create index mailbox_mail_by_message_id on mailbox_mail (channel_id, message_id);
create index mailbox_mail_by_mail on mailbox_mail (incoming_mail_id);
create index mailbox_mail_action_due on mailbox_mail (channel_id, uid_validity, uid) where action_due = 1;

-- When mail last came through a channel. (FWD-6)
create index incoming_mail_by_channel on incoming_mail (channel_id, received_at);
