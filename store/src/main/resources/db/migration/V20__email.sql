-- E-mails to people, in the name of a workspace: an e-mail that was sent twice cannot be taken back,
-- so everything is written down before and after each request to a provider.

-- The secret by which addresses are hashed and unsubscribe links are signed; of the installation.
create table email_secret (
    one        boolean primary key default true check (one),
    id         uuid  not null,
    ciphertext bytea not null,
    key_id     text  not null
);
grant select, insert on email_secret to ${system};

-- One wish to send, to any number of people.
create table email_batch (
    id             uuid        not null,
    workspace_id   uuid        not null references workspace (id) on delete cascade,
    integration_id uuid        not null,
    name           text        not null check (name <> ''),
    kind           text        not null check (kind in ('transactional', 'marketing')),
    sender         text        not null,
    subject        text        not null,
    reply_to       text[]      not null,
    html           text,
    body           text,
    template       text,
    -- Of the template as it was when sending began: variables that take a number, and whether it
    -- wants the link to unsubscribe.
    numbers        text[]      not null default '{}',
    wants_link     boolean     not null default false,
    state          text        not null check (state in
                       ('draft', 'sending', 'stopped', 'cancelled', 'done')),
    -- Nothing is sent before; empty: at once.
    send_at        timestamptz,
    -- What the provider asked for; costs no try.
    wait_until     timestamptz,
    wait_reason    text,
    -- Why it stopped.
    reason_code    text,
    reason         text,
    -- When it last had its turn, so that a large one does not hold up the others.
    turn_at        timestamptz not null,
    created_by     text        not null,
    created_at     timestamptz not null,
    started_at     timestamptz,
    ended_at       timestamptz,
    primary key (workspace_id, id),
    unique (id),
    foreign key (workspace_id, integration_id) references integration (workspace_id, id)
        on delete cascade,
    check ((template is null) = (html is not null or body is not null)),
    check ((wait_until is null) = (wait_reason is null)),
    check ((reason is null) = (reason_code is null)),
    check ((state = 'stopped') = (reason is not null)),
    check ((state = 'draft') = (started_at is null)),
    check ((state in ('cancelled', 'done')) = (ended_at is not null))
);
create index on email_batch (workspace_id, integration_id);
create index on email_batch (turn_at) where state = 'sending';
create index on email_batch (ended_at) where ended_at is not null;
select protect('email_batch');
grant select, insert, update, delete on email_batch to ${app};

-- One request to a provider. Its payload is frozen before the first try and the same on every one.
create table email_chunk (
    workspace_id  uuid        not null,
    batch_id      uuid        not null,
    number        int         not null check (number >= 0),
    state         text        not null check (state in ('waiting', 'done', 'parked', 'cancelled')),
    next_try_at   timestamptz not null,
    -- Begun ones, without those that a quota or a limit turned away.
    tries         int         not null default 0 check (tries >= 0),
    -- How often it was made anew, after the provider had certainly sent nothing.
    round         int         not null default 0 check (round >= 0),
    payload       bytea,
    key           text,
    -- When the first try began of which nobody knows what it did.
    unknown_since timestamptz,
    claim         uuid,
    claimed_until timestamptz,
    error_code    text,
    error         text,
    ended_at      timestamptz,
    primary key (workspace_id, batch_id, number),
    foreign key (workspace_id, batch_id) references email_batch (workspace_id, id)
        on delete cascade,
    check ((payload is null) = (key is null)),
    check ((claim is null) = (claimed_until is null)),
    check (unknown_since is null or payload is not null),
    check (state = 'waiting' or claim is null),
    check ((state = 'waiting') = (ended_at is null)),
    check (state <> 'parked' or payload is not null),
    check (state not in ('done', 'cancelled') or payload is null),
    check ((error is null) = (error_code is null))
);
create index on email_chunk (batch_id, number) where state = 'waiting';
create index on email_chunk (workspace_id, ended_at) where state = 'parked';
select protect('email_chunk');
grant select, insert, update, delete on email_chunk to ${app};

create table email_recipient (
    id           uuid        not null,
    workspace_id uuid        not null,
    batch_id     uuid        not null,
    -- Empty once the person was erased.
    address      text        check (address <> ''),
    address_key  bytea       not null check (length(address_key) = 32),
    -- What the template's variables are given.
    variables    jsonb       not null default '{}',
    chunk        int,
    -- Its place in the chunk's payload.
    place        int,
    state        text        not null check (state in
                     ('waiting', 'accepted', 'refused', 'suppressed', 'unknown', 'cancelled')),
    message_id   text,
    reason_code  text,
    reason       text,
    decided_at   timestamptz,
    primary key (workspace_id, id),
    -- One e-mail to one person.
    unique (workspace_id, batch_id, address_key),
    foreign key (workspace_id, batch_id) references email_batch (workspace_id, id)
        on delete cascade,
    check ((state = 'accepted') = (message_id is not null)),
    check ((state = 'waiting') = (decided_at is null)),
    check ((reason is null) = (reason_code is null)),
    check (state not in ('refused', 'suppressed', 'unknown') or reason is not null)
);
create index on email_recipient (workspace_id, batch_id, chunk, place);
create index on email_recipient (workspace_id, batch_id, state, id);
create index on email_recipient (workspace_id, address_key);
select protect('email_recipient');
grant select, insert, update, delete on email_recipient to ${app};

