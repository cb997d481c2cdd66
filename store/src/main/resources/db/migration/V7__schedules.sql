-- When an integration is synced: an interval, or a cron expression and the zone of its clock; neither
-- for the installation's own interval. The version rises with each change of settings or schedule.
alter table integration
    add column version             bigint not null default 1 check (version >= 1),
    add column every_seconds       bigint check (every_seconds > 0),
    add column cron                text,
    add column cron_zone           text,
    -- Everything of it is being deleted; nothing starts again.
    add column delete_requested_at timestamptz,
    add check ((cron is null) = (cron_zone is null)),
    add check (cron is null or every_seconds is null),
    add check (delete_requested_at is null or state = 'disconnected');
create index on integration (delete_requested_at) where delete_requested_at is not null;

alter table workspace
    add column delete_requested_at timestamptz;

-- How the provider described the account when it was last asked. Here and not with the integration,
-- whose row is locked by who asks for work.
create table health_check (
    workspace_id   uuid        not null,
    integration_id uuid        not null,
    due_at         timestamptz not null,
    -- A node is asking; the row is free again after this.
    claimed_until  timestamptz,
    checked_at     timestamptz,
    healthy        boolean,
    code           text,
    detail         text,
    changes        text[]      not null default '{}',
    -- In a row, as far as the provider could not be asked at all.
    failures       int         not null default 0 check (failures >= 0),
    primary key (integration_id),
    foreign key (workspace_id, integration_id) references integration (workspace_id, id) on delete cascade,
    check ((checked_at is null) = (healthy is null)),
    check (healthy is not distinct from false or code is null),
    check ((code is null) = (detail is null))
);
create index on health_check (due_at);
select protect('health_check');
grant select, insert, update, delete on health_check to ${app};

-- What was done stays on record when the workspace is gone.
alter table audit_log
    drop constraint audit_log_workspace_id_fkey;
