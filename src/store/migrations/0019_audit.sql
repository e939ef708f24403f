-- What a change was about, so that the audit log can be asked by thing; `change` holds the changed properties as JSON.
alter table audit add column subject_id bigint not null default 0;
alter table audit add column subject_name text not null default '';
alter table audit add column action text not null default 'changed';
create index audit_by_subject on audit (subject, subject_id, audit_id);
