-- What administrators are told. An incident is open until it is over; one that is open is counted,
-- not told again.
create table notification (
    id             uuid        not null,
    workspace_id   uuid        not null references workspace (id) on delete cascade,
    -- Names what is wrong, for example failures/<integration>.
    incident       text collate "C" not null check (incident <> ''),
    kind           text        not null check (kind in
                       ('repeated_failures', 'dead_letter', 'stopped', 'reconnect_needed',
                        'stale_data', 'misconfigured', 'recovered')),
    -- Of a recovery: the notification that it ends, and that one's kind.
    ends           uuid,
    ends_kind      text,
    severity       text        not null check (severity in ('info', 'warning', 'error')),
    integration_id uuid,
    subject        text        not null,
    text           text        not null,
    link           text        not null check (link like '/%' and link not like '//%'),
    count          int         not null default 1 check (count >= 1),
    raised_at      timestamptz not null,
    last_at        timestamptz not null,
    closed_at      timestamptz,
    -- When its deliveries were made; none before.
    routed_at      timestamptz,
    read_at        timestamptz,
    read_by        text,
    primary key (workspace_id, id),
    unique (id),
    foreign key (workspace_id, integration_id) references integration (workspace_id, id) on delete cascade,
    check ((kind = 'recovered') = (ends is not null)),
    check ((ends is null) = (ends_kind is null)),
    check (kind <> 'recovered' or closed_at is not null),
    check ((read_at is null) = (read_by is null))
);
create unique index notification_open on notification (workspace_id, incident) where closed_at is null;
create index on notification (integration_id) where closed_at is null;
create index on notification (id) where routed_at is null;
select protect('notification');
grant select, insert, update on notification to ${app};

-- One e-mail to one address.
create table notice_delivery (
    id              uuid primary key,
    workspace_id    uuid        not null,
    notification_id uuid        not null,
    address         text        not null check (address <> ''),
    state           text        not null check (state in ('pending', 'sent', 'failed', 'parked')),
    -- Begun tries; unknown ones ended without a word, so the mail may have been sent.
    tries           int         not null default 0 check (tries >= 0),
    unknown_tries   int         not null default 0 check (unknown_tries between 0 and tries),
    next_try_at     timestamptz not null,
    claim           uuid,
    claimed_until   timestamptz,
    -- The same on every try.
    message_id      text        not null,
    created_at      timestamptz not null,
    ended_at        timestamptz,
    error           text,
    unique (notification_id, address),
    foreign key (workspace_id, notification_id) references notification (workspace_id, id) on delete cascade,
    check ((claim is null) = (claimed_until is null)),
    check ((state = 'pending') = (ended_at is null)),
    check (state = 'pending' or claim is null),
    check (state not in ('failed', 'parked') or error is not null)
);
create index on notice_delivery (next_try_at) where state = 'pending';
create index on notice_delivery (workspace_id, state);
select protect('notice_delivery');
grant select on notice_delivery to ${app};

-- Where a workspace wants its notices; without a row they go to the installation's addresses.
create table notice_route (
    workspace_id uuid        not null references workspace (id) on delete cascade,
    address      text        not null check (address <> '' and address = lower(address)),
    -- Empty for all; a recovery goes where its incident went.
    kinds        text[]      not null default '{}',
    enabled      boolean     not null,
    updated_at   timestamptz not null,
    primary key (workspace_id, address)
);
select protect('notice_route');
grant select, insert, update, delete on notice_route to ${app};

-- Dead letters remember when their cause was first seen and how they were replayed.
alter table dead_letter
    drop constraint dead_letter_closed_check,
    add constraint dead_letter_closed_check
        check (closed in ('applied', 'recovered', 'dismissed', 'skipped')),
    add column first_at timestamptz,
    -- The replay since it was last given up.
    add column operation uuid,
    add column replays int not null default 0 check (replays >= 0),
    -- When it was last replayed by itself.
    add column self_replayed_at timestamptz;
update dead_letter set first_at = created_at;
alter table dead_letter alter column first_at set not null;
create index on dead_letter (workspace_id, id) where closed_at is null;

-- Which edition of an adapter this installation runs, and since when: what an older one could not
-- read is tried again.
create table provider_edition (
    provider text primary key,
    edition  text        not null,
    since    timestamptz not null
);
grant select, insert, update, delete on provider_edition to ${system};
