-- From which networks mail for a creation address is taken; empty = from everywhere. (SRV-12)
alter table channel add column client_networks text not null default '';
