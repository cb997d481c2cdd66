package dev.tributary.store;

import dev.tributary.store.ConnectAttempt.Stage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Connections under way, as system: a provider's redirect does not name the workspace. */
public final class ConnectStore {
  private final Database database;

  public ConnectStore(Database database) {
    this.database = database;
  }

  public void begin(ConnectAttempt attempt) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                insert into connect
                    (id, workspace_id, provider, state_hash, session_hash, reconnect, state,
                     created_at, expires_at)
                values (:id, :workspace, :provider, :state, :session, :reconnect, 'waiting',
                        :created, :expires)
                """)
            .param("id", attempt.id())
            .param("workspace", attempt.workspaceId())
            .param("provider", attempt.provider())
            .param("state", attempt.stateHash())
            .param("session", attempt.sessionHash())
            .param("reconnect", attempt.reconnect().orElse(null))
            .param("created", Columns.time(attempt.createdAt()))
            .param("expires", Columns.time(attempt.expiresAt()))
            .update());
  }

  public Optional<ConnectAttempt> find(UUID workspace, UUID id) {
    return database.inSystem(session ->
        session
            .sql()
            .sql("select * from connect where id = :id and workspace_id = :workspace")
            .param("id", id)
            .param("workspace", workspace)
            .query(ConnectStore::read)
            .optional());
  }

  /** The one that a state parameter belongs to. */
  public Optional<ConnectAttempt> ofState(byte[] stateHash) {
    return database.inSystem(session ->
        session
            .sql()
            .sql("select * from connect where state_hash = :state")
            .param("state", stateHash)
            .query(ConnectStore::read)
            .optional());
  }

  /**
   * Ends the waiting.
   *
   * @param expiresAt how long the accounts can be chosen, or the outcome looked at
   * @return false when it had ended already; nothing was changed
   */
  public boolean move(UUID id, Stage stage, Instant expiresAt) {
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("id", id);
    values.put("expires", Columns.time(expiresAt));
    values.put("state", word(stage));
    values.put("consent", null);
    values.put("code", null);
    values.put("message", null);
    switch (stage) {
      case Stage.Granted(UUID consent) -> values.put("consent", consent);
      case Stage.Refused(String code, String message) -> {
        values.put("code", code);
        values.put("message", Columns.clean(message));
      }
      case Stage.Waiting _, Stage.Reconnected _ -> {}
    }
    return database.inSystem(session ->
        session
                .sql()
                .sql(
                    """
                    update connect
                       set state = :state, consent = cast(:consent as uuid), code = :code,
                           message = :message, expires_at = :expires
                     where id = :id and state = 'waiting'
                    """)
                .params(values)
                .update()
            == 1);
  }

  private static String word(Stage stage) {
    return switch (stage) {
      case Stage.Waiting _ -> "waiting";
      case Stage.Granted _ -> "granted";
      case Stage.Reconnected _ -> "reconnected";
      case Stage.Refused _ -> "refused";
    };
  }

  public boolean delete(UUID workspace, UUID id) {
    return database.inSystem(session ->
        session
                .sql()
                .sql("delete from connect where id = :id and workspace_id = :workspace")
                .param("id", id)
                .param("workspace", workspace)
                .update()
            == 1);
  }

  /** Deletes what expired before a time. */
  public int deleteExpired(Instant before) {
    return database.inSystem(session ->
        session
            .sql()
            .sql("delete from connect where expires_at < :before")
            .param("before", Columns.time(before))
            .update());
  }

  private static ConnectAttempt read(ResultSet row, int index) throws SQLException {
    return new ConnectAttempt(
        Columns.id(row, "id"),
        Columns.id(row, "workspace_id"),
        row.getString("provider"),
        row.getBytes("state_hash"),
        row.getBytes("session_hash"),
        Columns.optionalId(row, "reconnect"),
        stage(row),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "expires_at"));
  }

  private static Stage stage(ResultSet row) throws SQLException {
    String state = row.getString("state");
    return switch (state) {
      case "waiting" -> new Stage.Waiting();
      case "granted" -> new Stage.Granted(Columns.id(row, "consent"));
      case "reconnected" -> new Stage.Reconnected();
      case "refused" -> new Stage.Refused(row.getString("code"), row.getString("message"));
      default -> throw new IllegalStateException("no stage of a connection: " + state);
    };
  }
}
