-- How often somebody looked after the connector: its breaker starts afresh when this grows. (OUT-7)
alter table connector add column releases bigint not null default 0;
