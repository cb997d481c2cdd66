package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Where providers call that sign each address on its own, as system: a call precedes its grant. */
public final class WebhookAddressStore {
  private final Database database;

  public WebhookAddressStore(Database database) {
    this.database = database;
  }

  /**
   * An address of one grant.
   *
   * @param key what deliveries are signed with, bound to the id and the version; empty until known
   * @param version rises with every other key
   */
  public record Address(
      UUID id,
      UUID workspaceId,
      UUID grantId,
      String provider,
      Optional<Sealed> key,
      long version) {}

  public Optional<Address> find(UUID id) {
    return select("a.id = :id", id);
  }

  /** The address of a grant, made where there is none. */
  public Address ofGrant(UUID workspaceId, UUID grantId, Instant now) {
    return database.inSystem(session -> {
      session
          .sql()
          .sql(
              """
              insert into webhook_address (id, workspace_id, grant_id, created_at)
              values (:id, :workspace, :grant, :now)
                  on conflict (grant_id) do nothing
              """)
          .param("id", UUID.randomUUID())
          .param("workspace", workspaceId)
          .param("grant", grantId)
          .param("now", Columns.time(now))
          .update();
      return select("a.grant_id = :id", grantId).orElseThrow();
    });
  }

  private Optional<Address> select(String where, UUID id) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select a.id, a.workspace_id, a.grant_id, g.provider, a.ciphertext, a.key_id,
                       a.version
                  from webhook_address a
                  join provider_grant g on g.id = a.grant_id
                 where %s
                """
                    .formatted(where))
            .param("id", id)
            .query((row, index) ->
                new Address(
                    Columns.id(row, "id"),
                    Columns.id(row, "workspace_id"),
                    Columns.id(row, "grant_id"),
                    row.getString("provider"),
                    key(row),
                    row.getLong("version")))
            .optional());
  }

  private static Optional<Sealed> key(ResultSet row) throws SQLException {
    byte[] bytes = row.getBytes("ciphertext");
    return bytes == null
        ? Optional.empty()
        : Optional.of(new Sealed(bytes, row.getString("key_id")));
  }

  /**
   * Keeps what deliveries are signed with.
   *
   * @param version one more than that of the key that it replaces
   * @return false when somebody else kept one meanwhile
   */
  public boolean keepKey(UUID id, Sealed key, long version) {
    return database.inSystem(session ->
        session
                .sql()
                .sql(
                    """
                    update webhook_address
                       set ciphertext = :ciphertext, key_id = :key, version = :version
                     where id = :id and version = :version - 1
                    """)
                .param("id", id)
                .param("ciphertext", key.bytes())
                .param("key", key.keyId())
                .param("version", version)
                .update()
            == 1);
  }
}
