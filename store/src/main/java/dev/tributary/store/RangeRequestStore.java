package dev.tributary.store;

import dev.tributary.spi.DayRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Wishes to have days read. */
public final class RangeRequestStore {
  private static final String COLUMNS =
      """
      id, workspace_id, integration_id, stream, first_day, last_day, reason, priority, waiver,
      operation, asked_at, days_done, done_at
      """;

  private final Database database;

  public RangeRequestStore(Database database) {
    this.database = database;
  }

  /**
   * Adds a request; a manual one ends the waiting of failed and held days. Lock the integration
   * first when the schedule is moved in the same breath.
   */
  public void add(RangeRequest request) {
    database.inTenant(
        request.workspaceId(),
        session -> {
          if (request.priority() == Priority.MANUAL) {
            endWaiting(session, request);
          }
          return session
              .sql()
              .sql(
                  """
                  insert into range_request (%s)
                  values (:id, :workspace, :integration, :stream, :first, :last, :reason,
                          :priority, :waiver, :operation, :asked, :daysDone, :done)
                  """
                      .formatted(COLUMNS))
              .param("id", request.id())
              .param("workspace", request.workspaceId())
              .param("integration", request.integrationId())
              .param("stream", request.stream())
              .param("first", request.days().first())
              .param("last", request.days().last())
              .param("reason", Columns.clean(request.reason()))
              .param("priority", Columns.word(request.priority()))
              .param("waiver", request.waiver())
              .param("operation", request.operation().orElse(null))
              .param("asked", Columns.time(request.askedAt()))
              .param("daysDone", request.daysDone())
              .param("done", Columns.time(request.doneAt()))
              .update();
        });
  }

  /** Failed and held days of the request are read with its own priority, and wait no longer. */
  public void addAtOnce(RangeRequest request) {
    database.inTenant(
        request.workspaceId(),
        session -> {
          endWaiting(session, request);
          add(request);
          return request;
        });
  }

  /** Who asks wants to see it tried now: failed and held days wait no longer. */
  private static void endWaiting(Session session, RangeRequest request) {
    session
        .sql()
        .sql(
            """
            update day_ledger
               set next_due_at = :asked
             where workspace_id = :workspace and integration_id = :integration
               and stream = :stream and day between :first and :last
               and problem <> 'none' and next_due_at > :asked
            """)
        .param("workspace", request.workspaceId())
        .param("integration", request.integrationId())
        .param("stream", request.stream())
        .param("first", request.days().first())
        .param("last", request.days().last())
        .param("asked", Columns.time(request.askedAt()))
        .update();
  }

