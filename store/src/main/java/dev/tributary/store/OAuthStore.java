package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** OAuth registrations and consents under way, as system: they precede a known workspace. */
public final class OAuthStore {
  private final Database database;

  public OAuthStore(Database database) {
    this.database = database;
  }

  public Optional<OAuthApp> app(String provider) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select provider, client_id, ciphertext, key_id, version, updated_at
                  from oauth_app
                 where provider = :provider
                """)
            .param("provider", provider)
            .query((row, index) ->
                new OAuthApp(
                    row.getString("provider"),
                    row.getString("client_id"),
                    sealed(row, "ciphertext"),
                    row.getLong("version"),
                    Columns.instant(row, "updated_at")))
            .optional());
  }

  /**
   * Enters or replaces a registration.
   *
   * @param app with version 1 for the first, else one more than the one that it replaces
   * @return false when somebody else changed it meanwhile
   */
  public boolean putApp(OAuthApp app) {
    return database.inSystem(session ->
        session
                .sql()
                .sql(
                    """
                    insert into oauth_app as old
                        (provider, client_id, ciphertext, key_id, version, updated_at)
                    select :provider, :client, :ciphertext, :key, :version, :updated
                     where :version = 1
                        or exists (select from oauth_app where provider = :provider)
                        on conflict (provider) do update
                       set client_id = excluded.client_id,
                           ciphertext = excluded.ciphertext,
                           key_id = excluded.key_id,
                           version = excluded.version,
                           updated_at = excluded.updated_at,
                           checked_at = null, check_ok = null, check_detail = null
                     where old.version = excluded.version - 1
                    """)
                .param("provider", app.provider())
                .param("client", app.clientId())
                .param("ciphertext", app.clientSecret().bytes())
                .param("key", app.clientSecret().keyId())
                .param("version", app.version())
                .param("updated", Columns.time(app.updatedAt()))
                .update()
            == 1);
  }

  /**
   * Forgets a registration.
   *
   * @return false when there was none
   */
  public boolean deleteApp(String provider) {
    return database.inSystem(session ->
        session
                .sql()
                .sql("delete from oauth_app where provider = :provider")
                .param("provider", provider)
                .update()
            == 1);
  }

  /**
   * What the provider said when it was asked about a registration.
   *
   * @param detail one sentence for people
   */
  public record AppCheck(Instant at, boolean ok, String detail) {}

  /** Remembers a check, unless the registration was replaced meanwhile. */
  public void checked(String provider, long version, AppCheck check) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                update oauth_app
                   set checked_at = :at, check_ok = :ok, check_detail = :detail
                 where provider = :provider and version = :version
                """)
            .param("at", Columns.time(check.at()))
            .param("ok", check.ok())
            .param("detail", Columns.clean(check.detail()))
            .param("provider", provider)
            .param("version", version)
            .update());
  }

  /** The last check of the registration as it is; empty when it was never asked about. */
  public Optional<AppCheck> lastCheck(String provider) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select checked_at, check_ok, check_detail
                  from oauth_app
                 where provider = :provider and checked_at is not null
                """)
            .param("provider", provider)
            .query((row, index) ->
                new AppCheck(
                    Columns.instant(row, "checked_at"),
                    row.getBoolean("check_ok"),
                    row.getString("check_detail")))
            .optional());
  }

  public void begin(OAuthState state) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                insert into oauth_state
                    (state_hash, workspace_id, provider, session_hash, verifier, key_id,
                     redirect_uri, return_to, reconnect, created_at, expires_at)
                values (:hash, :workspace, :provider, :session, :verifier, :key,
                        :redirect, :return, :reconnect, :created, :expires)
                """)
            .param("hash", state.stateHash())
            .param("workspace", state.workspaceId())
            .param("provider", state.provider())
            .param("session", state.sessionHash())
            .param("verifier", state.verifier().bytes())
            .param("key", state.verifier().keyId())
            .param("redirect", state.redirectUri())
            .param("return", state.returnTo())
            .param("reconnect", state.reconnect().orElse(null))
            .param("created", Columns.time(state.createdAt()))
            .param("expires", Columns.time(state.expiresAt()))
            .update());
  }

  /**
   * Uses a state up, once.
   *
   * @return it as it was before, so that used, expired and foreign ones can be told apart
   */
  public Optional<OAuthState> take(byte[] stateHash, Instant now) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                with before as (select * from oauth_state where state_hash = :hash for update)
                update oauth_state s
                   set used_at = coalesce(s.used_at, :now)
                  from before
                 where s.state_hash = before.state_hash
                returning before.*
                """)
            .param("hash", stateHash)
            .param("now", Columns.time(now))
            .query(OAuthStore::state)
            .optional());
  }

  public void keep(PendingConsent consent) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                insert into pending_consent
                    (id, workspace_id, provider, session_hash, ciphertext, key_id, reconnect,
                     created_at, expires_at)
                values (:id, :workspace, :provider, :session, :ciphertext, :key, :reconnect,
                        :created, :expires)
                """)
            .param("id", consent.id())
            .param("workspace", consent.workspaceId())
            .param("provider", consent.provider())
            .param("session", consent.sessionHash())
            .param("ciphertext", consent.credentials().bytes())
            .param("key", consent.credentials().keyId())
            .param("reconnect", consent.reconnect().orElse(null))
            .param("created", Columns.time(consent.createdAt()))
            .param("expires", Columns.time(consent.expiresAt()))
            .update());
  }

  /** Reads a consent without using it up. */
  public Optional<PendingConsent> consent(UUID id) {
    return database.inSystem(session ->
        session
            .sql()
            .sql("select * from pending_consent where id = :id")
            .param("id", id)
            .query(OAuthStore::consent)
            .optional());
  }

  /** Uses a consent up, once; returns it as it was before and destroys its credentials. */
  public Optional<PendingConsent> takeConsent(UUID id, Instant now) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                with before as (select * from pending_consent where id = :id for update)
                update pending_consent c
                   set used_at = coalesce(c.used_at, :now), ciphertext = '', key_id = ''
                  from before
                 where c.id = before.id
                returning before.*
                """)
            .param("id", id)
            .param("now", Columns.time(now))
            .query(OAuthStore::consent)
            .optional());
  }

  /** Deletes what expired before a time. */
  public int deleteExpired(Instant before) {
    return database.inSystem(session ->
        delete(session, "oauth_state", before) + delete(session, "pending_consent", before));
  }

  private static int delete(Session session, String table, Instant before) {
    return session
        .sql()
        .sql("delete from " + table + " where expires_at < :before")
        .param("before", Columns.time(before))
        .update();
  }

  private static Sealed sealed(ResultSet row, String column) throws SQLException {
    return new Sealed(row.getBytes(column), row.getString("key_id"));
  }

  private static OAuthState state(ResultSet row, int index) throws SQLException {
    return new OAuthState(
        row.getBytes("state_hash"),
        Columns.id(row, "workspace_id"),
        row.getString("provider"),
        row.getBytes("session_hash"),
        sealed(row, "verifier"),
        row.getString("redirect_uri"),
        row.getString("return_to"),
        Columns.optionalId(row, "reconnect"),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "expires_at"),
        Columns.optionalInstant(row, "used_at"));
  }

  private static PendingConsent consent(ResultSet row, int index) throws SQLException {
    return new PendingConsent(
        Columns.id(row, "id"),
        Columns.id(row, "workspace_id"),
        row.getString("provider"),
        row.getBytes("session_hash"),
        sealed(row, "ciphertext"),
        Columns.optionalId(row, "reconnect"),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "expires_at"),
        Columns.optionalInstant(row, "used_at"));
  }
}
