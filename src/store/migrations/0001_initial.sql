-- The first schema. Times are bigint UTC milliseconds (*_at); yes and no are integers 1 and 0;
-- words are those of src/model. One text for both engines; see db/README.md for the {{words}}.

create table setting (
    name text primary key,
    value text not null
);

create table app_user (
    user_id {{id}},
    email text not null unique,
    name text not null,
    role text not null,
    active integer not null default 1,
    password_hash text,
    language text not null default 'en',
    theme text not null default 'auto',
    sound integer not null default 1,
    undo_send_seconds integer not null default 10,
    signature text not null default '',
    conversations text not null,
    show_from_customers integer not null,
    from_customers text not null,
    replies_to_customers text not null,
    internal_messages text not null,
    include_automation integer not null,
    notification_email text not null,
    assignment_emails integer not null,
    project_member_emails integer not null,
    accept_invitations integer not null,
    created_at bigint not null
);

create table user_setting (
    user_id bigint not null references app_user,
    name text not null,
    value text not null,
    primary key (user_id, name)
);

create table team (
    team_id {{id}},
    name text not null unique
);

create table team_member (
    team_id bigint not null references team,
    user_id bigint not null references app_user,
    primary key (team_id, user_id)
);
create index team_member_by_user on team_member (user_id);

create table organization (
    organization_id {{id}},
    name text not null unique
);

create table customer (
    customer_id {{id}},
    email text not null unique,
    name text not null,
    organization_id bigint references organization,
    active integer not null default 1,
    language text not null default '',
    created_at bigint not null
);

create table project (
    project_id {{id}},
    name text not null unique,
    created_at bigint not null
);

create table project_member (
    project_id bigint not null references project,
    kind text not null,
    member_id bigint not null,
    primary key (project_id, kind, member_id)
);
create index project_member_by_member on project_member (kind, member_id);

create table connector (
    connector_id {{id}},
    kind text not null,
    name text not null unique,
    from_address text not null default '',
    from_name text not null default '',
    host text not null default '',
    port integer not null default 0,
    tls text not null default 'starttls',
    username text not null default '',
    secret_sealed {{bytes}},
    enabled integer not null default 1,
    is_default integer not null default 0,
    connections_max integer not null default 4,
    needs_attention integer not null default 0,
    attention text not null default '',
    last_success_at bigint,
    created_at bigint not null
);

create table channel (
    channel_id {{id}},
    kind text not null,
    name text not null unique,
    color text not null,
    address text not null unique,
    item_type text not null default 'ticket',
    project_id bigint references project,
    team_id bigint references team,
    connector_id bigint references connector,
    active integer not null default 1,
    last_received_at bigint,
    created_at bigint not null
);

create table item_status (
    name text primary key,
    state text not null,
    position integer not null
);

create table item (
    item_id {{id}},
    type text not null,
    title text not null,
    description text not null,
    status text not null,
    state text not null,
    priority text not null default 'normal',
    queue_id bigint references channel,
    project_id bigint references project,
    requester_id bigint references customer,
    assignee_id bigint references app_user,
    team_id bigint references team,
    version bigint not null default 1,
    created_at bigint not null,
    updated_at bigint not null
);
create index item_by_queue on item (queue_id, item_id);
create index item_by_state on item (state, item_id);
create index item_by_requester on item (requester_id, item_id);
create index item_by_assignee on item (assignee_id, item_id) where assignee_id is not null;

create table conversation (
    conversation_id {{id}},
    visibility text not null,
    item_id bigint references item,
    project_id bigint references project,
    last_seq bigint not null default 0,
    last_message_at bigint not null,
    created_at bigint not null
);
create index conversation_by_item on conversation (item_id);
create index conversation_by_activity on conversation (visibility, last_message_at) where last_seq > 0;

create table blob (
    blob_id {{id}},
    sha256 {{bytes}} not null unique,
    size bigint not null,
    codec text not null,
    content {{bytes}} not null
);

