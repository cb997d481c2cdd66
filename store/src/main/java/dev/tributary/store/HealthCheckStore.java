package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The last health check of each integration, and when the next is due. */
public final class HealthCheckStore {
  private final Database database;

  public HealthCheckStore(Database database) {
    this.database = database;
  }

  /** An integration that a node checks now. */
  public record Claimed(UUID workspaceId, UUID integrationId) {}

  public Optional<HealthCheck> find(UUID workspaceId, UUID integrationId) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select workspace_id, integration_id, checked_at, code, detail, changes, failures
                      from health_check
                     where workspace_id = :workspace and integration_id = :integration
                       and checked_at is not null
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .query(HealthCheckStore::read)
                .optional());
  }

  /**
   * As system: gives every integration that was never checked a time within a day of its
   * connecting, spread evenly.
   */
  public int enrol(Instant now) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                insert into health_check (workspace_id, integration_id, due_at)
                select i.workspace_id, i.id,
                       :now + make_interval(secs => mod(hashtextextended(i.id::text, 0) & 2147483647, 86400))
                  from integration i
                 where i.state <> 'disconnected'
                   and not exists (select from health_check h where h.integration_id = i.id)
                    on conflict do nothing
                """)
            .param("now", Columns.time(now))
            .update());
  }

  /**
   * As system: takes checks that are due, each for one node alone until {@code until}. Those that
   * wait for a new login are left out: nobody could be asked; and those of a paused provider.
   */
  public List<Claimed> claim(Instant now, Instant until, int limit) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                update health_check c
                   set claimed_until = :until
                  from (select h.integration_id
                          from health_check h
                          join integration i
                            on i.workspace_id = h.workspace_id and i.id = h.integration_id
                         where h.due_at <= :now
                           and (h.claimed_until is null or h.claimed_until <= :now)
                           and i.state not in ('disconnected', 'reconnect_needed')
                           and not exists (select
                                             from provider_pause p
                                            where p.provider = i.provider)
                         order by h.due_at
                         limit :limit
                           for update of h skip locked) due
                 where c.integration_id = due.integration_id
                returning c.workspace_id, c.integration_id
                """)
            .param("now", Columns.time(now))
            .param("until", Columns.time(until))
            .param("limit", limit)
            .query((row, index) ->
                new Claimed(Columns.id(row, "workspace_id"), Columns.id(row, "integration_id")))
            .list());
  }

  /** Keeps a result and ends the claim; an integration that is gone keeps none. */
  public void keep(HealthCheck check, Instant dueAt) {
    database.inTenant(
        check.workspaceId(),
        session ->
            session
                .sql()
                .sql(
                    """
                    insert into health_check
                        (workspace_id, integration_id, due_at, checked_at, healthy, code, detail,
                         changes, failures)
                    select i.workspace_id, i.id, :due, :checked, :healthy, :code, :detail,
                           :changes, :failures
                      from integration i
                     where i.workspace_id = :workspace and i.id = :integration
                        on conflict (integration_id) do update
                       set due_at = excluded.due_at, claimed_until = null,
                           checked_at = excluded.checked_at, healthy = excluded.healthy,
                           code = excluded.code, detail = excluded.detail,
                           changes = excluded.changes, failures = excluded.failures
                    """)
                .param("workspace", check.workspaceId())
                .param("integration", check.integrationId())
                .param("due", Columns.time(dueAt))
                .param("checked", Columns.time(check.checkedAt()))
                .param("healthy", check.healthy())
                .param("code", check.problem().map(HealthCheck.Problem::code).orElse(null))
                .param(
                    "detail", check.problem().map(one -> Columns.clean(one.detail())).orElse(null))
                .param(
                    "changes", check.changes().stream().map(Columns::clean).toArray(String[]::new))
                .param("failures", check.failures())
                .update());
  }

  /** Sets when the next check is due and ends a claim; the last result stays. */
  public void due(UUID workspaceId, UUID integrationId, Instant at) {
    database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    insert into health_check (workspace_id, integration_id, due_at)
                    select i.workspace_id, i.id, :at
                      from integration i
                     where i.workspace_id = :workspace and i.id = :integration
                        on conflict (integration_id) do update
                       set due_at = excluded.due_at, claimed_until = null
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .param("at", Columns.time(at))
                .update());
  }

  private static HealthCheck read(ResultSet row, int index) throws SQLException {
    String detail = Columns.optionalText(row, "detail").orElse("");
    return new HealthCheck(
        Columns.id(row, "workspace_id"),
        Columns.id(row, "integration_id"),
        Columns.instant(row, "checked_at"),
        Columns.optionalText(row, "code").map(code -> new HealthCheck.Problem(code, detail)),
        Columns.texts(row, "changes"),
        row.getInt("failures"));
  }
}
