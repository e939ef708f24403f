-- What proves who sent the mail, as JSON; empty before this step and for mails that were not read. (THR-6)
alter table incoming_mail add column sender_proof text not null default '';
