create table sync_job (
    id                uuid        not null,
    workspace_id      uuid        not null,
    integration_id    uuid        not null,
    status            text        not null check (status in ('pending', 'running', 'completed', 'failed')),
    trigger           text        not null check (trigger in
                          ('schedule', 'manual', 'backfill', 'reconnect', 'webhook')),
    fence             bigint,
    claims            int         not null default 0 check (claims >= 0),
    retry_count       int generated always as (greatest(0, claims - 1)) stored,
    first_started_at  timestamptz,
    started_at        timestamptz,
    completed_at      timestamptz,
    error             text,
    next_retry_at     timestamptz,
    waiting_for       text,
    days_done         int         not null default 0,
    days_planned      int         not null default 0,
    rows_done         bigint      not null default 0,
    current           text,
    outcome           text check (outcome in ('succeeded', 'partly', 'cancelled', 'gave_up')),
    success           boolean,
    records_processed bigint,
    errors            jsonb,
    next_sync_at      timestamptz,
    cancel_requested  boolean     not null default false,
    created_at        timestamptz not null,
    primary key (id),
    unique (workspace_id, id),
    foreign key (workspace_id, integration_id) references integration (workspace_id, id) on delete cascade,
    check (status <> 'running' or (fence is not null and started_at is not null and claims > 0)),
    check ((status in ('completed', 'failed')) = (completed_at is not null)),
    check ((status in ('completed', 'failed')) = (outcome is not null)),
    check ((status = 'failed') = (outcome is not distinct from 'gave_up')),
    check (status <> 'failed' or error is not null),
    check (status = 'pending' or (next_retry_at is null and waiting_for is null)),
    check ((started_at is null) = (first_started_at is null)),
    check (success is null = (records_processed is null)),
    check (success is null = (errors is null))
) with (fillfactor = 80);
create unique index sync_job_open on sync_job (integration_id) where status in ('pending', 'running');
create index on sync_job (integration_id, created_at desc);
create index on sync_job (completed_at) where completed_at is not null;
select protect('sync_job');
grant select, insert, update, delete on sync_job to ${app};

create table sync_attempt (
    id             uuid primary key,
    workspace_id   uuid        not null,
    job_id         uuid        not null,
    claim          int         not null,
    stream         text,
    first_day      date,
    last_day       date,
    started_at     timestamptz not null,
    ended_at       timestamptz not null,
    outcome        text        not null check (outcome in
                       ('succeeded', 'failed', 'held', 'shrunk', 'snoozed', 'cancelled', 'died')),
    category       text check (category in ('authentication', 'api', 'data', 'system')),
    code           text,
    message        text,
    excerpt        text,
    requests       int         not null,
    bytes          bigint      not null,
    rows_read      bigint      not null,
    quota          jsonb       not null default '{}',
    foreign key (workspace_id, job_id) references sync_job (workspace_id, id) on delete cascade,
    check ((stream is null) = (first_day is null) and (first_day is null) = (last_day is null)),
    check ((category is null) = (code is null) and (code is null) = (message is null))
);
create index on sync_attempt (workspace_id, job_id, started_at desc);
select protect('sync_attempt');
grant select, insert, update, delete on sync_attempt to ${app};

create table dead_letter (
    id             uuid primary key,
    workspace_id   uuid        not null,
    integration_id uuid        not null,
    -- Jobs are deleted after a while, dead letters stay.
    job_id         uuid        not null,
    stream         text collate "C",
    first_day      date,
    last_day       date,
    category       text        not null check (category in ('authentication', 'api', 'data', 'system')),
    code           text        not null,
    cause          text        not null,
    attempts       int         not null,
    created_at     timestamptz not null,
    closed_at      timestamptz,
    closed         text check (closed in ('applied', 'recovered', 'dismissed')),
    foreign key (workspace_id, integration_id) references integration (workspace_id, id) on delete cascade,
    check ((first_day is null) = (last_day is null)),
    check (first_day is null or stream is not null),
    check (last_day >= first_day),
    check ((closed_at is null) = (closed is null))
);
create unique index dead_letter_open on dead_letter (integration_id, stream, first_day, last_day)
    nulls not distinct where closed_at is null;
create index on dead_letter (workspace_id, created_at desc);
select protect('dead_letter');
grant select, insert, update, delete on dead_letter to ${app};
