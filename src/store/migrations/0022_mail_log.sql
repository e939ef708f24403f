-- A wish for a new password is a row, too, and answered by the same stage as a wish for a portal link: the answer to whoever asks
-- takes the same time whether the address is known or not. (SEC-14)
alter table portal_link_request add column kind text not null default 'portal';

-- The mail log counts each hour by outcome: from the index alone. Their condition keeps the statements that count what waits on
-- the far smaller indexes made for them. (F081, F084)
create index outgoing_mail_by_hour on outgoing_mail (created_at, state) where created_at > 0;
create index incoming_mail_by_hour on incoming_mail (received_at, outcome) where received_at > 0;
