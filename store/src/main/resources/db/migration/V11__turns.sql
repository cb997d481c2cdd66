-- What every turn asks, see TurnStore. A function, because a statement of so many parts takes ten
-- times as long to plan as to run, and PostgreSQL would plan it anew each time: for it the plan is
-- made once a connection. It runs with the rights of its caller, whose row level security holds.
create function look(
    in workspace uuid,
    in integration uuid,
    in moment timestamptz,
    in streams text[],        -- that are switched on
    in versions int[],        -- of their definitions
    in dated text[],          -- those that owe each day
    in snapshots text[],      -- the others
    in first_owed date,
    in last_owed date,
    in audit_streams text[],
    in audit_days date[],
    in audited_since timestamptz,
    out something boolean,
    out next_due_at timestamptz,
    out snapshots_since timestamptz,
    out gave_up boolean)
    language plpgsql
    stable
    set search_path = tributary, pg_temp
    set plan_cache_mode = force_generic_plan
as
$$
begin
    something :=
        exists (select
                  from open_slice o
                 where o.workspace_id = workspace and o.integration_id = integration)
        or exists (select
                     from range_request r
                    where r.workspace_id = workspace and r.integration_id = integration
                      and r.done_at is null)
        or (select count(*)
              from stream_status s
              join unnest(streams, versions) w (name, version) on w.name = s.stream
             where s.workspace_id = workspace and s.integration_id = integration
               and s.definition >= w.version and s.given_up is null) < cardinality(streams)
        or (select count(*)
              from day_ledger l
             where l.workspace_id = workspace and l.integration_id = integration
               and l.stream = any (dated) and l.day between first_owed and last_owed)
           < cardinality(dated) * (last_owed - first_owed + 1)
        or exists (select
                     from unnest(audit_streams, audit_days) a (name, day)
                     join day_ledger l
                       on l.integration_id = integration and l.stream = a.name and l.day = a.day
                    where l.workspace_id = workspace and l.state = 'final'
                      and l.content_hash is not null and l.fetched_at < audited_since);
    select min(l.next_due_at)
      into next_due_at
      from day_ledger l
     where l.workspace_id = workspace and l.integration_id = integration
       and l.next_due_at is not null and l.stream = any (streams);
    something := something or next_due_at <= moment is true;
    if cardinality(snapshots) > 0 then
        select min(coalesce(newest.fetched_at, timestamptz 'epoch'))
          into snapshots_since
          from unnest(snapshots) w (name)
          left join lateral (select l.fetched_at
                               from day_ledger l
                              where l.workspace_id = workspace and l.integration_id = integration
                                and l.stream = w.name and l.content_hash is not null
                              order by l.day desc
                              limit 1) newest on true;
    end if;
    gave_up := exists (select
                         from dead_letter d
                        where d.workspace_id = workspace and d.integration_id = integration
                          and d.first_day is null and d.closed_at is null);
end
$$;

revoke all on function look(uuid, uuid, timestamptz, text[], int[], text[], text[], date, date,
                            text[], date[], timestamptz) from public;
grant execute on function look(uuid, uuid, timestamptz, text[], int[], text[], text[], date, date,
                               text[], date[], timestamptz) to ${app}, ${system};

-- Its last sync is written with every turn; beside the row, no index needs to know.
alter table integration set (fillfactor = 80);
