-- A wish for a new password is a row, too, and answered by the same stage as a wish for a portal link: the answer to whoever asks
-- takes the same time whether the address is known or not. (SEC-14)
alter table portal_link_request add column kind text not null default 'portal';

-- The mail log counts each hour by outcome: from the index alone. Their condition keeps the statements that count what waits on
-- the far smaller indexes made for them. (F081, F084)
create index outgoing_mail_by_hour on outgoing_mail (state, created_at) where mail_id > 0;
create index incoming_mail_by_hour on incoming_mail (outcome, received_at) where incoming_mail_id > 0;
