-- Answers to requests that named an idempotency key, kept for a day: who sends the same request
-- again gets the same answer, and it is done once. They may hold what is shown once, so they are
-- ciphertext.
create table kept_answer (
    caller       text        not null,
    key_hash     bytea       not null check (length(key_hash) = 32),
    -- Of method, path and body: the same key with another request is a mistake.
    request_hash bytea       not null check (length(request_hash) = 32),
    begun_at     timestamptz not null,
    -- Null while the request is being worked on.
    status       integer,
    headers      jsonb       not null default '{}',
    ciphertext   bytea,
    key_id       text,
    primary key (caller, key_hash),
    check ((status is null) = (ciphertext is null)),
    check ((status is null) = (key_id is null))
);
create index on kept_answer (begun_at);
grant select, insert, update, delete on kept_answer to ${system};
