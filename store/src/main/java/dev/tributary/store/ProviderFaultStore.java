package dev.tributary.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Providers that our own set-up keeps from answering, as system: they concern every workspace. */
public final class ProviderFaultStore {
  private final Database database;

  public ProviderFaultStore(Database database) {
    this.database = database;
  }

  public List<ProviderFault> all() {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select provider, message, since, probes, next_probe_at
                  from provider_fault
                 order by provider
                """)
            .query((row, index) ->
                new ProviderFault(
                    row.getString("provider"),
                    row.getString("message"),
                    Columns.instant(row, "since"),
                    row.getInt("probes"),
                    Columns.instant(row, "next_probe_at")))
            .list());
  }

  /**
   * Remembers a fault; of one that is known only the message changes.
   *
   * @return whether it is new
   */
  public boolean found(String provider, String message, Instant now, Instant nextProbeAt) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                insert into provider_fault as old (provider, message, since, next_probe_at)
                values (:provider, :message, :now, :next)
                    on conflict (provider) do update
                   set message = excluded.message
                returning old.xmax = 0
                """)
            .param("provider", provider)
            .param("message", message)
            .param("now", Columns.time(now))
            .param("next", Columns.time(nextProbeAt))
            .query(Boolean.class)
            .single());
  }

  /** The workspaces that have to do with a provider. */
  public List<UUID> workspaces(String provider) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select distinct workspace_id
                  from integration
                 where provider = :provider and state <> 'disconnected'
                 order by workspace_id
                """)
            .param("provider", provider)
            .query(UUID.class)
            .list());
  }

  /** Takes the turn to try again, for one of all who ask; the next try is put off until then. */
  public boolean takeProbe(String provider, Instant now, Instant nextProbeAt) {
    return database.inSystem(session ->
        session
                .sql()
                .sql(
                    """
                    update provider_fault
                       set probes = probes + 1, next_probe_at = :next
                     where provider = :provider and next_probe_at <= :now
                    """)
                .param("provider", provider)
                .param("now", Columns.time(now))
                .param("next", Columns.time(nextProbeAt))
                .update()
            == 1);
  }

  /** Lets the next turn try again at once. */
  public boolean probeNow(String provider, Instant now) {
    return database.inSystem(session ->
        session
                .sql()
                .sql(
                    """
                    update provider_fault
                       set next_probe_at = least(next_probe_at, :now)
                     where provider = :provider
                    """)
                .param("provider", provider)
                .param("now", Columns.time(now))
                .update()
            == 1);
  }

  /**
   * The provider answered again.
   *
   * @return whether there was a fault
   */
  public boolean clear(String provider) {
    return database.inSystem(session ->
        session
                .sql()
                .sql("delete from provider_fault where provider = :provider")
                .param("provider", provider)
                .update()
            == 1);
  }
}
