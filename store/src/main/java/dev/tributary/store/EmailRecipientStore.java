package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** The people of batches. */
public final class EmailRecipientStore {
  private static final String COLUMNS =
      """
      id, batch_id, address, encode(address_key, 'hex') as address_key, chunk, state, message_id,
      reason_code, reason, decided_at, %s
      """
          .formatted(Columns.map("variables"));

  private final Database database;

  public EmailRecipientStore(Database database) {
    this.database = database;
  }

  /**
   * Adds people to a draft; who is in it already stays as he is.
   *
   * @return how many were new
   */
  public int add(UUID workspaceId, UUID batchId, List<EmailRecipient.New> people, Instant now) {
    List<Object[]> rows =
        people.stream()
            .map(one ->
                new Object[] {
                  Ids.next(now),
                  workspaceId,
                  batchId,
                  one.address(),
                  one.key().hex(),
                  Columns.keys(one.values()),
                  Columns.values(one.values())
                })
            .toList();
    return database.inTenant(
        workspaceId,
        session -> {
          int[] added =
              session
                  .template()
                  .batchUpdate(
                      """
                      insert into email_recipient
                          (id, workspace_id, batch_id, address, address_key, variables, state)
                      values (?, ?, ?, ?, decode(?, 'hex'), jsonb_object(?, ?), 'waiting')
                          on conflict (workspace_id, batch_id, address_key) do nothing
                      """,
                      rows);
          int sum = 0;
          for (int one : added) {
            sum += Math.max(0, one);
          }
          return sum;
        });
  }

  /**
   * In the order in which they were added.
   *
   * @param after the last one seen before
   */
  public List<EmailRecipient> page(
      UUID workspaceId,
      UUID batchId,
      Optional<EmailRecipient.State> state,
      Optional<UUID> after,
      int limit) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select %s
                      from email_recipient
                     where workspace_id = :workspace and batch_id = :batch
                       and (cast(:state as text) is null or state = :state)
                       and (cast(:after as uuid) is null or id > :after)
                     order by id
                     limit :limit
                    """
                        .formatted(COLUMNS))
                .param("workspace", workspaceId)
                .param("batch", batchId)
                .param("state", state.map(Columns::word).orElse(null))
                .param("after", after.orElse(null))
                .param("limit", limit)
                .query(EmailRecipientStore::read)
                .list());
  }

  /** Those who lack a value, oldest first. */
  public record Lacking(UUID id, String address, String variable) {}

  /**
   * People of a draft without a value for a variable that needs one, or with one that is no number
   * where a number is needed.
   *
   * @param needed variables without a fallback
   * @param numbers variables that take a number
   */
  public List<Lacking> lacking(
      UUID workspaceId, UUID batchId, List<String> needed, List<String> numbers, int limit) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select r.id, coalesce(r.address, '') as address, v.variable
                      from email_recipient r
                     cross join lateral (
                           select n.variable
                             from unnest(cast(:needed as text[])) n (variable)
                            where not jsonb_exists(r.variables, n.variable)
                            union
                           select n.variable
                             from unnest(cast(:numbers as text[])) n (variable)
                            where jsonb_exists(r.variables, n.variable)
                              and r.variables ->> n.variable !~ '^-?[0-9]{1,30}([.][0-9]{1,30})?$') v
                     where r.workspace_id = :workspace and r.batch_id = :batch
                     order by r.id, v.variable
                     limit :limit
                    """)
                .param("needed", needed.toArray(String[]::new))
                .param("numbers", numbers.toArray(String[]::new))
                .param("workspace", workspaceId)
                .param("batch", batchId)
                .param("limit", limit)
                .query((row, index) ->
                    new Lacking(
                        Columns.id(row, "id"), row.getString("address"), row.getString("variable")))
                .list());
  }

  /** Variables that people of a batch have values for. */
  public List<String> variables(UUID workspaceId, UUID batchId) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select distinct k.key
                      from email_recipient r, jsonb_object_keys(r.variables) k (key)
                     where r.workspace_id = :workspace and r.batch_id = :batch
                     order by 1
                     limit 200
                    """)
                .param("workspace", workspaceId)
                .param("batch", batchId)
                .query(String.class)
                .list());
  }

  static List<EmailRecipient> waiting(
      Session session, UUID workspaceId, UUID batchId, OptionalInt chunk) {
    return session
        .sql()
        .sql(
            """
            select %s
              from email_recipient
             where workspace_id = :workspace and batch_id = :batch and chunk = :chunk
               and state = 'waiting' and address is not null
             order by id
            """
                .formatted(COLUMNS))
        .param("workspace", workspaceId)
        .param("batch", batchId)
        .param("chunk", chunk.orElseThrow())
        .query(EmailRecipientStore::read)
        .list();
  }

  /**
   * An event says that the e-mail to this recipient exists, though its sending was not heard of.
   *
   * @return whether it was news
   */
  public boolean exists(UUID workspaceId, UUID id, String messageId, Instant now) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                    .sql()
                    .sql(
                        """
                        update email_recipient
                           set state = 'accepted', message_id = :message, reason_code = null,
                               reason = null, decided_at = :now
                         where workspace_id = :workspace and id = :id
                           and state in ('waiting', 'unknown') and place is not null
                        """)
                    .param("workspace", workspaceId)
                    .param("id", id)
                    .param("message", messageId)
                    .param("now", Columns.time(now))
                    .update()
                == 1);
  }

  private static EmailRecipient read(ResultSet row, int index) throws SQLException {
    Map<String, String> values = Columns.map(row, "variables");
    int chunk = row.getInt("chunk");
    boolean uncut = row.wasNull();
    return new EmailRecipient(
        Columns.id(row, "id"),
        Columns.id(row, "batch_id"),
        Columns.optionalText(row, "address"),
        new AddressKey(row.getString("address_key")),
        values,
        uncut ? OptionalInt.empty() : OptionalInt.of(chunk),
        Columns.constant(EmailRecipient.State.class, row, "state"),
        Columns.optionalText(row, "message_id"),
        EmailBatchStore.reason(row, "reason_code", "reason"),
        Columns.optionalInstant(row, "decided_at"));
  }
}
