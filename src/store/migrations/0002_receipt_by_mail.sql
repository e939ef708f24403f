-- Which messages a mail carries: asked when it must not leave any more, and by the loop rules.
create index receipt_by_mail on receipt (mail_id) where mail_id is not null;
