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

  /**
   * Takes those out of a batch that has not begun, or out of one chunk, to whom nothing may be
   * sent; who unsubscribed may still get what is not marketing.
   */
  static int suppress(
      Session session, UUID workspaceId, UUID batchId, Optional<Integer> chunk, Instant now) {
    return session
        .sql()
        .sql(
            """
            update email_recipient r
               set state = 'suppressed', decided_at = :now,
                   (reason_code, reason) = (select s.origin, s.note %1$s)
             where r.workspace_id = :workspace and r.batch_id = :batch and r.state = 'waiting'
               and (cast(:chunk as int) is null or r.chunk = :chunk)
               and (select s.origin %1$s) is not null
            """
                .formatted(
                    // Looked up for each: a join is planned badly while the tables are young.
                    """
                     from email_suppression s
                    where s.workspace_id = r.workspace_id and s.address_key = r.address_key
                      and s.removed_at is null
                      and (s.origin <> 'unsubscribe'
                           or (select b.kind = 'marketing'
                                 from email_batch b
                                where b.workspace_id = :workspace and b.id = :batch))
                    order by s.origin
                    limit 1\
                    """))
        .param("workspace", workspaceId)
        .param("batch", batchId)
        .param("chunk", chunk.orElse(null))
        .param("now", Columns.time(now))
        .update();
  }

  /** Until the transaction ends nobody else decides about them. */
  static List<EmailRecipient> lockWaiting(
      Session session, UUID workspaceId, UUID batchId, int chunk) {
    return session
        .sql()
        .sql(
            """
            select %s
              from email_recipient
             where workspace_id = :workspace and batch_id = :batch and chunk = :chunk
               and state = 'waiting' and address is not null
             order by id
               for update
            """
                .formatted(COLUMNS))
        .param("workspace", workspaceId)
        .param("batch", batchId)
        .param("chunk", chunk)
        .query(EmailRecipientStore::read)
        .list();
  }

  /**
   * Events say that the e-mails to these recipients exist, though their sending may not have been
   * heard of. Ask before the messages are written: whoever sends locks in this order.
   *
   * @param messages ids at the provider, by recipient
   * @return the messages that were news
   */
  public List<String> exist(UUID workspaceId, Map<UUID, String> messages, Instant now) {
    if (messages.isEmpty()) {
      return List.of();
    }
    List<UUID> ids = messages.keySet().stream().sorted().toList();
    return database.inTenant(
        workspaceId,
        session ->
            session
                .freshPlans()
                .sql()
                .sql(
                    """
                    update email_recipient r
                       set state = 'accepted', message_id = e.message, reason_code = null,
                           reason = null, decided_at = :now
                      from unnest(cast(:ids as uuid[]), cast(:messages as text[])) e (id, message)
                     where r.workspace_id = :workspace and r.id = e.id
                       and r.state in ('waiting', 'unknown') and r.place is not null
                    returning r.message_id
                    """)
                .param("workspace", workspaceId)
                .param("ids", ids.toArray(UUID[]::new))
                .param("messages", ids.stream().map(messages::get).toArray(String[]::new))
                .param("now", Columns.time(now))
                .query(String.class)
                .list());
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
