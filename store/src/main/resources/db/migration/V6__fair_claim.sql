-- Which integrations run next is decided here, in one statement of the caller, so that a node that
-- freezes in the middle of it holds nothing.

-- A provider whose integrations are not begun; it belongs to no workspace.
create table provider_pause (
    provider  text primary key,
    reason    text        not null check (reason <> ''),
    paused_by text        not null,
    paused_at timestamptz not null
);
-- A running turn looks whether its provider was paused; who paused it and why is not its affair.
grant select (provider) on provider_pause to ${app};

-- What was done to the installation as a whole; like audit_log, but of no workspace.
create table installation_log (
    id      uuid primary key,
    at      timestamptz not null,
    actor   text        not null,
    action  text        not null,
    subject text        not null,
    detail  text        not null
);
create index on installation_log (at desc);

-- After which workspace the next round goes on, by priority.
create table turn_ring (
    priority  smallint primary key,
    workspace text not null
);
grant select, insert, update, delete on provider_pause, turn_ring to ${system};
grant select, insert on installation_log to ${system};

-- Due and not running. Marked ahead of the claim, so that the workspaces that wait can be told from
-- those that do not without looking at every row.
alter table scheduled_tasks add column ready boolean not null default false;

-- 20 asked for by a person, 10 regular, 0 history.
update scheduled_tasks t
   set priority = case when exists (select
                                      from range_request r
                                     where r.integration_id::text = split_part(t.task_instance, '/', 3)
                                       and r.done_at is null
                                       and r.priority = 'manual') then 20 else 10 end;
alter table scheduled_tasks
    alter column priority set default 10,
    alter column priority set not null;

drop index scheduled_tasks_execution_time_idx;
drop index scheduled_tasks_last_heartbeat_idx;
drop index scheduled_tasks_priority_execution_time_idx;
create index scheduled_tasks_waiting on scheduled_tasks (provider, execution_time)
    where not picked and not ready;
create index scheduled_tasks_ready on scheduled_tasks (priority, workspace, execution_time)
    where ready and not picked;
-- Not by the heartbeat, which would then be entered into every index each time it is written.
create index scheduled_tasks_running on scheduled_tasks (workspace) where picked;

-- Every row changes three times a turn, so the dead versions are cleared early and unhurried by cost.
alter table scheduled_tasks set (
    autovacuum_vacuum_scale_factor = 0.05,
    autovacuum_vacuum_threshold = 500,
    autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_scale_factor = 0.1
);

-- Marks rows that have come due, at most so many of each provider; those of paused ones stay.
create function make_ready(task text, moment timestamptz, most int) returns int
    language plpgsql
    set search_path = tributary, pg_temp
    set plan_cache_mode = force_generic_plan
    set jit = off
    set enable_seqscan = off
    set enable_bitmapscan = off
as
$$
declare
    one   text := '';
    moved int;
    total int := 0;
begin
    loop
        select t.provider
          into one
          from scheduled_tasks t
         where not t.picked and not t.ready and t.provider > one
         order by t.provider
         limit 1;
        exit when one is null;
        continue when exists (select from provider_pause p where p.provider = one);
        with due as materialized (
            select t.task_name, t.task_instance
              from scheduled_tasks t
             where not t.picked and not t.ready and t.provider = one
               and t.execution_time <= moment and t.task_name = task
             order by t.execution_time
             limit most
               for update skip locked)
        update scheduled_tasks t
           set ready = true
          from due
         where t.task_name = due.task_name and t.task_instance = due.task_instance;
        get diagnostics moved = row_count;
        total := total + moved;
    end loop;
    return total;
end
$$;

-- Claims up to so many turns: the highest priority first, in it one workspace after the other, in a
-- workspace the longest due. A workspace has at most workspace_max turns running on all nodes: claims
-- go one after the other, and each sees what the one before it claimed.
create function claim_turns(task text, node text, moment timestamptz, wanted int, workspace_max int)
    returns setof scheduled_tasks
    language plpgsql
    set search_path = tributary, pg_temp
    set plan_cache_mode = force_generic_plan
    set jit = off
    set enable_seqscan = off
    set enable_bitmapscan = off
    set enable_sort = off
as
$$
declare
    level    smallint := 32767;
    begun    text;
    place    text;
    wrapped  boolean;
    next     text;
    busy     int;
    names    text[];
    counts   int[];
    share    int;
    taken    int;
    wanting  int := wanted;
    paused   text[];
begin
    perform pg_advisory_xact_lock(hashtextextended('tributary.claim_turns', 11));
    -- A list instead of a join, which would be tempted to look at every row.
    paused := array(select p.provider from provider_pause p);
    while wanting > 0 loop
        select t.priority
          into level
          from scheduled_tasks t
         where t.ready and not t.picked and t.priority < level
         order by t.priority desc
         limit 1;
        exit when level is null;
        -- A round takes at least one turn, or is the last of this priority.
        while wanting > 0 loop
            begun := coalesce((select r.workspace from turn_ring r where r.priority = level), '');
            place := begun;
            wrapped := false;
            names := '{}';
            counts := '{}';
            -- The workspaces that run all they may are few, for each has that many turns running.
            for visit in 1 .. 2 * wanting + 64 loop
                select t.workspace
                  into next
                  from scheduled_tasks t
                 where t.ready and not t.picked and t.priority = level and t.workspace > place
                 order by t.workspace
                 limit 1;
                if next is null then
                    exit when wrapped;
                    wrapped := true;
                    place := '';
                    continue;
                end if;
                exit when wrapped and next > begun;
                place := next;
                select count(*) into busy from scheduled_tasks t where t.picked and t.workspace = next;
                if busy < workspace_max then
                    names := names || next;
                    counts := counts || busy;
                end if;
                exit when cardinality(names) >= wanting;
            end loop;
            exit when cardinality(names) = 0;
            share := ceil(2.0 * wanting / cardinality(names));
            return query
                with chosen as materialized (
                    select waiting.task_instance
                      from unnest(names, counts) with ordinality as one (workspace, busy, turn)
                     cross join lateral (
                        select mine.task_instance, row_number() over () as nth
                          from (select t.task_instance
                                  from scheduled_tasks t
                                 where t.ready and not t.picked and t.priority = level
                                   and t.workspace = one.workspace
                                   and t.execution_time <= moment
                                   and t.task_name = task
                                   and t.provider <> all (paused)
                                 order by t.execution_time
                                 limit least(share, workspace_max - one.busy)) mine) waiting
                     order by one.busy + waiting.nth, one.turn
                     limit wanting),
                held as materialized (
                    select t.task_name, t.task_instance
                      from chosen
                      join scheduled_tasks t
                        on t.task_name = task and t.task_instance = chosen.task_instance
                     -- So worded that only the primary key serves, never all that is ready.
                     where (t.ready and not t.picked) is true
                       for update of t skip locked)
                update scheduled_tasks t
                   set picked = true, ready = false, picked_by = node, last_heartbeat = moment,
                       version = t.version + 1
                  from held
                 where t.task_name = held.task_name and t.task_instance = held.task_instance
             returning t.*;
            get diagnostics taken = row_count;
            insert into turn_ring as ring (priority, workspace)
            values (level, place)
                on conflict (priority) do update
               set workspace = excluded.workspace;
            exit when taken = 0;
            wanting := wanting - taken;
        end loop;
    end loop;
end
$$;

revoke all on function make_ready(text, timestamptz, int) from public;
revoke all on function claim_turns(text, text, timestamptz, int, int) from public;
grant execute on function make_ready(text, timestamptz, int) to ${system};
grant execute on function claim_turns(text, text, timestamptz, int, int) to ${system};
