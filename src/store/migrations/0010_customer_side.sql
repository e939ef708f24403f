-- Customers on their own pages: signed in to the portal by a link, or chatting on somebody's web site.
-- Of secrets only the SHA-256 is kept. (SEC-10, SEC-11)

create table portal_session (
    token_hash {{bytes}} primary key,
    customer_id bigint not null references customer,
    csrf_token text not null,
    address text not null,
    user_agent text not null,
    created_at bigint not null,
    last_used_at bigint not null,
    expires_at bigint not null
);
create index portal_session_by_customer on portal_session (customer_id);
create index portal_session_by_expiry on portal_session (expires_at);

create table portal_link (
    token_hash {{bytes}} primary key,
    customer_id bigint not null references customer,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
);
create index portal_link_by_customer on portal_link (customer_id, created_at);

-- One chat widget: which sites may show it, what it asks and says, where its chats go.
create table chat_widget (
    chat_widget_id {{id}},
    widget_key text not null unique,
    name text not null unique,
    color text not null,
    -- origins such as https://shop.example, one a line
    sites text not null,
    greeting text not null default '',
    offline_text text not null default '',
    -- what is asked before a chat: none, optional, required
    ask_name text not null default 'optional',
    ask_email text not null default 'optional',
    -- signs whom the site vouches for; sealed
    identity_secret_sealed {{bytes}},
    queue_id bigint references channel,
    project_id bigint references project,
    team_id bigint references team,
    active integer not null default 1,
    created_at bigint not null
);

-- One browser that chats. A visitor without an address is a customer with an address in .invalid (RFC 6761).
create table chat_visitor (
    visitor_id {{id}},
    chat_widget_id bigint not null references chat_widget,
    customer_id bigint not null references customer,
    -- the site vouches for who it is
    is_identified integer not null default 0,
    token_hash {{bytes}} not null unique,
    address text not null,
    user_agent text not null,
    created_at bigint not null,
    last_used_at bigint not null,
    expires_at bigint not null
);
create index chat_visitor_by_customer on chat_visitor (customer_id, chat_widget_id);
create index chat_visitor_by_expiry on chat_visitor (expires_at);

alter table conversation add column visitor_id bigint references chat_visitor;
create index conversation_by_visitor on conversation (visitor_id) where visitor_id is not null;

-- Files that customers attach; uploaded_by stays that of users.
alter table attachment add column uploaded_by_customer bigint references customer;
create index attachment_by_uploading_customer on attachment (uploaded_by_customer, created_at)
    where uploaded_by_customer is not null;

-- Customers of one organization may see each other's requests in the portal.
alter table organization add column shares_requests integer not null default 0;