create table incoming_mail (
    incoming_mail_id {{id}},
    envelope_from text not null,
    recipient text not null,
    channel_id bigint references channel,
    via text not null,
    client text not null,
    blob_id bigint not null references blob,
    size bigint not null,
    has_bare_newlines integer not null default 0,
    received_at bigint not null,
    outcome text not null default 'pending',
    reason text not null default '',
    subject text not null default '',
    from_address text not null default '',
    dedup_key {{bytes}},
    item_id bigint references item,
    message_id bigint,
    parser_version integer not null default 0,
    tries integer not null default 0,
    processed_at bigint
);
create index incoming_mail_pending on incoming_mail (incoming_mail_id) where outcome = 'pending';
create index incoming_mail_by_time on incoming_mail (received_at);
create index incoming_mail_by_dedup on incoming_mail (dedup_key) where dedup_key is not null;

create table message (
    message_id {{id}},
    conversation_id bigint not null references conversation,
    seq bigint not null,
    author_kind text not null,
    author_id bigint not null,
    author_name text not null,
    origin text not null,
    trust text not null default 'known',
    body_text text not null,
    body_html text not null default '',
    visible_text text not null,
    client_id text not null default '',
    is_automatic integer not null default 0,
    incoming_mail_id bigint references incoming_mail,
    warnings text not null default '',
    created_at bigint not null,
    unique (conversation_id, seq)
);
create unique index message_by_client_id on message (conversation_id, client_id) where client_id <> '';

create table attachment (
    attachment_id {{id}},
    message_id bigint references message,
    uploaded_by bigint references app_user,
    filename text not null,
    content_type text not null,
    size bigint not null,
    blob_id bigint not null references blob,
    content_id text not null default '',
    is_inline integer not null default 0,
    created_at bigint not null
);
create index attachment_by_message on attachment (message_id) where message_id is not null;

create table participant (
    conversation_id bigint not null references conversation,
    kind text not null,
    person_id bigint not null,
    primary key (conversation_id, kind, person_id)
);
create index participant_by_person on participant (kind, person_id);

create table follower (
    subject text not null,
    subject_id bigint not null,
    kind text not null,
    person_id bigint not null,
    created_at bigint not null,
    primary key (subject, subject_id, kind, person_id)
);
create index follower_by_person on follower (kind, person_id, subject);

create table receipt (
    receipt_id {{id}},
    message_id bigint not null references message,
    conversation_id bigint not null references conversation,
    seq bigint not null,
    person_kind text not null,
    person_id bigint not null,
    state text not null,
    rule text not null,
    due_at bigint,
    seen_at bigint,
    mail_id bigint,
    decided_at bigint not null,
    unique (message_id, person_kind, person_id)
);
create index receipt_due on receipt (due_at) where due_at is not null;
create index receipt_unseen on receipt (person_kind, person_id, conversation_id, seq)
    where seen_at is null and state <> 'withheld';

create table mail_reference (
    reference text primary key,
    conversation_id bigint not null references conversation,
    message_id bigint references message
);
create index mail_reference_by_conversation on mail_reference (conversation_id, message_id);

create table outgoing_mail (
    mail_id {{id}},
    kind text not null,
    state text not null,
    connector_id bigint references connector,
    item_id bigint references item,
    conversation_id bigint references conversation,
    message_id bigint references message,
    recipient_kind text not null,
    recipient_id bigint not null,
    author_id bigint references app_user,
    envelope_from text not null,
    from_address text not null,
    recipient text not null,
    subject text not null,
    message_id_header text not null unique,
    blob_id bigint not null references blob,
    size bigint not null,
    attachment_count integer not null default 0,
    importance text not null default 'normal',
    is_system_generated integer not null default 0,
    reason text not null,
    rank integer not null,
    due_at bigint,
    attempts integer not null default 0,
    last_attempt_at bigint,
    first_failure_at bigint,
    last_failure text not null default '',
    remote_reply text not null default '',
    fence bigint not null default 0,
    lease_owner text not null default '',
    lease_until bigint,
    created_at bigint not null,
    finished_at bigint
);
create index outgoing_mail_due on outgoing_mail (connector_id, rank, due_at)
    where state in ('held', 'ready', 'retry_wait', 'uncertain');
