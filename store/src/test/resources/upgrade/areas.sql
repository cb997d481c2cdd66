-- Beside connection.sql, in the schema before the present: notices on their way, a kept answer,
-- webhooks and e-mails, half of them sent.
insert into notification (id, workspace_id, incident, kind, severity, integration_id, subject, text,
                          link, raised_at, last_at, routed_at)
values ('00000000-0000-0000-0000-000000000101', '00000000-0000-0000-0000-0000000000a1',
        'given-up/x', 'dead_letter', 'error', '00000000-0000-0000-0000-0000000000c3', 'Gave up',
        'Acme does not answer.', '/', '2026-11-21T11:32Z', '2026-11-21T11:32Z',
        '2026-11-21T11:33Z');
insert into notice_route (workspace_id, address, enabled, updated_at)
values ('00000000-0000-0000-0000-0000000000a1', 'ops@example.org', true, '2026-11-01T00:00Z');
insert into notice_delivery (id, workspace_id, notification_id, address, state, tries, next_try_at,
                             message_id, created_at)
values ('00000000-0000-0000-0000-000000000102', '00000000-0000-0000-0000-0000000000a1',
        '00000000-0000-0000-0000-000000000101', 'ops@example.org', 'pending', 1,
        '2026-11-22T12:01Z', '<1@example.org>', '2026-11-21T11:33Z');

insert into kept_answer (caller, key_hash, request_hash, begun_at)
values ('key', sha256('k'), sha256('r'), '2026-11-22T11:59Z');

insert into webhook_address (id, workspace_id, grant_id, created_at)
values ('00000000-0000-0000-0000-000000000201', '00000000-0000-0000-0000-0000000000a1',
        '00000000-0000-0000-0000-0000000000b1', '2026-11-01T00:00Z');
insert into webhook_subscription (workspace_id, integration_id, state, checked_at)
values ('00000000-0000-0000-0000-0000000000a1', '00000000-0000-0000-0000-0000000000c1',
        'subscribed', '2026-11-01T00:00Z');
insert into webhook_delivery (id, provider, address_id, headers, body, content_hash, received_at,
                              last_at)
values ('00000000-0000-0000-0000-000000000202', 'acme', '00000000-0000-0000-0000-000000000201', '{}',
        'body', sha256('body'), '2026-11-22T11:59Z', '2026-11-22T11:59Z');
insert into webhook_event (id, workspace_id, integration_id, delivery_id, provider, account,
                           event_key, at, streams, what, state, received_at, waits_since)
values ('00000000-0000-0000-0000-000000000203', '00000000-0000-0000-0000-0000000000a1',
        '00000000-0000-0000-0000-0000000000c1', '00000000-0000-0000-0000-000000000202', 'acme',
        'account-1', 'event', '2026-11-22T11:59Z', '{pages}', 'changed', 'received',
        '2026-11-22T11:59Z', '2026-11-22T11:59Z');

insert into email_batch (id, workspace_id, integration_id, name, kind, sender, subject, reply_to,
                         html, state, turn_at, created_by, created_at, started_at)
values ('00000000-0000-0000-0000-000000000301', '00000000-0000-0000-0000-0000000000a1',
        '00000000-0000-0000-0000-0000000000c1', 'Autumn', 'marketing', 'shop@example.org', 'Autumn',
        '{}', '<p>Autumn</p>', 'sending', '2026-11-22T11:58Z', 'person', '2026-11-22T11:50Z',
        '2026-11-22T11:55Z');
insert into email_chunk (workspace_id, batch_id, number, state, next_try_at, tries, ended_at)
values ('00000000-0000-0000-0000-0000000000a1', '00000000-0000-0000-0000-000000000301', 0, 'done',
        '2026-11-22T11:55Z', 1, '2026-11-22T11:56Z');
insert into email_chunk (workspace_id, batch_id, number, state, next_try_at, tries, payload, key,
                         unknown_since)
values ('00000000-0000-0000-0000-0000000000a1', '00000000-0000-0000-0000-000000000301', 1, 'waiting',
        '2026-11-22T12:01Z', 1, 'payload', 'key', '2026-11-22T11:56Z');
insert into email_recipient (id, workspace_id, batch_id, address, address_key, chunk, place, state,
                             message_id, decided_at)
select gen_random_uuid(), workspace_id, id, address, sha256(address::bytea), chunk, 0,
       case chunk when 0 then 'accepted' else 'waiting' end,
       case chunk when 0 then 'message' end,
       case chunk when 0 then timestamptz '2026-11-22T11:56Z' end
  from email_batch, (values ('ada@example.org', 0), ('bob@example.org', 1)) p (address, chunk);
insert into email_message (workspace_id, integration_id, id, address, address_key, sender, subject,
                           queued_at, sent_at, created_at)
values ('00000000-0000-0000-0000-0000000000a1', '00000000-0000-0000-0000-0000000000c1', 'message',
        'ada@example.org', sha256('ada@example.org'), 'shop@example.org', 'Autumn',
        '2026-11-22T11:56Z', '2026-11-22T11:57Z', '2026-11-22T11:56Z');
insert into email_event (workspace_id, integration_id, key, message_id, address_key, state, at,
                         received_at)
values ('00000000-0000-0000-0000-0000000000a1', '00000000-0000-0000-0000-0000000000c1', 'sent-1',
        'message', sha256('ada@example.org'), 'sent', '2026-11-22T11:57Z', '2026-11-22T11:57Z');
insert into email_suppression (workspace_id, address_key, origin, address, since, note)
values ('00000000-0000-0000-0000-0000000000a1', sha256('eve@example.org'), 'unsubscribe',
        'eve@example.org', '2026-11-20T00:00Z', 'By the link.');
insert into email_watch (workspace_id, integration_id, suppresses, next_at)
values ('00000000-0000-0000-0000-0000000000a1', '00000000-0000-0000-0000-0000000000c1', true,
        '2026-11-22T12:05Z');
