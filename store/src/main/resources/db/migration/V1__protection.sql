-- Everything that belongs to a tenant has a column workspace_id and is protected by this function:
-- the app's role sees and writes the rows of the workspace that its transaction names, and no rows
-- when it names none; owner and system see all.
create schema if not exists kpi;
grant usage on schema tributary, kpi to ${app}, ${system};

create function tributary.protect(target regclass) returns void
    language plpgsql
    set search_path = pg_catalog
as
$$
begin
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format('drop policy if exists tenant on %s', target);
    execute format('drop policy if exists everything on %s', target);
    -- A setting that was reset is an empty string; the subselect is evaluated once a statement.
    execute format(
        'create policy tenant on %s to %I '
        || 'using (workspace_id = (select nullif(current_setting(''tributary.workspace'', true), '''')::uuid)) '
        || 'with check (workspace_id = (select nullif(current_setting(''tributary.workspace'', true), '''')::uuid))',
        target, '${app}');
    execute format(
        'create policy everything on %s to %I, %I using (true) with check (true)',
        target, '${owner}', '${system}');
    execute format('grant select, insert, update, delete on %s to %I', target, '${system}');
end
$$;

revoke all on function tributary.protect(regclass) from public;

-- Says which tables of tenants stand unprotected; empty when all is well.
create function tributary.unprotected() returns table (name text)
    language sql
    stable
    set search_path = pg_catalog
as
$$
select format('%I.%I', n.nspname, c.relname)
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname in ('tributary', 'kpi')
   and (   (c.relkind in ('r', 'p')
            and exists (select from pg_attribute a
                         where a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped)
            and not (c.relrowsecurity and c.relforcerowsecurity
                     and (select count(*) from pg_policy p
                           where p.polrelid = c.oid and p.polname in ('tenant', 'everything')) = 2))
        or (c.relkind = 'v'
            and not coalesce(c.reloptions @> array ['security_invoker=true'], false)))
 order by 1
$$;
