-- A workspace as the first schema with a queue kept it: one connection that runs, one whose job waits
-- with a request of a person, one that was given up.
insert into workspace (id, name, zone, created_at)
values ('00000000-0000-0000-0000-0000000000a1', 'Acme', 'Europe/Berlin', '2026-11-01T00:00Z');

insert into provider_grant (id, workspace_id, provider, login, provider_user, scopes, ciphertext,
                            key_id, version, state, created_at, updated_at)
values ('00000000-0000-0000-0000-0000000000b1', '00000000-0000-0000-0000-0000000000a1', 'acme',
        'oauth', 'user', '{read}', '\x00', 'key', 1, 'active', '2026-11-01T00:00Z',
        '2026-11-01T00:00Z');

insert into integration (id, workspace_id, grant_id, provider, account_id, account_name, zone,
                         currency, state, created_at, updated_at)
select ('00000000-0000-0000-0000-0000000000c' || n)::uuid, '00000000-0000-0000-0000-0000000000a1',
       '00000000-0000-0000-0000-0000000000b1', 'acme', 'account-' || n, 'Shop ' || n,
       'Europe/Berlin', 'EUR', 'active', '2026-11-01T00:00Z', '2026-11-01T00:00Z'
  from generate_series(1, 3) n;

insert into scheduled_tasks (task_name, task_instance, execution_time, picked, picked_by,
                             last_heartbeat, version)
select 'sync', workspace_id || '/' || provider || '/' || id, '2026-11-22T12:00Z',
       account_id = 'account-1', case when account_id = 'account-1' then 'node-1' end,
       case when account_id = 'account-1' then timestamptz '2026-11-22T12:00Z' end, 7
  from integration;

insert into sync_job (id, workspace_id, integration_id, status, trigger, fence, claims,
                      first_started_at, started_at, created_at)
values ('00000000-0000-0000-0000-0000000000d1', '00000000-0000-0000-0000-0000000000a1',
        '00000000-0000-0000-0000-0000000000c1', 'running', 'schedule', 7, 1, '2026-11-22T12:00Z',
        '2026-11-22T12:00Z', '2026-11-22T12:00Z');
insert into sync_job (id, workspace_id, integration_id, status, trigger, claims, first_started_at,
                      started_at, error, next_retry_at, created_at)
values ('00000000-0000-0000-0000-0000000000d2', '00000000-0000-0000-0000-0000000000a1',
        '00000000-0000-0000-0000-0000000000c2', 'pending', 'manual', 2, '2026-11-22T11:50Z',
        '2026-11-22T11:55Z', 'Acme does not answer.', '2026-11-22T12:00Z', '2026-11-22T11:50Z');
insert into sync_job (id, workspace_id, integration_id, status, trigger, fence, claims,
                      first_started_at, started_at, completed_at, error, outcome, created_at)
values ('00000000-0000-0000-0000-0000000000d3', '00000000-0000-0000-0000-0000000000a1',
        '00000000-0000-0000-0000-0000000000c3', 'failed', 'schedule', 6, 6, '2026-11-22T11:00Z',
        '2026-11-22T11:31Z', '2026-11-22T11:32Z', 'Acme does not answer.', 'gave_up',
        '2026-11-22T11:00Z');

insert into range_request (id, workspace_id, integration_id, stream, first_day, last_day, reason,
                           priority, asked_at)
values ('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a1',
        '00000000-0000-0000-0000-0000000000c2', 'pages', '2026-11-09', '2026-11-11', 'reread',
        'manual', '2026-11-22T11:50Z');

insert into day_ledger (workspace_id, integration_id, stream, day, state, version, definition,
                        content_hash, row_count, main_total, fetched_at, changed_at, decided_at,
                        next_due_at)
values ('00000000-0000-0000-0000-0000000000a1', '00000000-0000-0000-0000-0000000000c1', 'pages',
        '2026-11-20', 'settling', 1, 1, decode(repeat('ab', 16), 'hex'), 0, 0,
        '2026-11-21T06:00Z', '2026-11-21T06:00Z', '2026-11-21T06:00Z', '2026-11-23T06:00Z');

insert into dead_letter (id, workspace_id, integration_id, job_id, stream, first_day, last_day,
                         category, code, cause, attempts, created_at)
values ('00000000-0000-0000-0000-0000000000f1', '00000000-0000-0000-0000-0000000000a1',
        '00000000-0000-0000-0000-0000000000c3', '00000000-0000-0000-0000-0000000000d3', 'pages',
        '2026-11-20', '2026-11-20', 'api', 'unavailable', 'Acme does not answer.', 6,
        '2026-11-21T11:32Z');

insert into revision (workspace_id, integration_id, stream, day, recorded_at, cause, definition,
                      rows_after, measures, totals_after)
values ('00000000-0000-0000-0000-0000000000a1', '00000000-0000-0000-0000-0000000000c1', 'pages',
        '2026-11-20', '2026-11-21T06:00Z', 'first', 1, 0, '{}', '{}');
