package dev.tributary.store;

import dev.tributary.spi.Bounce;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.EmailState;
import dev.tributary.spi.EventCounts.EventCount;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Counts what providers told about e-mails, for accounts of which the provider counts nothing. */
public final class EmailCountStore {
  private final Database database;

  public EmailCountStore(Database database) {
    this.database = database;
  }

  /**
   * By day, sender's domain, state and kind of bounce.
   *
   * @param zone in which the days are cut
   */
  public List<EventCount> counts(UUID workspaceId, UUID integrationId, DayRange days, ZoneId zone) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select cast(e.at at time zone :zone as date) as day,
                           coalesce(lower(substring(m.sender from '@([^@>\\s]+)>?\\s*$')), '') as domain,
                           e.state, e.bounce, count(*) as events
                      from email_event e
                      join email_message m
                        on m.workspace_id = e.workspace_id
                       and m.integration_id = e.integration_id
                       and m.id = e.message_id
                     where e.workspace_id = :workspace and e.integration_id = :integration
                       and e.at >= :from and e.at < :to
                     group by 1, 2, 3, 4
                     order by 1, 2, 3, 4
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .param("zone", zone.getId())
                .param("from", Columns.time(days.first().atStartOfDay(zone).toInstant()))
                .param("to", Columns.time(days.last().plusDays(1).atStartOfDay(zone).toInstant()))
                .query((row, _) ->
                    new EventCount(
                        Columns.day(row, "day"),
                        row.getString("domain"),
                        EmailState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                        Optional.ofNullable(row.getString("bounce"))
                            .map(kind -> Bounce.Kind.valueOf(kind.toUpperCase(Locale.ROOT))),
                        row.getLong("events")))
                .list());
  }
}
