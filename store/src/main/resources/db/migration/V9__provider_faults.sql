-- A provider that our own set-up keeps from answering, for every workspace at once. One turn at a
-- time tries again; the row goes when an answer comes. The app's role has no access.
create table provider_fault (
    provider      text primary key,
    message       text        not null check (message <> ''),
    since         timestamptz not null,
    probes        int         not null default 0 check (probes >= 0),
    next_probe_at timestamptz not null
);

grant select, insert, update, delete on provider_fault to ${system};

-- When the largest reading was seen, so that a bucket that became smaller is not taken for empty.
alter table quota add column largest_at timestamptz;
