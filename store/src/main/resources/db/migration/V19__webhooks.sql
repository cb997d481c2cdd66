-- Where a provider calls that signs each address with a secret of its own: one address for each
-- login or key. The id is random and stands in the address.
create table webhook_address (
    id           uuid primary key,
    workspace_id uuid        not null,
    grant_id     uuid        not null unique,
    -- What deliveries are signed with; null until the provider told it.
    ciphertext   bytea,
    key_id       text,
    version      bigint      not null default 0 check (version >= 0),
    created_at   timestamptz not null,
    foreign key (workspace_id, grant_id) references provider_grant (workspace_id, id) on delete cascade,
    check ((ciphertext is null) = (key_id is null)),
    check ((ciphertext is null) = (version = 0))
);
select protect('webhook_address');

-- Whether a provider calls us for an integration's account.
create table webhook_subscription (
    workspace_id   uuid        not null,
    integration_id uuid        primary key,
    state          text        not null check (state in ('pending', 'subscribed', 'not_permitted', 'failed')),
    code           text,
    detail         text,
    checked_at     timestamptz not null,
    foreign key (workspace_id, integration_id) references integration (workspace_id, id) on delete cascade,
    check ((code is null) = (detail is null)),
    check ((state in ('not_permitted', 'failed')) = (code is not null))
);
select protect('webhook_subscription');
grant select on webhook_subscription to ${app};

-- What providers delivered, as it came. One delivery to an address of the whole installation may
-- speak of accounts of many workspaces, so tenants do not see it.
create table webhook_delivery (
    id           uuid primary key,
    provider     text        not null,
    address_id   uuid references webhook_address (id) on delete cascade,
    headers      jsonb       not null,
    body         bytea       not null,
    -- Of the events in it, or of the body where it has none.
    content_hash bytea       not null check (length(content_hash) = 32),
    copies       int         not null default 1 check (copies >= 1),
    received_at  timestamptz not null,
    last_at      timestamptz not null check (last_at >= received_at),
    unique nulls not distinct (provider, address_id, content_hash)
);
create index on webhook_delivery (last_at);
grant select, insert, update, delete on webhook_delivery to ${system};

-- One event for one integration, or for none where nobody reads the account.
create table webhook_event (
    id             uuid primary key,
    workspace_id   uuid,
    integration_id uuid,
    delivery_id    uuid        not null references webhook_delivery (id) on delete cascade,
    provider       text        not null,
    account        text        not null,
    event_key      text        not null check (event_key <> ''),
    at             timestamptz not null,
    streams        text[]      not null,
    what           text        not null,
    state          text        not null check (state in ('received', 'applied', 'ignored', 'failed')),
    code           text,
    reason         text,
    -- The reads that were asked for, or joined.
    operation      uuid,
    copies         int         not null default 1 check (copies >= 1),
    tries          int         not null default 0 check (tries >= 0),
    replays        int         not null default 0 check (replays >= 0),
    received_at    timestamptz not null,
    -- When it waits from: its arrival, or its last replay.
    waits_since    timestamptz not null,
    decided_at     timestamptz,
    unique nulls not distinct (provider, event_key, integration_id),
    foreign key (workspace_id, integration_id) references integration (workspace_id, id) on delete cascade,
    check ((workspace_id is null) = (integration_id is null)),
    check (workspace_id is not null or state = 'ignored'),
    check ((state = 'received') = (decided_at is null)),
    check ((state in ('ignored', 'failed')) = (reason is not null)),
    check ((code is null) = (reason is null)),
    check (state = 'applied' or operation is null)
);
create index on webhook_event (delivery_id);
create index on webhook_event (workspace_id, id desc);
create index webhook_event_waiting on webhook_event (integration_id, waits_since) where state = 'received';
create index webhook_event_applied on webhook_event (integration_id, decided_at) where state = 'applied';
select protect('webhook_event');
grant select on webhook_event to ${app};

-- Deliveries name accounts and people, not workspaces.
create index on integration (provider, account_id);
create index on provider_grant (provider, provider_user);

-- People whom a provider told us to forget. Of no workspace: a person may have connected several.
create table data_deletion (
    -- Told to the person, who may look up by it what was done.
    code         text primary key,
    provider     text        not null,
    -- Of the provider's id of the person, so that the same demand is answered with the same code.
    person_hash  bytea       not null check (length(person_hash) = 32),
    logins       int         not null check (logins >= 0),
    requested_at timestamptz not null,
    done_at      timestamptz not null,
    unique (provider, person_hash, requested_at)
);
grant select, insert, update, delete on data_deletion to ${system};
