-- One entry per integration, stream and account-local day; no entry means missing.
create table day_ledger (
    workspace_id  uuid     not null,
    integration_id uuid    not null,
    stream        text collate "C" not null,
    day           date     not null,
    state         text collate "C" not null check (state in ('open', 'settling', 'final', 'skipped')),
    problem       text collate "C" not null default 'none' check (problem in ('none', 'failed', 'held')),
    problem_code  text,
    reason        text,
    problem_count int      not null default 0,
    version       int      not null default 0,
    definition    int      not null default 0,
    content_hash  bytea check (length(content_hash) = 16),
    held_hash     bytea check (length(held_hash) = 16),
    row_count     bigint   not null default 0 check (row_count >= 0),
    main_total    bigint   not null default 0,
    fetched_at    timestamptz,
    changed_at    timestamptz,
    -- When the day was last stored, skipped or found to be kept here alone; requests made before
    -- are done.
    decided_at    timestamptz,
    next_due_at   timestamptz,
    sampled       boolean  not null default false,
    thresholded   boolean  not null default false,
    other_row     boolean  not null default false,
    partial       boolean  not null default false,
    unusual       boolean  not null default false,
    sudden_zero   boolean  not null default false,
    primary key (integration_id, stream, day),
    foreign key (workspace_id, integration_id) references integration (workspace_id, id) on delete cascade,
    check ((problem = 'none') = (problem_count = 0)),
    check ((problem <> 'none' or state = 'skipped') = (reason is not null)),
    check ((problem_code is null) = (reason is null)),
    check ((problem = 'held') = (held_hash is not null)),
    check ((content_hash is null) = (fetched_at is null)),
    check ((content_hash is null) = (version = 0)),
    check ((content_hash is null) = (changed_at is null)),
    check (content_hash is not null or state in ('open', 'skipped')),
    check (state <> 'skipped' or next_due_at is null)
) with (fillfactor = 80);
create index day_ledger_due on day_ledger (integration_id, next_due_at) where next_due_at is not null;
select protect('day_ledger');
grant select, insert, update, delete on day_ledger to ${app};

create table stream_status (
    workspace_id   uuid not null,
    integration_id uuid not null,
    stream         text collate "C" not null,
    definition     int  not null default 0,
    -- Here and not with the integration, whose row is locked by who asks for work.
    last_applied_at timestamptz,
    given_up_code  text,
    given_up       text,
    given_up_until timestamptz,
    primary key (integration_id, stream),
    foreign key (workspace_id, integration_id) references integration (workspace_id, id) on delete cascade,
    check ((given_up is null) = (given_up_code is null)),
    check (given_up is not null or given_up_until is null)
);
select protect('stream_status');
grant select, insert, update, delete on stream_status to ${app};

-- A wish to have days read. A day is done when its read began after the wish.
create table range_request (
    id             uuid primary key,
    workspace_id   uuid        not null,
    integration_id uuid        not null,
    stream         text collate "C" not null,
    first_day      date        not null,
    last_day       date        not null,
    reason         text        not null,
    priority       text        not null check (priority in ('manual', 'live', 'backfill')),
    waiver         boolean     not null default false,
    operation      uuid,
    asked_at       timestamptz not null,
    days_done      int         not null default 0,
    done_at        timestamptz,
    withdrawn      boolean     not null default false,
    foreign key (workspace_id, integration_id) references integration (workspace_id, id) on delete cascade,
    check (last_day >= first_day),
    check (days_done between 0 and last_day - first_day + 1),
    check (done_at is not null or not withdrawn)
);
create index on range_request (integration_id, stream) where done_at is null;
create index on range_request (workspace_id, operation) where operation is not null;
select protect('range_request');
grant select, insert, update, delete on range_request to ${app};

-- Reports that a provider is preparing.
create table open_slice (
    workspace_id   uuid        not null,
    integration_id uuid        not null,
    stream         text collate "C" not null,
    first_day      date        not null,
    last_day       date        not null,
    cursor         text        not null,
    started_at     timestamptz not null,
    ask_again_at   timestamptz not null,
    primary key (integration_id, stream, first_day, last_day),
    foreign key (workspace_id, integration_id) references integration (workspace_id, id) on delete cascade,
    check (last_day >= first_day)
);
select protect('open_slice');
grant select, insert, update, delete on open_slice to ${app};

-- How a day's totals changed; first written when the day leaves the state open. A row has one
-- total per additive measure, in the order of measures.
create table revision (
    workspace_id   uuid        not null,
    integration_id uuid        not null,
    stream         text collate "C" not null,
    day            date        not null,
    recorded_at    timestamptz not null,
    cause          text        not null check (cause in
                       ('first', 'restated', 'audit', 'definition', 'accepted', 'requested')),
    definition     int         not null,
    rows_before    bigint,
    rows_after     bigint      not null,
    measures       text[]      not null,
    totals_before  numeric[],
    totals_after   numeric[]   not null,
    foreign key (workspace_id, integration_id) references integration (workspace_id, id) on delete cascade,
    check ((rows_before is null) = (totals_before is null)),
    check (cardinality(measures) = cardinality(totals_after))
) partition by range (recorded_at);
create index on revision (integration_id, stream, day, recorded_at);
create table revision_other partition of revision default;
select protect('revision');
select protect('revision_other');
grant select, insert, update, delete on revision to ${app};
