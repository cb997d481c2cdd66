-- What belongs to no workspace, or precedes a known one. The app's role has no access.

-- By provider account: all workspaces that connect it share its quotas.
create table quota (
    provider    text        not null,
    account     text        not null,
    bucket      text        not null,
    remaining   bigint,
    largest     bigint      not null,
    resets_at   timestamptz,
    empty_until timestamptz,
    seen_at     timestamptz not null,
    primary key (provider, account, bucket)
);

-- Requests in flight; a row counts until it expires.
create table quota_lease (
    provider text        not null,
    account  text        not null,
    holder   uuid        not null,
    until    timestamptz not null,
    primary key (provider, account, holder)
);

create table server_error (
    id       bigint generated always as identity primary key,
    provider text        not null,
    account  text        not null,
    at       timestamptz not null
);
create index on server_error (provider, account, at);

-- Token buckets of our own limits; the state belongs to the library that keeps it.
create table rate_bucket (
    id         text primary key,
    state      bytea,
    expires_at bigint
);

create table oauth_app (
    provider   text primary key,
    client_id  text        not null,
    ciphertext bytea       not null,
    key_id     text        not null,
    version    bigint      not null check (version >= 1),
    updated_at timestamptz not null
);

create table oauth_state (
    state_hash   bytea primary key check (length(state_hash) = 32),
    workspace_id uuid        not null references workspace (id) on delete cascade,
    provider     text        not null,
    session_hash bytea       not null,
    verifier     bytea       not null,
    key_id       text        not null,
    redirect_uri text        not null,
    return_to    text        not null check (return_to like '/%' and return_to not like '//%'
                                 and return_to not like '%\\%'),
    reconnect    uuid,
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    used_at      timestamptz
);
create index on oauth_state (expires_at);
select protect('oauth_state');

create table pending_consent (
    id           uuid primary key,
    workspace_id uuid        not null references workspace (id) on delete cascade,
    provider     text        not null,
    session_hash bytea       not null,
    ciphertext   bytea       not null,
    key_id       text        not null,
    reconnect    uuid,
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    used_at      timestamptz,
    check (used_at is null or length(ciphertext) = 0)
);
create index on pending_consent (expires_at);
select protect('pending_consent');

-- A known text under the operator's key.
create table key_sentinel (
    one        boolean primary key default true check (one),
    ciphertext bytea not null,
    key_id     text  not null
);

-- db-scheduler's table. The two generated columns serve fair claiming; its instances of syncing are
-- named workspace/provider/integration.
create table scheduled_tasks (
    task_name            text        not null,
    task_instance        text        not null,
    task_data            bytea,
    execution_time       timestamptz not null,
    picked               boolean     not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures int,
    last_heartbeat       timestamptz,
    version              bigint      not null,
    priority             smallint,
    workspace            text generated always as (nullif(split_part(task_instance, '/', 1), '')) stored,
    provider             text generated always as (nullif(split_part(task_instance, '/', 2), '')) stored,
    primary key (task_name, task_instance)
) with (fillfactor = 70);
create index on scheduled_tasks (execution_time) where not picked;
create index on scheduled_tasks (last_heartbeat) where picked;
create index on scheduled_tasks (priority desc, execution_time) where not picked;

grant select, insert, update, delete on
    quota, quota_lease, server_error, rate_bucket, oauth_app, key_sentinel, scheduled_tasks to ${system};
