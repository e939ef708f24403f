-- One's own mail server takes many connections; those of a provider stay as they were set. (OUT-17)
update connector set connections_max = 100 where kind in ('builtin', 'capture') and connections_max = 20;

-- Mails of one conversation to one person leave in their order. (OUT-17)
create index outgoing_mail_in_order on outgoing_mail (conversation_id, recipient, mail_id)
    where state in ('held', 'ready', 'leased', 'dot_sent', 'retry_wait');

-- What may have arrived is looked for among the provider's sent mails. (OUT-4)
create index outgoing_mail_unconfirmed on outgoing_mail (connector_id, mail_id)
    where state = 'uncertain' and finished_at is null;
