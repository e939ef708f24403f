-- Messages that their author changed or took back within a minute; what stood there is kept for administrators.
alter table message add column edited_at bigint;
alter table message add column deleted_at bigint;

create table message_revision (
    message_revision_id {{id}},
    message_id bigint not null references message,
    replaced_at bigint not null,
    body_text text not null,
    body_html text not null
);
create index message_revision_by_message on message_revision (message_id);

-- Who is named in a message with @.
create table mention (
    message_id bigint not null references message,
    user_id bigint not null references app_user,
    primary key (message_id, user_id)
);

-- What somebody has written and not sent yet, one for each person and conversation.
create table draft (
    user_id bigint not null references app_user,
    conversation_id bigint not null references conversation,
    body_html text not null,
    body_text text not null,
    send_at bigint,
    updated_at bigint not null,
    primary key (user_id, conversation_id)
);
create table draft_attachment (
    user_id bigint not null references app_user,
    conversation_id bigint not null references conversation,
    attachment_id bigint not null references attachment,
    primary key (user_id, conversation_id, attachment_id)
);

-- Texts that are written once and inserted often; without an owner they belong to everybody.
create table canned_reply (
    canned_reply_id {{id}},
    owner_id bigint references app_user,
    title text not null,
    body_html text not null,
    body_text text not null,
    created_by bigint not null references app_user,
    created_at bigint not null,
    updated_at bigint not null
);
create index canned_reply_by_owner on canned_reply (owner_id);

-- Until when somebody wants no signal of a conversation; conversation 0 stands for everything.
create table mute (
    user_id bigint not null references app_user,
    conversation_id bigint not null,
    until_at bigint not null,
    primary key (user_id, conversation_id)
);
create index mute_by_conversation on mute (conversation_id, until_at);

-- The search index is made anew: entries that can be replaced and removed, words folded by us on both engines.
delete from reader_cursor where name = 'search';
--@sqlite
drop table search_index;
drop table search_entry;
create table search_entry (
    search_entry_id integer primary key,
    item_id bigint,
    message_id bigint,
    title text not null,
    body text not null
);
create virtual table search_index using fts5 (
    title, body, content = 'search_entry', content_rowid = 'search_entry_id',
    tokenize = 'unicode61 remove_diacritics 0'
);
--@end
--@postgresql
drop table search_entry;
create table search_entry (
    search_entry_id bigint primary key,
    item_id bigint,
    message_id bigint,
    words tsvector not null
);
create index search_entry_words on search_entry using gin (words);
--@end
