-- Direct conversations have names, items are split and merged (F181), invitations wait (F043).
alter table conversation add column title text not null default '';
create index conversation_by_project on conversation (project_id) where project_id is not null;
create index item_by_project on item (project_id, item_id) where project_id is not null;

alter table item add column merged_into bigint references item;

-- Both ways: item_id is where the messages were, other_id where they went.
create table item_link (
    item_id bigint not null references item,
    other_id bigint not null references item,
    kind text not null,
    created_at bigint not null,
    primary key (item_id, other_id, kind)
);
create index item_link_by_other on item_link (other_id);

-- A message that a split took into another item: it stays where it was, and says where it went.
create table message_move (
    message_id bigint primary key references message,
    to_message_id bigint not null references message,
    moved_at bigint not null
);

create table project_invitation (
    project_id bigint not null references project,
    user_id bigint not null references app_user,
    invited_by bigint not null references app_user,
    created_at bigint not null,
    primary key (project_id, user_id)
);
create index project_invitation_by_user on project_invitation (user_id);
