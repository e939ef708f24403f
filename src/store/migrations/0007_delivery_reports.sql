-- What other servers and people reported about our mails, one row for each report and mail. (BNC-4 to BNC-8)
create table delivery_report (
    delivery_report_id {{id}},
    mail_id bigint not null references outgoing_mail,
    incoming_mail_id bigint references incoming_mail,
    kind text not null,
    address text not null,
    status text not null,
    words text not null,
    is_settled integer not null default 0,
    at bigint not null
);
create index delivery_report_by_mail on delivery_report (mail_id);
create index delivery_report_by_address on delivery_report (address, at);
create unique index delivery_report_once on delivery_report (incoming_mail_id, mail_id, kind)
    where incoming_mail_id is not null;

-- Since when a mail of the conversation is known not to have arrived; until a person has looked. (BNC-6)
alter table conversation add column undelivered_at bigint;
create index conversation_undelivered on conversation (item_id) where undelivered_at is not null;
-- A notice that concerns one colleague: nobody else is told of it. (BNC-6)
alter table message add column for_user_id bigint references app_user;
-- When this customer called a mail of ours unwanted. (BNC-7)
alter table customer add column complained_at bigint;
-- Mails refused for what they hold or who sends them: how many, the last one, its words. (BNC-4)
alter table connector add column refusals bigint not null default 0;
alter table connector add column refused_at bigint;
alter table connector add column refusal text not null default '';

-- Two machines that answered each other: nothing automatic goes to this address in this item. (LOOP-9)
create table automatic_mail_stop (
    item_id bigint not null references item,
    address text not null,
    stopped_at bigint,
    resumed_at bigint,
    primary key (item_id, address)
);

create index incoming_mail_by_item on incoming_mail (item_id, received_at) where item_id is not null;

-- Who wants a mail understood anew by a newer parser; none wants it, or it is done. (IN-2)
alter table incoming_mail add column reread_by bigint references app_user;
create index incoming_mail_by_parser on incoming_mail (parser_version, incoming_mail_id);
create index incoming_mail_reread on incoming_mail (incoming_mail_id) where reread_by is not null;