-- What became of an e-mail, whoever sent it from the account. Its state follows from the times.
create table email_message (
    workspace_id    uuid        not null,
    integration_id  uuid        not null,
    id              text        not null check (id <> ''),
    batch_id        uuid,
    recipient_id    uuid,
    address         text,
    address_key     bytea       not null check (length(address_key) = 32),
    sender          text        not null,
    subject         text        not null,
    queued_at       timestamptz,
    scheduled_at    timestamptz,
    canceled_at     timestamptz,
    sent_at         timestamptz,
    delayed_at      timestamptz,
    failed_at       timestamptz,
    suppressed_at   timestamptz,
    delivered_at    timestamptz,
    opened_at       timestamptz,
    clicked_at      timestamptz,
    bounced_at      timestamptz,
    complained_at   timestamptz,
    -- The highest that was ever told, whatever was told last.
    state           text        not null generated always as (
                        case
                            when complained_at is not null then 'complained'
                            when bounced_at is not null then 'bounced'
                            when clicked_at is not null then 'clicked'
                            when opened_at is not null then 'opened'
                            when delivered_at is not null then 'delivered'
                            when suppressed_at is not null then 'suppressed'
                            when failed_at is not null then 'failed'
                            when delayed_at is not null then 'delayed'
                            when sent_at is not null then 'sent'
                            when canceled_at is not null then 'canceled'
                            when scheduled_at is not null then 'scheduled'
                            else 'queued'
                            end) stored,
    state_at        timestamptz not null generated always as (
                        coalesce(complained_at, bounced_at, clicked_at, opened_at, delivered_at,
                                 suppressed_at, failed_at, delayed_at, sent_at, canceled_at,
                                 scheduled_at, queued_at)) stored,
    opens           int         not null default 0,
    clicks          int         not null default 0,
    bounce          text        check (bounce in ('permanent', 'transient', 'undetermined')),
    bounce_reason   text,
    bounce_message  text,
    detail          text,
    created_at      timestamptz not null,
    primary key (workspace_id, integration_id, id),
    foreign key (workspace_id, integration_id) references integration (workspace_id, id)
        on delete cascade,
    check ((bounce is null) = (bounced_at is null))
);
create index on email_message (workspace_id, created_at desc, id);
create index on email_message (workspace_id, address_key);
create index on email_message (created_at);
create index on email_message (integration_id, sent_at) where sent_at is not null;
create index on email_message (integration_id, delivered_at) where delivered_at is not null;
create index on email_message (integration_id, bounced_at) where bounced_at is not null;
create index on email_message (integration_id, complained_at) where complained_at is not null;
select protect('email_message');
grant select, insert, update, delete on email_message to ${app};

-- What a provider told, once each.
create table email_event (
    workspace_id   uuid        not null,
    integration_id uuid        not null,
    key            text        not null check (key <> ''),
    message_id     text        not null,
    address_key    bytea       not null check (length(address_key) = 32),
    state          text        not null,
    bounce         text,
    reason         text,
    detail         text,
    at             timestamptz not null,
    received_at    timestamptz not null,
    primary key (workspace_id, integration_id, key),
    foreign key (workspace_id, integration_id) references integration (workspace_id, id)
        on delete cascade
);
create index on email_event (workspace_id, integration_id, message_id);
create index on email_event (workspace_id, address_key, at) where state in ('bounced', 'delivered');
create index on email_event (received_at);
select protect('email_event');
grant select, insert, update, delete on email_event to ${app};

-- Addresses to which nothing is sent, with every reason there is. The address itself goes when the
-- person is erased; its keyed hash stays, so that the wish is kept.
create table email_suppression (
    workspace_id uuid        not null references workspace (id) on delete cascade,
    address_key  bytea       not null check (length(address_key) = 32),
    origin       text        not null check (origin in
                     ('bounce', 'soft_bounces', 'complaint', 'unsubscribe', 'manual')),
    address      text        check (address <> ''),
    since        timestamptz not null,
    note         text        not null,
    -- What the provider's own list is still to be told.
    push         text        check (push in ('add', 'remove')),
    -- Taken back by a person; what happened before does not bring it back.
    removed_at   timestamptz,
    primary key (workspace_id, address_key, origin)
);
create index on email_suppression (workspace_id, since desc);
create index on email_suppression (workspace_id) where push is not null;
select protect('email_suppression');
grant select, insert, update, delete on email_suppression to ${app};

-- How far the provider's own lists were read.
create table email_watch (
    workspace_id   uuid        not null,
    integration_id uuid        not null,
    -- Every e-mail that the provider accepted before was seen.
    walked_to      timestamptz,
    walked_at      timestamptz,
    -- Whether the account has a list of suppressions of its own; unknown until it was asked.
    suppresses     boolean,
    next_at        timestamptz not null,
    primary key (workspace_id, integration_id),
    foreign key (workspace_id, integration_id) references integration (workspace_id, id)
        on delete cascade
);
create index on email_watch (next_at);
select protect('email_watch');

alter table notification
    drop constraint notification_kind_check,
    add constraint notification_kind_check check (kind in
        ('repeated_failures', 'dead_letter', 'stopped', 'reconnect_needed',
         'stale_data', 'misconfigured', 'email_health', 'recovered'));
