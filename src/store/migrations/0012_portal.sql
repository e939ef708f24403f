-- The customers' portal: asking for a link, requests begun there, organizations by mail domain.

-- A link belongs to an address: whoever spends it proves that the address is theirs. What was made
-- before lived for half an hour at most. (SEC-11)
drop table portal_link;
create table portal_link (
    token_hash {{bytes}} primary key,
    email text not null,
    language text not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
);

-- Somebody asks for a link. The answer is given when this row is there, the same for every address;
-- whether a mail goes out is decided afterwards. (SEC-14)
create table portal_link_request (
    portal_link_request_id {{id}},
    email text not null,
    network text not null,
    language text not null,
    base_url text not null,
    asked_at bigint not null,
    handled_at bigint
);
create index portal_link_request_by_email on portal_link_request (email, asked_at);
create index portal_link_request_by_network on portal_link_request (network, asked_at);
create index portal_link_request_waiting on portal_link_request (portal_link_request_id)
    where handled_at is null;

-- A request begun in the portal, by the name that the browser gave it: begun once. (CHAT-1)
create table portal_request (
    customer_id bigint not null references customer,
    client_id text not null,
    item_id bigint not null references item,
    created_at bigint not null,
    primary key (customer_id, client_id)
);

-- How often a customer searches in the portal. (SEC-14)
create table portal_search (
    customer_id bigint not null references customer,
    searched_at bigint not null
);
create index portal_search_by_customer on portal_search (customer_id, searched_at);

-- Customers whose address ends so belong to the organization from their first message on.
alter table organization add column domain text not null default '';
create unique index organization_by_domain on organization (domain) where domain <> '';
create index customer_by_organization on customer (organization_id) where organization_id is not null;
