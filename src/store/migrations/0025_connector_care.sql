-- What keeps a connector alive, and what a mail was called in the end.

-- Where a permission is given back (RFC 7009), and the day on which the client secret ends, with the last warning about it: so many
-- days before. (OAU-5, OAU-7)
alter table oauth_client add column revoke_url text not null default '';
alter table oauth_client add column secret_expires_at bigint;
alter table oauth_client add column secret_warned_days integer;

-- What happens to a mail of which nobody knows whether it arrived: 'send_again' or 'ask'. (OUT-4 (c))
alter table connector add column when_uncertain text not null default 'send_again';

-- Other names of a mail of ours: what its provider made of the Message-ID. (OUT-30)
create table mail_alias (
    message_id_header text primary key,
    mail_id bigint not null references outgoing_mail,
    learned_at bigint not null
);
create index mail_alias_by_mail on mail_alias (mail_id);
