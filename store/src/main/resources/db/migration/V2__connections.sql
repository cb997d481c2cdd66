create table workspace (
    id           uuid primary key,
    -- The same as id, so that a workspace is protected like everything in it.
    workspace_id uuid generated always as (id) stored,
    name         text        not null check (name <> ''),
    zone         text        not null,
    created_at   timestamptz not null
);
select protect('workspace');
grant select on workspace to ${app};

-- One login or key at a provider. What is secret is ciphertext, bound to workspace, id, column and
-- version.
create table provider_grant (
    id            uuid        not null,
    workspace_id  uuid        not null references workspace (id),
    provider      text        not null,
    login         text        not null check (login in ('oauth', 'api_key', 'service_account')),
    provider_user text        not null,
    scopes        text[]      not null,
    ciphertext    bytea       not null,
    key_id        text        not null,
    version       bigint      not null check (version >= 1),
    expires_at    timestamptz,
    refresh_owner text,
    refresh_until timestamptz,
    state         text        not null check (state in ('active', 'reconnect_needed', 'disconnected')),
    reason        text,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    primary key (workspace_id, id),
    unique (id),
    unique (workspace_id, provider, provider_user),
    check ((refresh_owner is null) = (refresh_until is null)),
    check ((state = 'active') = (reason is null)),
    check (state <> 'disconnected' or length(ciphertext) = 0)
);
create index on provider_grant (key_id);
select protect('provider_grant');
grant select, insert, update, delete on provider_grant to ${app};

create table integration (
    id              uuid        not null,
    workspace_id    uuid        not null,
    grant_id        uuid        not null,
    provider        text        not null,
    account_id      text        not null check (account_id <> ''),
    account_name    text        not null,
    zone            text        not null,
    currency        text,
    facts           jsonb       not null default '{}',
    settings        jsonb       not null default '{}',
    state           text        not null check (state in
                        ('active', 'paused', 'held', 'reconnect_needed', 'gave_up', 'disconnected')),
    reason_code     text,
    reason          text,
    status          text generated always as (
                        case state
                            when 'reconnect_needed' then 'error'
                            when 'gave_up' then 'error'
                            when 'disconnected' then 'disconnected'
                            else 'connected'
                            end) stored,
    last_sync_at    timestamptz,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    primary key (workspace_id, id),
    unique (id),
    unique (workspace_id, provider, account_id),
    foreign key (workspace_id, grant_id) references provider_grant (workspace_id, id),
    check ((reason is null) = (reason_code is null)),
    check (state <> 'active' or reason is null)
);
create index on integration (workspace_id, grant_id);
select protect('integration');
grant select, insert, update, delete on integration to ${app};

-- Who did what; the app's role adds and reads, and can change nothing.
create table audit_log (
    id           uuid primary key,
    workspace_id uuid        not null references workspace (id),
    at           timestamptz not null,
    actor        text        not null,
    action       text        not null,
    subject      text        not null,
    detail       text        not null
);
create index on audit_log (workspace_id, at desc);
select protect('audit_log');
grant select, insert on audit_log to ${app};
