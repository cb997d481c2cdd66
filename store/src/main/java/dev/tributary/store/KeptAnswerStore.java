package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Answers to requests with an idempotency key, as system. */
public final class KeptAnswerStore {
  private final Database database;

  public KeptAnswerStore(Database database) {
    this.database = database;
  }

  /**
   * Begins a request, unless it was begun.
   *
   * @param deserted a request begun before this and never ended was cut short by a crash, and is
   *     begun anew
   * @return empty when the caller is to do it now
   */
  public Optional<KeptAnswer> begin(
      String caller, byte[] keyHash, byte[] requestHash, Instant now, Instant deserted) {
    return database.inSystem(session -> {
      int begun =
          session
              .sql()
              .sql(
                  """
                  insert into kept_answer as k (caller, key_hash, request_hash, begun_at)
                  values (:caller, :key, :request, :now)
                      on conflict (caller, key_hash) do update
                     set begun_at = excluded.begun_at
                   where k.status is null and k.begun_at < :deserted
                     and k.request_hash = excluded.request_hash
                  """)
              .param("caller", caller)
              .param("key", keyHash)
              .param("request", requestHash)
              .param("now", Columns.time(now))
              .param("deserted", Columns.time(deserted))
              .update();
      return begun == 1
          ? Optional.<KeptAnswer>empty()
          : Optional.of(find(session, caller, keyHash));
    });
  }

  private static KeptAnswer find(Session session, String caller, byte[] keyHash) {
    return session
        .sql()
        .sql(
            """
            select request_hash, status, ciphertext, key_id, %s
              from kept_answer
             where caller = :caller and key_hash = :key
            """
                .formatted(Columns.map("headers")))
        .param("caller", caller)
        .param("key", keyHash)
        .query(KeptAnswerStore::read)
        .single();
  }

  /** Keeps the answer of a request that was begun. */
  public void end(String caller, byte[] keyHash, KeptAnswer.Done done) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                update kept_answer
                   set status = :status, headers = jsonb_object(:names, :values),
                       ciphertext = :ciphertext, key_id = :keyId
                 where caller = :caller and key_hash = :key
                """)
            .param("caller", caller)
            .param("key", keyHash)
            .param("status", done.status())
            .param("names", Columns.keys(done.headers()))
            .param("values", Columns.values(done.headers()))
            .param("ciphertext", done.body().bytes())
            .param("keyId", done.body().keyId())
            .update());
  }

  /** A request that did nothing may be sent again with the same key. */
  public void forget(String caller, byte[] keyHash) {
    database.inSystem(session ->
        session
            .sql()
            .sql("delete from kept_answer where caller = :caller and key_hash = :key")
            .param("caller", caller)
            .param("key", keyHash)
            .update());
  }

  /**
   * @return how many were deleted
   */
  public int deleteBegunBefore(Instant time) {
    return database.inSystem(session ->
        session
            .sql()
            .sql("delete from kept_answer where begun_at < :time")
            .param("time", Columns.time(time))
            .update());
  }

  private static KeptAnswer read(ResultSet row, int index) throws SQLException {
    byte[] ciphertext = row.getBytes("ciphertext");
    return new KeptAnswer(
        row.getBytes("request_hash"),
        ciphertext == null
            ? Optional.empty()
            : Optional.of(
                new KeptAnswer.Done(
                    row.getInt("status"),
                    Columns.map(row, "headers"),
                    new Sealed(ciphertext, row.getString("key_id")))));
  }
}
