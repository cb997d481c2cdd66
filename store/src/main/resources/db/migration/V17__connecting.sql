-- A connection that a signed-in person began in a browser, until the accounts are chosen. It lies
-- in the database because the provider may send the browser back to another node.
create table connect (
    id           uuid primary key,
    workspace_id uuid        not null references workspace (id) on delete cascade,
    provider     text        not null,
    -- Of the state parameter, by which the provider's redirect finds its row.
    state_hash   bytea       not null unique check (length(state_hash) = 32),
    session_hash bytea       not null check (length(session_hash) = 32),
    reconnect    uuid,
    state        text        not null check (state in ('waiting', 'granted', 'reconnected', 'refused')),
    code         text,
    message      text,
    consent      uuid,
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    check ((state = 'refused') = (code is not null)),
    check ((code is null) = (message is null)),
    check ((state = 'granted') = (consent is not null))
);
create index on connect (workspace_id);
create index on connect (expires_at);
select protect('connect');

alter table oauth_app
    -- What the provider said when it was last asked about this registration.
    add column checked_at   timestamptz,
    add column check_ok     boolean,
    add column check_detail text,
    add check ((checked_at is null) = (check_ok is null) and (check_ok is null) = (check_detail is null));

alter table provider_grant
    -- What people call the login at the provider, where the provider tells.
    add column display_name text;
