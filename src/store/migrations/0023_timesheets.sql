-- The timesheets of everybody over a span of time.
create index timesheet_entry_by_time on timesheet_entry (worked_at, timesheet_entry_id);
