-- Fields that a workspace gives its items beside those of the product.
create table item_field (
    item_field_id {{id}},
    -- names the field in rules and programs: "serial_number"
    key text not null unique,
    name text not null,
    -- text, number, date, flag, choice
    kind text not null,
    -- of a choice: a JSON list of texts
    choices text not null default '[]',
    -- ticket, task, case, action: a JSON list of words; empty: all
    item_types text not null default '[]',
    active integer not null default 1
);

create table item_field_value (
    item_id bigint not null references item,
    item_field_id bigint not null references item_field,
    value text not null,
    primary key (item_id, item_field_id)
);
