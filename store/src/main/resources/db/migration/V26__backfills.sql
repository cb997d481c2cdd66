-- How far a backfill is, is told of all that was asked for together, done or not.
create index on range_request (integration_id, asked_at) where priority = 'backfill';