  /**
   * Joins a wish to an open one for the same day alone, of the same reason: it is read once, and
   * not before {@code now}.
   *
   * @return the open one's operation; empty when there is none to join
   */
  public Optional<UUID> join(
      UUID workspaceId,
      UUID integrationId,
      String stream,
      LocalDate day,
      String reason,
      Instant now) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    update range_request
                       set asked_at = greatest(asked_at, :now)
                     where workspace_id = :workspace and integration_id = :integration
                       and stream = :stream and first_day = :day and last_day = :day
                       and reason = :reason and done_at is null and operation is not null
                    returning operation
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .param("stream", stream)
                .param("day", day)
                .param("reason", reason)
                .param("now", Columns.time(now))
                .query(UUID.class)
                .list()
                .stream()
                .findFirst());
  }

  /**
   * Closes requests all of whose days were read between the moment of asking and now, when nobody
   * saw the request yet: nothing is left to read that would close it. The caller holds the locks of
   * the integration and its open job, so no day is stored meanwhile.
   */
  public void closeAnswered(UUID workspaceId, UUID integrationId, Instant now) {
    database.inTenant(
        workspaceId,
        session -> {
          Requests.answered(session, workspaceId, integrationId, now);
          return workspaceId;
        });
  }

  /** Requests that are not done, by priority, then oldest first. */
  public List<OpenRequest> open(UUID workspaceId, UUID integrationId) {
    return database.inTenant(
        workspaceId,
        session -> {
          List<RangeRequest> requests =
              session
                  .sql()
                  .sql(
                      """
                      select %s
                        from range_request
                       where workspace_id = :workspace and integration_id = :integration
                         and done_at is null
                       order by case priority when 'manual' then 1 when 'live' then 2 else 3 end,
                                asked_at, id
                      """
                          .formatted(COLUMNS))
                  .param("workspace", workspaceId)
                  .param("integration", integrationId)
                  .query(RangeRequestStore::read)
                  .list();
          Map<UUID, List<OpenRequest.Day>> remaining =
              requests.isEmpty() ? Map.of() : remaining(session, workspaceId, integrationId);
          return requests.stream()
              .map(one -> new OpenRequest(one, remaining.getOrDefault(one.id(), List.of())))
              .toList();
        });
  }

  private static Map<UUID, List<OpenRequest.Day>> remaining(
      Session session, UUID workspaceId, UUID integrationId) {
    Map<UUID, List<OpenRequest.Day>> remaining = new HashMap<>();
    session
        .sql()
        .sql(
            """
            select r.id, g.day::date as day,
                   case when l.problem <> 'none' then l.next_due_at end as not_before
              from range_request r
             cross join generate_series(r.first_day, r.last_day, interval '1 day') g (day)
              left join day_ledger l
                on l.integration_id = r.integration_id and l.stream = r.stream
               and l.day = g.day::date
             where r.workspace_id = :workspace and r.integration_id = :integration
               and r.done_at is null
               and (l.decided_at is null or l.decided_at < r.asked_at or l.problem <> 'none')
             order by r.id, day desc
            """)
        .param("workspace", workspaceId)
        .param("integration", integrationId)
        .query(row -> {
          remaining
              .computeIfAbsent(Columns.id(row, "id"), any -> new ArrayList<>())
              .add(
                  new OpenRequest.Day(
                      Columns.day(row, "day"), Columns.optionalInstant(row, "not_before")));
        });
    return remaining;
  }

  public Optional<RangeRequest> find(UUID workspaceId, UUID id) {
    return select(workspaceId, "id = :id", id).stream().findFirst();
  }

  /** All requests of one deed, oldest first. */
  public List<RangeRequest> ofOperation(UUID workspaceId, UUID operation) {
    return select(workspaceId, "operation = :id", operation);
  }

  private List<RangeRequest> select(UUID workspaceId, String where, UUID id) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select %s
                      from range_request
                     where workspace_id = :workspace and %s
                     order by asked_at, id
                    """
                        .formatted(COLUMNS, where))
                .param("workspace", workspaceId)
                .param("id", id)
                .query(RangeRequestStore::read)
                .list());
  }

  /**
   * Withdraws what is left of a request; days already read stay.
   *
   * @return false when there is no such open one
   */
  public boolean withdraw(UUID workspaceId, UUID id, Instant now) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                    .sql()
                    .sql(
                        """
                        update range_request
                           set done_at = :now, withdrawn = true
                         where workspace_id = :workspace and id = :id and done_at is null
                        """)
                    .param("workspace", workspaceId)
                    .param("id", id)
                    .param("now", Columns.time(now))
                    .update()
                == 1);
  }

  private static RangeRequest read(ResultSet row, int index) throws SQLException {
    return new RangeRequest(
        Columns.id(row, "id"),
        Columns.id(row, "workspace_id"),
        Columns.id(row, "integration_id"),
        row.getString("stream"),
        new DayRange(Columns.day(row, "first_day"), Columns.day(row, "last_day")),
        row.getString("reason"),
        Columns.constant(Priority.class, row, "priority"),
        row.getBoolean("waiver"),
        Columns.optionalId(row, "operation"),
        Columns.instant(row, "asked_at"),
        row.getInt("days_done"),
        Columns.optionalInstant(row, "done_at"));
  }
}
