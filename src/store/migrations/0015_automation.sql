-- Automations, what they did, and the texts of mails that administrators may change. (F052-F080)

-- "A02" is number 2. What it reacts to and does stands in `definition` (store/automation_codec.cpp).
create table automation (
    automation_id {{id}},
    number bigint not null unique,
    name text not null,
    object text not null,
    definition text not null,
    enabled integer not null default 0,
    enabled_at bigint not null,
    version bigint not null default 1,
    created_at bigint not null,
    updated_at bigint not null
);

-- One row for each time that a rule acted, or was kept from acting, written with its effects.
create table automation_run (
    automation_run_id {{id}},
    automation_id bigint not null references automation,
    event_id bigint not null,
    -- the run that caused the event, if a rule did
    cause_run_id bigint,
    item_id bigint references item,
    project_id bigint references project,
    outcome text not null,
    -- thanked a customer for a new item: these are counted (LOOP-6)
    acknowledges integer not null default 0,
    effects text not null default '[]',
    at bigint not null,
    unique (automation_id, event_id)
);
create index automation_run_by_item on automation_run (automation_id, item_id, at);
create index automation_run_of_item on automation_run (item_id) where item_id is not null;
create index automation_run_by_time on automation_run (at);

-- What an hourly rule acted on while it kept matching: it acts once, until the item stops matching.
create table automation_match (
    automation_id bigint not null references automation,
    item_id bigint not null references item,
    at bigint not null,
    primary key (automation_id, item_id)
);

create table webhook_call (
    webhook_call_id {{id}},
    automation_run_id bigint not null references automation_run,
    automation_id bigint not null references automation,
    url text not null,
    body text not null,
    state text not null default 'waiting',
    attempts integer not null default 0,
    due_at bigint,
    answer text not null default '',
    created_at bigint not null,
    finished_at bigint
);
create index webhook_call_due on webhook_call (due_at) where state = 'waiting';
create index webhook_call_by_run on webhook_call (automation_run_id);

create table item_tag (
    item_id bigint not null references item,
    tag text not null,
    primary key (item_id, tag)
);
create index item_tag_by_tag on item_tag (tag, item_id);

create table timesheet_entry (
    timesheet_entry_id {{id}},
    item_id bigint not null references item,
    user_id bigint not null references app_user,
    minutes integer not null,
    note text not null default '',
    billable integer not null default 0,
    approved integer not null default 0,
    worked_at bigint not null,
    created_at bigint not null
);
create index timesheet_entry_by_item on timesheet_entry (item_id, timesheet_entry_id);

create table email_template (
    email_template_id {{id}},
    name text not null unique,
    -- customers, users
    audience text not null,
    version bigint not null default 1,
    created_at bigint not null,
    updated_at bigint not null
);

-- Texts of templates ("template", its id), system emails ("system", their name) and the relay
-- ("relay", ""): only what somebody wrote; the product's own words stand in the program.
create table mail_words (
    owner_kind text not null,
    owner_name text not null,
    language text not null,
    subject text not null,
    body_html text not null,
    updated_at bigint not null,
    primary key (owner_kind, owner_name, language)
);

create table system_email (
    name text primary key,
    enabled integer not null,
    updated_at bigint not null
);

-- Whatever happened before there were automations moves none of them.
insert into reader_cursor (name, event_id)
    select 'automation', coalesce(max(event_id), 0) from event;
