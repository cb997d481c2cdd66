package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is known of the streams of an integration beside their days. */
public final class StreamStore {
  private final Database database;

  public StreamStore(Database database) {
    this.database = database;
  }

  /** By name; streams of which nothing is known yet are absent. */
  public List<StreamStatus> of(UUID workspaceId, UUID integrationId) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select stream, definition, given_up_code, given_up, given_up_until
                      from stream_status
                     where workspace_id = :workspace and integration_id = :integration
                     order by stream
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .query(StreamStore::read)
                .list());
  }

  /** Remembers for which version of the stream reads are planned. */
  public void planned(Fence fence, String stream, int definition) {
    database.inTenant(
        fence.workspaceId(),
        session -> {
          Fences.hold(session, fence);
          return session
              .sql()
              .sql(
                  """
                  insert into stream_status (workspace_id, integration_id, stream, definition)
                  values (:workspace, :integration, :stream, :definition)
                      on conflict (integration_id, stream) do update
                     set definition = excluded.definition
                  """)
              .param("workspace", fence.workspaceId())
              .param("integration", fence.integrationId())
              .param("stream", stream)
              .param("definition", definition)
              .update();
        });
  }

  /** Leaves a stream out, others go on. */
  public void giveUp(
      Fence fence, String stream, String code, String reason, Optional<Instant> until) {
    database.inTenant(
        fence.workspaceId(),
        session -> {
          Fences.hold(session, fence);
          return session
              .sql()
              .sql(
                  """
                  insert into stream_status
                      (workspace_id, integration_id, stream, given_up_code, given_up,
                       given_up_until)
                  values (:workspace, :integration, :stream, :code, :reason, :until)
                      on conflict (integration_id, stream) do update
                     set given_up_code = excluded.given_up_code,
                         given_up = excluded.given_up,
                         given_up_until = excluded.given_up_until
                  """)
              .param("workspace", fence.workspaceId())
              .param("integration", fence.integrationId())
              .param("stream", stream)
              .param("code", code)
              .param("reason", Columns.clean(reason))
              .param("until", Columns.time(until))
              .update();
        });
  }

  /** Takes a stream in again. */
  public void resume(UUID workspaceId, UUID integrationId, String stream) {
    database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    update stream_status
                       set given_up_code = null, given_up = null, given_up_until = null
                     where workspace_id = :workspace and integration_id = :integration
                       and stream = :stream
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .param("stream", stream)
                .update());
  }

  static StreamStatus read(ResultSet row, int index) throws SQLException {
    Optional<Instant> until = Columns.optionalInstant(row, "given_up_until");
    String code = Columns.optionalText(row, "given_up_code").orElse("");
    return new StreamStatus(
        row.getString("stream"),
        row.getInt("definition"),
        Columns.optionalText(row, "given_up")
            .map(reason -> new StreamStatus.GivenUp(code, reason, until)));
  }
}
