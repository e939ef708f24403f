-- Up to where somebody has seen a conversation, kept for messages whose receipts are not written yet.
create table seen_mark (
    conversation_id bigint not null references conversation,
    person_kind text not null,
    person_id bigint not null,
    seq bigint not null,
    seen_at bigint not null,
    primary key (conversation_id, person_kind, person_id)
);
