package dev.tributary.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** How far the lists of providers were read, as system. */
public final class EmailWatchStore {
  private final Database database;

  public EmailWatchStore(Database database) {
    this.database = database;
  }

  /**
   * An account whose lists are to be read.
   *
   * @param walkedTo every e-mail that the provider accepted before was seen; empty at first
   * @param walkedAt when that was found out
   * @param suppresses whether the account has a list of suppressions; empty until it was asked
   */
  public record Due(
      UUID workspaceId,
      UUID integrationId,
      Optional<Instant> walkedTo,
      Optional<Instant> walkedAt,
      Optional<Boolean> suppresses) {}

  /** Makes the entries of accounts of a provider that have none yet. */
  public void enrol(String provider, Instant now) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                insert into email_watch (workspace_id, integration_id, next_at)
                select workspace_id, id, :now
                  from integration
                 where provider = :provider
                    on conflict do nothing
                """)
            .param("provider", provider)
            .param("now", Columns.time(now))
            .update());
  }

  /**
   * Claims accounts that are due; they are due again after the lease unless {@link #seen} says
   * otherwise.
   */
  public List<Due> claim(String provider, Instant now, Duration lease, int limit) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                update email_watch w
                   set next_at = :until
                 where (w.workspace_id, w.integration_id) in (
                       select d.workspace_id, d.integration_id
                         from email_watch d
                         join integration i
                           on i.workspace_id = d.workspace_id and i.id = d.integration_id
                        where d.next_at <= :now and i.provider = :provider
                          and i.state not in ('reconnect_needed', 'disconnected')
                        order by d.next_at
                        limit :limit
                          for update of d skip locked)
                returning w.workspace_id, w.integration_id, w.walked_to, w.walked_at, w.suppresses
                """)
            .param("provider", provider)
            .param("now", Columns.time(now))
            .param("until", Columns.time(now.plus(lease)))
            .param("limit", limit)
            .query((row, index) -> {
              boolean suppresses = row.getBoolean("suppresses");
              boolean unknown = row.wasNull();
              return new Due(
                  Columns.id(row, "workspace_id"),
                  Columns.id(row, "integration_id"),
                  Columns.optionalInstant(row, "walked_to"),
                  Columns.optionalInstant(row, "walked_at"),
                  unknown ? Optional.empty() : Optional.of(suppresses));
            })
            .list());
  }

  /** The lists were read. */
  public void seen(
      Due due,
      Optional<Instant> walkedTo,
      Optional<Boolean> suppresses,
      Instant now,
      Instant nextAt) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                update email_watch
                   set walked_to = coalesce(:to, walked_to),
                       walked_at = case when cast(:to as timestamptz) is null then walked_at
                                        else :now end,
                       suppresses = coalesce(cast(:suppresses as boolean), suppresses),
                       next_at = :next
                 where workspace_id = :workspace and integration_id = :integration
                """)
            .param("to", Columns.time(walkedTo))
            .param("suppresses", suppresses.orElse(null))
            .param("now", Columns.time(now))
            .param("next", Columns.time(nextAt))
            .param("workspace", due.workspaceId())
            .param("integration", due.integrationId())
            .update());
  }
}
