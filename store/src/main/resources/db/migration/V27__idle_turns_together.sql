-- Most turns have nothing to do. Those that were claimed together are ended together, in one statement:
-- their jobs, completed; the integrations' last sync; the scheduler's rows, with success. Tells of each
-- whether it was recorded; it is 'open' when the integration has an open job, which is to be run instead,
-- and 'lost' when the row was taken away from the claim: of these nothing was written. The caller holds
-- the integrations' locks. (idle_turn stays for nodes of the version before.)
create function idle_turns(
    task text,
    instances text[],
    claims bigint[],
    next_at timestamptz[],
    next_priority smallint,
    jobs uuid[],
    workspaces uuid[],
    integrations uuid[],
    job_status text,
    job_trigger text,
    job_claims int,
    moment timestamptz,
    job_outcome text,
    job_success boolean,
    records bigint)
    returns table (instance text, what text)
    language plpgsql
    set search_path = tributary, pg_temp
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
    set enable_bitmapscan = off
    set enable_hashjoin = off
    set enable_mergejoin = off
as
$$
begin
    return query
        with given as materialized (
            select *
              from unnest(instances, claims, next_at, jobs, workspaces, integrations)
                   as g (instance, claim, due, job, workspace, integration)),
        free as materialized (
            select g.*
              from given g
             where not exists (select
                                 from sync_job j
                                where j.integration_id = g.integration
                                  and j.status in ('pending', 'running'))),
        ended as (
            update scheduled_tasks t
               set picked = false, picked_by = null, last_heartbeat = null, last_success = moment,
                   consecutive_failures = 0, execution_time = f.due, priority = next_priority,
                   version = t.version + 1
              from free f
             where t.task_name = task and t.task_instance = f.instance and t.picked
               and t.version = f.claim
         returning f.*),
        written as (
            insert into sync_job
                (id, workspace_id, integration_id, status, trigger, fence, claims, first_started_at,
                 started_at, completed_at, outcome, success, records_processed, errors, next_sync_at,
                 created_at)
            select e.job, e.workspace, e.integration, job_status, job_trigger, e.claim, job_claims, moment,
                   moment, moment, job_outcome, job_success, records, jsonb '[]', e.due, moment
              from ended e),
        synced as (
            update integration i
               set last_sync_at = greatest(i.last_sync_at, moment)
              from ended e
             where i.workspace_id = e.workspace and i.id = e.integration)
        select g.instance,
               case
                   when exists (select from ended e where e.job = g.job) then 'recorded'
                   when exists (select from free f where f.job = g.job) then 'lost'
                   else 'open'
               end
          from given g;
end
$$;

revoke all on function idle_turns(text, text[], bigint[], timestamptz[], smallint, uuid[], uuid[], uuid[],
                                  text, text, int, timestamptz, text, boolean, bigint) from public;
grant execute on function idle_turns(text, text[], bigint[], timestamptz[], smallint, uuid[], uuid[], uuid[],
                                     text, text, int, timestamptz, text, boolean, bigint) to ${system};
