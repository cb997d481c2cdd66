-- What ended in the last minutes is found without looking at all that ever ended: whoever watches a
-- workspace asks every second.
create index on range_request (workspace_id, done_at) where operation is not null and done_at is not null;
create index on dead_letter (workspace_id, closed_at) where closed_at is not null;
create index on notification (workspace_id, closed_at) where closed_at is not null;
create index on notification (workspace_id, read_at) where read_at is not null;
