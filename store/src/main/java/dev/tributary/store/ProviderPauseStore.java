package dev.tributary.store;

import java.util.List;
import java.util.Optional;

/** The providers that are paused for every workspace, as system. */
public final class ProviderPauseStore {
  private final Database database;

  public ProviderPauseStore(Database database) {
    this.database = database;
  }

  /**
   * Nothing of the provider is claimed from the commit on.
   *
   * @return false when it is paused already; the first reason stays
   */
  public boolean pause(ProviderPause pause) {
    return database.inSystem(session -> {
      boolean fresh =
          session
                  .sql()
                  .sql(
                      """
                      insert into provider_pause (provider, reason, paused_by, paused_at)
                      values (:provider, :reason, :by, :at)
                          on conflict do nothing
                      """)
                  .param("provider", pause.provider())
                  .param("reason", Columns.clean(pause.reason()))
                  .param("by", Columns.clean(pause.by()))
                  .param("at", Columns.time(pause.at()))
                  .update()
              == 1;
      // Or every claim would have to look at them to leave them out.
      session
          .sql()
          .sql(
              """
              update scheduled_tasks
                 set ready = false
               where ready and not picked and provider = :provider
              """)
          .param("provider", pause.provider())
          .update();
      return fresh;
    });
  }

  /**
   * Its integrations are claimed again, each once for all it missed.
   *
   * @return false when it was not paused
   */
  public boolean resume(String provider) {
    return database.inSystem(session -> {
      Announcements.announce(session, Announcements.WORK);
      return session
              .sql()
              .sql("delete from provider_pause where provider = :provider")
              .param("provider", provider)
              .update()
          == 1;
    });
  }

  public Optional<ProviderPause> find(String provider) {
    return all().stream().filter(pause -> pause.provider().equals(provider)).findFirst();
  }

  /** By provider. */
  public List<ProviderPause> all() {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select provider, reason, paused_by, paused_at
                  from provider_pause
                 order by provider
                """)
            .query((row, index) ->
                new ProviderPause(
                    row.getString("provider"),
                    row.getString("reason"),
                    row.getString("paused_by"),
                    Columns.instant(row, "paused_at")))
            .list());
  }
}
