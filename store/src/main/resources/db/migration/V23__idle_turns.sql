-- Most turns have nothing to do, so what they cost is what a queue of many integrations costs. Both
-- functions do in one statement what took two or three, with plans that are made once a connection
-- and do not depend on how large the tables were then.

-- Marks what has come due and claims turns. At most so many rows are marked that a great many which
-- come due together cost no single claim a long time; the next claim marks more.
create function take_turns(task text, node text, moment timestamptz, wanted int, workspace_max int)
    returns setof scheduled_tasks
    language plpgsql
    set search_path = tributary, pg_temp
as
$$
begin
    perform make_ready(task, moment, 5000);
    return query select * from claim_turns(task, node, moment, wanted, workspace_max);
end
$$;

-- Ends a turn that had nothing to do: its job, completed; the integration's last sync; the
-- scheduler's row, with success. Tells 'open' when the integration has an open job, which is to be
-- run instead, and 'lost' when the row was taken away from the claim; then nothing was written. The
-- caller holds the integration's lock.
create function idle_turn(
    task text,
    instance text,
    claim bigint,
    next_at timestamptz,
    next_priority smallint,
    job uuid,
    workspace uuid,
    integration_key uuid,
    job_status text,
    job_trigger text,
    job_claims int,
    started timestamptz,
    completed timestamptz,
    created timestamptz,
    job_outcome text,
    job_success boolean,
    records bigint,
    next_sync timestamptz)
    returns text
    language plpgsql
    set search_path = tributary, pg_temp
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
    set enable_bitmapscan = off
as
$$
begin
    if exists (select
                 from sync_job j
                where j.integration_id = integration_key and j.status in ('pending', 'running')) then
        return 'open';
    end if;
    update scheduled_tasks t
       set picked = false, picked_by = null, last_heartbeat = null, last_success = completed,
           consecutive_failures = 0, execution_time = next_at, priority = next_priority,
           version = t.version + 1
     where t.task_name = task and t.task_instance = instance and t.picked and t.version = claim;
    if not found then
        return 'lost';
    end if;
    insert into sync_job
        (id, workspace_id, integration_id, status, trigger, fence, claims, first_started_at,
         started_at, completed_at, outcome, success, records_processed, errors, next_sync_at,
         created_at)
    values (job, workspace, integration_key, job_status, job_trigger, claim, job_claims, started,
            started, completed, job_outcome, job_success, records, jsonb '[]', next_sync, created);
    update integration i
       set last_sync_at = greatest(i.last_sync_at, completed)
     where i.workspace_id = workspace and i.id = integration_key;
    return 'recorded';
end
$$;

revoke all on function take_turns(text, text, timestamptz, int, int) from public;
revoke all on function idle_turn(text, text, bigint, timestamptz, smallint, uuid, uuid, uuid, text,
                                 text, int, timestamptz, timestamptz, timestamptz, text, boolean,
                                 bigint, timestamptz) from public;
grant execute on function take_turns(text, text, timestamptz, int, int) to ${system};
grant execute on function idle_turn(text, text, bigint, timestamptz, smallint, uuid, uuid, uuid,
                                    text, text, int, timestamptz, timestamptz, timestamptz, text,
                                    boolean, bigint, timestamptz) to ${system};
