-- When the mails of a connector are tried again, how fast they leave, and what stands under them. (F125, F148, F180; OUT-17)
alter table connector add column retry_template_id bigint references retry_template;
alter table connector add column mails_per_minute integer not null default 0;
alter table connector add column auth_failures integer not null default 0;
alter table connector add column signature text not null default '';
update connector set retry_template_id = (select min(retry_template_id) from retry_template where is_default = 1);

-- Who gets the items of a queue, beside its team and its project. (F129)
alter table channel add column assignee_id bigint references app_user;
alter table channel add column priority text not null default 'normal';
