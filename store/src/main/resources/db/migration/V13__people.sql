-- People may belong to several workspaces, so they stand outside of them; the app's role has no
-- access to what signs people in.
create table person (
    id         uuid primary key,
    -- Lower case: the same address in another writing is the same person.
    email      text        not null unique check (email <> '' and email = lower(email)),
    name       text        not null check (name <> ''),
    -- Argon2id, with its parameters and salt.
    password   text        not null check (password <> ''),
    -- May change what belongs to no workspace: OAuth apps, new workspaces, the system's pages.
    operator   boolean     not null default false,
    created_at timestamptz not null
);

create table member (
    workspace_id uuid        not null references workspace (id) on delete cascade,
    person_id    uuid        not null references person (id) on delete cascade,
    role         text        not null check (role in ('owner', 'admin', 'editor', 'viewer')),
    since        timestamptz not null,
    primary key (workspace_id, person_id)
);
create index on member (person_id);
select protect('member');

create table invitation (
    id           uuid primary key,
    workspace_id uuid        not null references workspace (id) on delete cascade,
    email        text        not null check (email <> '' and email = lower(email)),
    role         text        not null check (role in ('owner', 'admin', 'editor', 'viewer')),
    token_hash   bytea       not null unique check (length(token_hash) = 32),
    invited_by   text        not null,
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    used_at      timestamptz
);
create unique index invitation_open on invitation (workspace_id, email) where used_at is null;
select protect('invitation');
grant select, insert, delete on invitation to ${app};

create table api_key (
    id           uuid primary key,
    workspace_id uuid        not null references workspace (id) on delete cascade,
    name         text        not null check (name <> ''),
    -- The first characters, so that people recognise a key; the rest is never stored.
    prefix       text        not null,
    token_hash   bytea       not null unique check (length(token_hash) = 32),
    role         text        not null check (role in ('admin', 'editor', 'viewer')),
    created_by   text        not null,
    created_at   timestamptz not null,
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz
);
create index on api_key (workspace_id, created_at desc);
select protect('api_key');
grant select, insert, update on api_key to ${app};

create table sign_in (
    token_hash bytea primary key check (length(token_hash) = 32),
    id         uuid        not null unique,
    person_id  uuid        not null references person (id) on delete cascade,
    created_at timestamptz not null,
    seen_at    timestamptz not null,
    expires_at timestamptz not null,
    address    text        not null,
    agent      text        not null
);
create index on sign_in (person_id);
create index on sign_in (expires_at);

-- A link that the operator printed: who opens it becomes an owner, or is signed in as the person.
create table setup_link (
    token_hash bytea primary key check (length(token_hash) = 32),
    person_id  uuid references person (id) on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null
);

-- Guesses that were wrong, by account and by address; hashed, because people type passwords into
-- the field for the name.
create table failed_sign_in (
    subject bytea       not null check (length(subject) = 32),
    at      timestamptz not null
);
create index on failed_sign_in (subject, at);
create index on failed_sign_in (at);

alter table audit_log
    -- From where: the caller's network address; empty for the machine's own command line.
    add column address text not null default '';

grant select, insert, update, delete on
    person, sign_in, setup_link, failed_sign_in to ${system};
