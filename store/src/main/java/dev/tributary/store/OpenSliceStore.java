package dev.tributary.store;

import dev.tributary.spi.Cursor;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Slice;
import java.util.List;
import java.util.UUID;

/** Reports under way at the provider, so that no worker waits for them. */
public final class OpenSliceStore {
  /** The most reports an integration may have under way. */
  public static final int PER_INTEGRATION_MAX = 8;

  private final Database database;

  public OpenSliceStore(Database database) {
    this.database = database;
  }

  /** Oldest first. */
  public List<OpenSlice> of(UUID workspaceId, UUID integrationId) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select stream, first_day, last_day, cursor, started_at, ask_again_at
                      from open_slice
                     where workspace_id = :workspace and integration_id = :integration
                     order by started_at, stream, first_day
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .query((row, index) ->
                    new OpenSlice(
                        new Slice(
                            row.getString("stream"),
                            new DayRange(
                                Columns.day(row, "first_day"), Columns.day(row, "last_day"))),
                        new Cursor(row.getString("cursor")),
                        Columns.instant(row, "started_at"),
                        Columns.instant(row, "ask_again_at")))
                .list());
  }

  /**
   * Keeps or moves on a slice.
   *
   * @return false when the integration has its most already and this is another one
   */
  public boolean keep(Fence fence, OpenSlice slice) {
    return database.inTenant(
        fence.workspaceId(),
        session -> {
          // Holding the fence makes this the only writer, so counting first is safe.
          Fences.hold(session, fence);
          return session
                  .sql()
                  .sql(
                      """
                      insert into open_slice
                          (workspace_id, integration_id, stream, first_day, last_day, cursor,
                           started_at, ask_again_at)
                      select :workspace, :integration, :stream, :first, :last, :cursor,
                             :started, :again
                       where (select count(*)
                                from open_slice
                               where integration_id = :integration
                                 and (stream, first_day, last_day)
                                     <> (:stream, cast(:first as date), cast(:last as date)))
                             < :max
                          on conflict (integration_id, stream, first_day, last_day) do update
                         set cursor = excluded.cursor, ask_again_at = excluded.ask_again_at
                      """)
                  .param("workspace", fence.workspaceId())
                  .param("integration", fence.integrationId())
                  .param("stream", slice.slice().stream())
                  .param("first", slice.slice().days().first())
                  .param("last", slice.slice().days().last())
                  .param("cursor", slice.cursor().value())
                  .param("started", Columns.time(slice.startedAt()))
                  .param("again", Columns.time(slice.askAgainAt()))
                  .param("max", PER_INTEGRATION_MAX)
                  .update()
              == 1;
        });
  }

  /** Forgets a slice; {@link SliceStore#apply} does it for slices that it stores. */
  public void close(Fence fence, Slice slice) {
    database.inTenant(
        fence.workspaceId(),
        session -> {
          Fences.hold(session, fence);
          return session
              .sql()
              .sql(
                  """
                  delete from open_slice
                   where workspace_id = :workspace and integration_id = :integration
                     and stream = :stream and first_day = :first and last_day = :last
                  """)
              .param("workspace", fence.workspaceId())
              .param("integration", fence.integrationId())
              .param("stream", slice.stream())
              .param("first", slice.days().first())
              .param("last", slice.days().last())
              .update();
        });
  }
}
