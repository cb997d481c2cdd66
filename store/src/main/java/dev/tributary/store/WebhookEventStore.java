package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Events that were taken in: those that wait, and what became of the others. */
public final class WebhookEventStore {
  private static final String COLUMNS =
      """
      e.id, e.workspace_id, e.integration_id, e.provider, e.account, e.at, e.streams, e.what,
      e.state, e.code, e.reason, e.operation, e.copies, e.replays, e.received_at, e.decided_at\
      """;

  private static final String WHERE =
      """
      e.workspace_id = :workspace
         and (cast(:integration as uuid) is null or e.integration_id = :integration)
         and (cast(:provider as text) is null or e.provider = :provider)
         and (cast(:state as text) is null or e.state = :state)\
      """;

  private final Database database;

  public WebhookEventStore(Database database) {
    this.database = database;
  }

  /** Which events of a workspace; what is empty does not matter. */
  public record Filter(
      Optional<UUID> integration, Optional<String> provider, Optional<WebhookEvent.State> state) {
    public static final Filter ALL =
        new Filter(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Newest first.
   *
   * @param after the last one seen before
   */
  public List<WebhookEvent> page(UUID workspaceId, Filter filter, Optional<UUID> after, int limit) {
    return database.inTenant(
        workspaceId,
        session ->
            filtered(
                    session,
                    """
                    select %s
                      from webhook_event e
                     where %s and (cast(:after as uuid) is null or e.id < :after)
                     order by e.id desc
                     limit :limit
                    """
                        .formatted(COLUMNS, WHERE),
                    workspaceId,
                    filter)
                .param("after", after.orElse(null))
                .param("limit", limit)
                .query(WebhookEventStore::read)
                .list());
  }

  public Optional<WebhookEvent> find(UUID workspaceId, UUID id) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    "select %s from webhook_event e where e.workspace_id = :workspace and e.id = :id"
                        .formatted(COLUMNS))
                .param("workspace", workspaceId)
                .param("id", id)
                .query(WebhookEventStore::read)
                .optional());
  }

  /**
   * Lets an event wait anew; one that waits already stays as it is.
   *
   * @return false when there is no such event
   */
  public boolean replay(UUID workspaceId, UUID id, Instant now) {
    return database.inSystem(session ->
        session
                .sql()
                .sql(
                    "update webhook_event e set %s where e.workspace_id = :workspace and e.id = :id"
                        .formatted(again()))
                .param("workspace", workspaceId)
                .param("id", id)
                .param("now", Columns.time(now))
                .update()
            == 1);
  }

  /**
   * Lets all events wait anew that match and do not wait already.
   *
   * @return how many, at most {@code limit}, the oldest first
   */
  public int replay(UUID workspaceId, Filter filter, Instant now, int limit) {
    return database.inSystem(session ->
        filtered(
                session,
                """
                update webhook_event e
                   set %s
                 where e.id in (select e.id
                                  from webhook_event e
                                 where %s and e.state <> 'received'
                                 order by e.id
                                 limit :limit)
                """
                    .formatted(again(), WHERE),
                workspaceId,
                filter)
            .param("now", Columns.time(now))
            .param("limit", limit)
            .update());
  }

  private static String again() {
    return """
    replays = e.replays + case when e.state = 'received' then 0 else 1 end,
           waits_since = case when e.state = 'received' then e.waits_since else :now end,
           state = 'received', code = null, reason = null, operation = null, decided_at = null,
           tries = 0\
    """;
  }

  private static StatementSpec filtered(
      Session session, String sql, UUID workspaceId, Filter filter) {
    return session
        .sql()
        .sql(sql)
        .param("workspace", workspaceId)
        .param("integration", filter.integration().orElse(null))
        .param("provider", filter.provider().orElse(null))
        .param("state", filter.state().map(Columns::word).orElse(null));
  }

  /**
   * An integration with events that wait.
   *
   * @param since when the first of them came
   * @param replayed whether a person asked for one of them
   * @param lastApplied when events of it were last applied; empty when not lately
   * @param applied how often they were lately
   */
  public record Waiting(
      UUID workspaceId,
      UUID integrationId,
      Instant since,
      boolean replayed,
      Optional<Instant> lastApplied,
      int applied) {}

  /**
   * As system: the integrations that have events waiting, those that wait longest first.
   *
   * @param lately how far back applying counts
   */
  public List<Waiting> waiting(Instant now, Duration lately, int limit) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select w.*, a.last_at, a.times
                  from (select workspace_id, integration_id, min(waits_since) as since,
                               bool_or(replays > 0) as replayed
                          from webhook_event
                         where state = 'received'
                         group by workspace_id, integration_id
                         order by min(waits_since)
                         limit :limit) w
                 cross join lateral
                       (select max(e.decided_at) as last_at,
                               count(distinct e.decided_at)::int as times
                          from webhook_event e
                         where e.integration_id = w.integration_id and e.state = 'applied'
                           and e.decided_at > :lately) a
                 order by w.since
                """)
            .param("lately", Columns.time(now.minus(lately)))
            .param("limit", limit)
            .query((row, index) ->
                new Waiting(
                    Columns.id(row, "workspace_id"),
                    Columns.id(row, "integration_id"),
                    Columns.instant(row, "since"),
                    row.getBoolean("replayed"),
                    Columns.optionalInstant(row, "last_at"),
                    row.getInt("times")))
            .list());
  }

  /** Those of an integration that wait, oldest first; lock the integration before. */
  public List<WebhookEvent> waiting(UUID workspaceId, UUID integrationId, int limit) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select %s
                  from webhook_event e
                 where e.integration_id = :integration and e.state = 'received'
                   and e.workspace_id = :workspace
                 order by e.waits_since, e.id
                 limit :limit
                """
                    .formatted(COLUMNS))
            .param("workspace", workspaceId)
            .param("integration", integrationId)
            .param("limit", limit)
            .query(WebhookEventStore::read)
            .list());
  }

  /** Their days are asked for. */
  public int applied(List<UUID> ids, UUID operation, Instant now) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                update webhook_event
                   set state = 'applied', operation = :operation, decided_at = :now
                 where id = any(:ids) and state = 'received'
                """)
            .param("ids", ids.toArray(UUID[]::new))
            .param("operation", operation)
            .param("now", Columns.time(now))
            .update());
  }

  /** Nothing is read for them. */
  public int ignored(List<UUID> ids, WebhookEvent.Verdict verdict, Instant now) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                update webhook_event
                   set state = 'ignored', code = :code, reason = :reason, decided_at = :now
                 where id = any(:ids) and state = 'received'
                """)
            .param("ids", ids.toArray(UUID[]::new))
            .param("code", verdict.code())
            .param("reason", Columns.clean(verdict.reason()))
            .param("now", Columns.time(now))
            .update());
  }

  /**
   * Applying what waits of an integration broke: it is tried again, and given up after some tries.
   *
   * @return how many were given up
   */
  public int broke(
      UUID workspaceId,
      UUID integrationId,
      int triesMax,
      WebhookEvent.Verdict verdict,
      Instant now) {
    return database.inSystem(session -> {
      session
          .sql()
          .sql(
              """
              update webhook_event
                 set tries = tries + 1
               where workspace_id = :workspace and integration_id = :integration
                 and state = 'received'
              """)
          .param("workspace", workspaceId)
          .param("integration", integrationId)
          .update();
      return session
          .sql()
          .sql(
              """
              update webhook_event
                 set state = 'failed', code = :code, reason = :reason, decided_at = :now
               where workspace_id = :workspace and integration_id = :integration
                 and state = 'received' and tries >= :tries
              """)
          .param("workspace", workspaceId)
          .param("integration", integrationId)
          .param("tries", triesMax)
          .param("code", verdict.code())
          .param("reason", Columns.clean(verdict.reason()))
          .param("now", Columns.time(now))
          .update();
    });
  }

  private static WebhookEvent read(ResultSet row, int index) throws SQLException {
    String reason = Columns.optionalText(row, "reason").orElse("");
    return new WebhookEvent(
        Columns.id(row, "id"),
        Columns.id(row, "workspace_id"),
        Columns.id(row, "integration_id"),
        row.getString("provider"),
        row.getString("account"),
        Columns.instant(row, "at"),
        Columns.texts(row, "streams"),
        row.getString("what"),
        Columns.constant(WebhookEvent.State.class, row, "state"),
        Columns.optionalText(row, "code").map(code -> new WebhookEvent.Verdict(code, reason)),
        Columns.optionalId(row, "operation"),
        row.getInt("copies"),
        row.getInt("replays"),
        Columns.instant(row, "received_at"),
        Columns.optionalInstant(row, "decided_at"));
  }
}
