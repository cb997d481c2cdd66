package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The one thing that is sealed with the operator's key itself, such as the keyset behind all
 * credentials; a wrong key is noticed by it at start. As system.
 */
public final class SentinelStore {
  private final Database database;

  public SentinelStore(Database database) {
    this.database = database;
  }

  public Optional<Sealed> read() {
    return database.inSystem(SentinelStore::read);
  }

  /** Keeps it if there is none; returns the one that is kept, which may be another node's. */
  public Sealed keepIfAbsent(Sealed sentinel) {
    return database.inSystem(session -> {
      session
          .sql()
          .sql(
              """
              insert into key_sentinel (ciphertext, key_id)
              values (:ciphertext, :key)
                  on conflict do nothing
              """)
          .param("ciphertext", sentinel.bytes())
          .param("key", sentinel.keyId())
          .update();
      return read(session).orElseThrow();
    });
  }

  /** Replaces it after a rotation of keys. */
  public void replace(Sealed sentinel) {
    database.inSystem(session ->
        session
            .sql()
            .sql("update key_sentinel set ciphertext = :ciphertext, key_id = :key")
            .param("ciphertext", sentinel.bytes())
            .param("key", sentinel.keyId())
            .update());
  }

  private static Optional<Sealed> read(Session session) {
    return session
        .sql()
        .sql("select ciphertext, key_id from key_sentinel")
        .query(SentinelStore::sealed)
        .optional();
  }

  private static Sealed sealed(ResultSet row, int index) throws SQLException {
    return new Sealed(row.getBytes("ciphertext"), row.getString("key_id"));
  }
}
