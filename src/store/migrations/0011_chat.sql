-- Chats: how many begin from where, and on which page a visitor is. (SEC-10)

alter table chat_visitor add column network text not null default '';
alter table chat_visitor add column page_url text not null default '';
alter table chat_visitor add column page_title text not null default '';
alter table chat_visitor add column page_at bigint;
create index chat_visitor_by_network on chat_visitor (network, created_at);
create index chat_visitor_by_widget on chat_visitor (chat_widget_id, created_at);

-- '' = the visitor's browser decides
alter table chat_widget add column language text not null default '';
-- the corner in which it stands: right, left
alter table chat_widget add column side text not null default 'right';
