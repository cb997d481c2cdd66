package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * API keys and invitations. Found by the SHA-256 of their token as system, because the token says
 * which workspace is meant; else as part of a workspace.
 */
public final class AccessStore {
  private static final String KEY =
      """
      id, workspace_id, name, prefix, role, created_by, created_at, expires_at, last_used_at,
      revoked_at
      """;
  private static final String INVITATION =
      "id, workspace_id, email, role, invited_by, created_at, expires_at";

  private final Database database;

  public AccessStore(Database database) {
    this.database = database;
  }

  public void addKey(ApiKey key, byte[] tokenHash) {
    database.inTenant(
        key.workspaceId(),
        session ->
            session
                .sql()
                .sql(
                    """
                    insert into api_key (id, workspace_id, name, prefix, token_hash, role, created_by,
                                         created_at, expires_at)
                    values (:id, :workspace, :name, :prefix, :hash, :role, :by, :created, :expires)
                    """)
                .param("id", key.id())
                .param("workspace", key.workspaceId())
                .param("name", Columns.clean(key.name()))
                .param("prefix", key.prefix())
                .param("hash", tokenHash)
                .param("role", Columns.word(key.role()))
                .param("by", Columns.clean(key.createdBy()))
                .param("created", Columns.time(key.createdAt()))
                .param("expires", Columns.time(key.expiresAt()))
                .update());
  }

  /**
   * Valid or not: the caller decides by {@link ApiKey#valid}. None of a workspace that is being
   * deleted.
   */
  public Optional<ApiKey> key(byte[] tokenHash) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select %s
                  from api_key k
                 where token_hash = :hash
                   and not exists(select
                                    from workspace w
                                   where w.id = k.workspace_id and w.delete_requested_at is not null)
                """
                    .formatted(KEY))
            .param("hash", tokenHash)
            .query(AccessStore::key)
            .optional());
  }

  /** Newest first, also those that are not valid any more. */
  public List<ApiKey> keys(UUID workspaceId) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select %s
                      from api_key
                     where workspace_id = :workspace
                     order by created_at desc, id desc
                    """
                        .formatted(KEY))
                .param("workspace", workspaceId)
                .query(AccessStore::key)
                .list());
  }

  public void used(UUID keyId, Instant now) {
    database.inSystem(session ->
        session
            .sql()
            .sql("update api_key set last_used_at = :now where id = :id")
            .param("id", keyId)
            .param("now", Columns.time(now))
            .update());
  }

  /**
   * @return false when the workspace has no such valid key
   */
  public boolean revoke(UUID workspaceId, UUID keyId, Instant now) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                    .sql()
                    .sql(
                        """
                        update api_key
                           set revoked_at = :now
                         where workspace_id = :workspace and id = :id and revoked_at is null
                        """)
                    .param("workspace", workspaceId)
                    .param("id", keyId)
                    .param("now", Columns.time(now))
                    .update()
                == 1);
  }

  // --- invitations ---

  /** Invites; an open invitation of the same address is replaced, and its link is worth nothing. */
  public void invite(Invitation invitation, byte[] tokenHash) {
    database.inTenant(
        invitation.workspaceId(),
        session -> {
          session
              .sql()
              .sql(
                  """
                  delete from invitation
                   where workspace_id = :workspace and email = :email and used_at is null
                  """)
              .param("workspace", invitation.workspaceId())
              .param("email", invitation.email())
              .update();
          return session
              .sql()
              .sql(
                  """
                  insert into invitation (id, workspace_id, email, role, token_hash, invited_by,
                                          created_at, expires_at)
                  values (:id, :workspace, :email, :role, :hash, :by, :created, :expires)
                  """)
              .param("id", invitation.id())
              .param("workspace", invitation.workspaceId())
              .param("email", invitation.email())
              .param("role", Columns.word(invitation.role()))
              .param("hash", tokenHash)
              .param("by", Columns.clean(invitation.invitedBy()))
              .param("created", Columns.time(invitation.createdAt()))
              .param("expires", Columns.time(invitation.expiresAt()))
              .update();
        });
  }

  /** Open ones, newest first. */
  public List<Invitation> invitations(UUID workspaceId, Instant now) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select %s
                      from invitation
                     where workspace_id = :workspace and used_at is null and expires_at > :now
                     order by created_at desc, id desc
                    """
                        .formatted(INVITATION))
                .param("workspace", workspaceId)
                .param("now", Columns.time(now))
                .query(AccessStore::invitation)
                .list());
  }

  /** An open one, without using it. */
  public Optional<Invitation> invitation(byte[] tokenHash, Instant now) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select %s
                  from invitation
                 where token_hash = :hash and used_at is null and expires_at > :now
                """
                    .formatted(INVITATION))
            .param("hash", tokenHash)
            .param("now", Columns.time(now))
            .query(AccessStore::invitation)
            .optional());
  }

  /** Uses an open one up, once. */
  public boolean take(UUID invitationId, Instant now) {
    return database.inSystem(session ->
        session
                .sql()
                .sql(
                    """
                    update invitation
                       set used_at = :now
                     where id = :id and used_at is null and expires_at > :now
                    """)
                .param("id", invitationId)
                .param("now", Columns.time(now))
                .update()
            == 1);
  }

  /**
   * @return false when the workspace has no such open invitation
   */
  public boolean withdraw(UUID workspaceId, UUID invitationId) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                    .sql()
                    .sql(
                        """
                        delete from invitation
                         where workspace_id = :workspace and id = :id and used_at is null
                        """)
                    .param("workspace", workspaceId)
                    .param("id", invitationId)
                    .update()
                == 1);
  }

  private static ApiKey key(ResultSet row, int index) throws SQLException {
    return new ApiKey(
        Columns.id(row, "id"),
        Columns.id(row, "workspace_id"),
        row.getString("name"),
        row.getString("prefix"),
        Columns.constant(Role.class, row, "role"),
        row.getString("created_by"),
        Columns.instant(row, "created_at"),
        Columns.optionalInstant(row, "expires_at"),
        Columns.optionalInstant(row, "last_used_at"),
        Columns.optionalInstant(row, "revoked_at"));
  }

  private static Invitation invitation(ResultSet row, int index) throws SQLException {
    return new Invitation(
        Columns.id(row, "id"),
        Columns.id(row, "workspace_id"),
        row.getString("email"),
        Columns.constant(Role.class, row, "role"),
        row.getString("invited_by"),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "expires_at"));
  }
}