create index outgoing_mail_leased on outgoing_mail (lease_until) where state in ('leased', 'dot_sent');
create index outgoing_mail_waiting on outgoing_mail (mail_id)
    where state in ('held', 'ready', 'leased', 'dot_sent', 'uncertain', 'retry_wait', 'failed');
create index outgoing_mail_by_time on outgoing_mail (created_at);
create index outgoing_mail_by_recipient on outgoing_mail (recipient, created_at);
create index outgoing_mail_by_message on outgoing_mail (message_id) where message_id is not null;
create index outgoing_mail_by_item on outgoing_mail (item_id) where item_id is not null;

create table mail_attempt (
    attempt_id {{id}},
    mail_id bigint not null references outgoing_mail,
    fence bigint not null,
    started_at bigint not null,
    finished_at bigint,
    outcome text not null default '',
    reply text not null default ''
);
create index mail_attempt_by_mail on mail_attempt (mail_id);

create table event (
    event_id {{id}},
    kind text not null,
    at bigint not null,
    actor_kind text not null,
    actor_id bigint not null,
    item_id bigint,
    conversation_id bigint,
    message_id bigint,
    subject_id bigint not null default 0,
    payload text not null
);
create index event_by_item on event (item_id, event_id) where item_id is not null;

create table reader_cursor (
    name text primary key,
    event_id bigint not null
);

create table session (
    token_hash {{bytes}} primary key,
    user_id bigint not null references app_user,
    csrf_token text not null,
    address text not null,
    user_agent text not null,
    created_at bigint not null,
    last_used_at bigint not null,
    expires_at bigint not null
);
create index session_by_user on session (user_id);
create index session_by_expiry on session (expires_at);

create table api_token (
    api_token_id {{id}},
    token_hash {{bytes}} not null unique,
    user_id bigint not null references app_user,
    name text not null,
    created_at bigint not null,
    last_used_at bigint,
    revoked_at bigint
);

create table sign_in_link (
    token_hash {{bytes}} primary key,
    user_id bigint not null references app_user,
    expires_at bigint not null,
    used_at bigint
);

create table sign_in_failure (
    sign_in_failure_id {{id}},
    subject text not null,
    at bigint not null
);
create index sign_in_failure_by_subject on sign_in_failure (subject, at);
create index sign_in_failure_by_time on sign_in_failure (at);

create table idempotency (
    user_id bigint not null,
    idempotency_key text not null,
    request_sha256 {{bytes}} not null,
    status integer not null,
    body text not null,
    created_at bigint not null,
    primary key (user_id, idempotency_key)
);
create index idempotency_by_time on idempotency (created_at);

create table email_filter (
    email_filter_id {{id}},
    direction text not null,
    pattern text not null,
    reason text not null default '',
    is_automatic integer not null default 0,
    hits bigint not null default 0,
    created_at bigint not null,
    unique (direction, pattern)
);

create table suppressed_address (
    address text primary key,
    reason text not null,
    mail_id bigint,
    until_at bigint,
    created_at bigint not null
);

create table retry_template (
    retry_template_id {{id}},
    name text not null unique,
    delays_seconds text not null,
    attempts_max integer not null,
    age_seconds_max bigint not null,
    is_default integer not null default 0
);

create table audit (
    audit_id {{id}},
    at bigint not null,
    actor_kind text not null,
    actor_id bigint not null,
    subject text not null,
    change text not null
);

--@sqlite
create virtual table search_index using fts5 (
    title, body, content = '', tokenize = 'unicode61 remove_diacritics 2'
);
create table search_entry (
    search_entry_id integer primary key,
    item_id bigint not null,
    message_id bigint not null
);
--@end
--@postgresql
create table search_entry (
    search_entry_id bigint primary key,
    item_id bigint not null,
    message_id bigint not null,
    words tsvector not null
);
create index search_entry_words on search_entry using gin (words);
--@end

insert into item_status (name, state, position) values
    ('new', 'not_started', 1), ('open', 'in_progress', 2), ('waiting', 'in_progress', 3),
    ('solved', 'finished', 4), ('closed', 'finished', 5);

insert into retry_template (name, delays_seconds, attempts_max, age_seconds_max, is_default) values
    ('standard', '60,120,300,600,900,1800,3600,7200,14400,21600', 30, 345600, 1);
