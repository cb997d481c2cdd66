package dev.tributary.store;

import java.util.Optional;
import java.util.UUID;

/** The installation's secret for hashing addresses and signing links, encrypted by the caller. */
public final class EmailSecretStore {
  private final Database database;

  public EmailSecretStore(Database database) {
    this.database = database;
  }

  /**
   * @param id part of what the ciphertext is bound to
   */
  public record Kept(UUID id, Sealed secret) {}

  public Optional<Kept> read() {
    return database.inSystem(session ->
        session
            .sql()
            .sql("select id, ciphertext, key_id from email_secret")
            .query((row, index) ->
                new Kept(
                    Columns.id(row, "id"),
                    new Sealed(row.getBytes("ciphertext"), row.getString("key_id"))))
            .optional());
  }

  /** Of several nodes that start together, the secret of one is kept, for all of them. */
  public Kept keepIfAbsent(Kept kept) {
    return database.inSystem(session -> {
      session
          .sql()
          .sql(
              """
              insert into email_secret (id, ciphertext, key_id) values (:id, :ciphertext, :key)
                  on conflict do nothing
              """)
          .param("id", kept.id())
          .param("ciphertext", kept.secret().bytes())
          .param("key", kept.secret().keyId())
          .update();
      return read().orElseThrow();
    });
  }
}
