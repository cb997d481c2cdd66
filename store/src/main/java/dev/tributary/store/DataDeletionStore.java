package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** People whom a provider told us to forget, as system. */
public final class DataDeletionStore {
  private final Database database;

  public DataDeletionStore(Database database) {
    this.database = database;
  }

  /**
   * What was done about one demand.
   *
   * @param code told to the person
   * @param personHash of the provider's id of the person
   * @param logins how many of the person's logins were destroyed
   * @param requestedAt when the provider signed the demand
   */
  public record DataDeletion(
      String code,
      String provider,
      byte[] personHash,
      int logins,
      Instant requestedAt,
      Instant doneAt) {}

  /** Keeps what was done; of the same demand the first stays. */
  public void keep(DataDeletion deletion) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                insert into data_deletion
                    (code, provider, person_hash, logins, requested_at, done_at)
                values (:code, :provider, :person, :logins, :requested, :done)
                    on conflict (provider, person_hash, requested_at) do nothing
                """)
            .param("code", deletion.code())
            .param("provider", deletion.provider())
            .param("person", deletion.personHash())
            .param("logins", deletion.logins())
            .param("requested", Columns.time(deletion.requestedAt()))
            .param("done", Columns.time(deletion.doneAt()))
            .update());
  }

  /** What was done about a demand before, if it is the same one. */
  public Optional<DataDeletion> find(String provider, byte[] personHash, Instant requestedAt) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select *
                  from data_deletion
                 where provider = :provider and person_hash = :person and requested_at = :requested
                """)
            .param("provider", provider)
            .param("person", personHash)
            .param("requested", Columns.time(requestedAt))
            .query(DataDeletionStore::read)
            .optional());
  }

  public Optional<DataDeletion> find(String provider, String code) {
    return database.inSystem(session ->
        session
            .sql()
            .sql("select * from data_deletion where provider = :provider and code = :code")
            .param("provider", provider)
            .param("code", code)
            .query(DataDeletionStore::read)
            .optional());
  }

  private static DataDeletion read(ResultSet row, int index) throws SQLException {
    return new DataDeletion(
        row.getString("code"),
        row.getString("provider"),
        row.getBytes("person_hash"),
        row.getInt("logins"),
        Columns.instant(row, "requested_at"),
        Columns.instant(row, "done_at"));
  }
}
