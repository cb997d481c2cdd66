package dev.tributary.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Everything that is kept of one person who gets e-mails, to be handed out or erased. */
public final class EmailPersonStore {
  private final Database database;

  public EmailPersonStore(Database database) {
    this.database = database;
  }

  /**
   * One time that a batch was meant for the person.
   *
   * @param batch its name
   */
  public record InBatch(
      UUID batchId,
      String batch,
      Map<String, String> values,
      EmailRecipient.State state,
      Optional<Instant> decidedAt) {}

  /** Newest first. */
  public List<InBatch> batches(UUID workspaceId, AddressKey key, int limit) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select r.batch_id, b.name, r.state, r.decided_at, %s
                      from email_recipient r
                      join email_batch b on b.workspace_id = r.workspace_id and b.id = r.batch_id
                     where r.workspace_id = :workspace
                       and r.address_key = decode(:key, 'hex')
                     order by r.id desc
                     limit :limit
                    """
                        .formatted(Columns.map("variables")))
                .param("workspace", workspaceId)
                .param("key", key.hex())
                .param("limit", limit)
                .query((row, index) ->
                    new InBatch(
                        Columns.id(row, "batch_id"),
                        row.getString("name"),
                        Columns.map(row, "variables"),
                        Columns.constant(EmailRecipient.State.class, row, "state"),
                        Columns.optionalInstant(row, "decided_at")))
                .list());
  }

  /** The address itself, where it is still known. */
  public Optional<String> address(UUID workspaceId, AddressKey key) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select address
                      from email_recipient
                     where workspace_id = :workspace and address_key = decode(:key, 'hex')
                       and address is not null
                     limit 1
                    """)
                .param("workspace", workspaceId)
                .param("key", key.hex())
                .query(String.class)
                .optional());
  }

  /** How much was erased. */
  public record Erased(int recipients, int messages, int events, int suppressions) {}

  /**
   * Whether something for the person is about to be sent, so that it cannot be erased now. Until
   * the transaction ends nothing for the person begins to be.
   */
  public boolean underWay(UUID workspaceId, AddressKey key) {
    return database.inTenant(
        workspaceId,
        session -> {
          session
              .sql()
              .sql(
                  """
                  select id
                    from email_recipient
                   where workspace_id = :workspace and address_key = decode(:key, 'hex')
                   order by id
                     for update
                  """)
              .param("workspace", workspaceId)
              .param("key", key.hex())
              .query(UUID.class)
              .list();
          return session
              .sql()
              .sql(
                  """
                  select exists(select
                                  from email_recipient r
                                  join email_chunk c
                                    on c.workspace_id = r.workspace_id
                                   and c.batch_id = r.batch_id and c.number = r.chunk
                                 where r.workspace_id = :workspace
                                   and r.address_key = decode(:key, 'hex')
                                   and c.payload is not null)
                  """)
              .param("workspace", workspaceId)
              .param("key", key.hex())
              .query(Boolean.class)
              .single();
        });
  }

  /**
   * Erases the address and what was said to and about the person; counts stay. Suppressions keep
   * their keyed hash, so that nothing is sent in future either.
   */
  public Erased erase(UUID workspaceId, AddressKey key, Instant now) {
    return database.inTenant(
        workspaceId,
        session -> {
          int events =
              change(
                  session,
                  "update email_event set detail = null, reason = null",
                  workspaceId,
                  key,
                  now);
          change(
              session,
              """
              update email_recipient
                 set state = 'cancelled', decided_at = cast(:now as timestamptz)
              """,
              workspaceId,
              key,
              now,
              "and state = 'waiting'");
          int recipients =
              change(
                  session,
                  "update email_recipient set address = null, variables = '{}'",
                  workspaceId,
                  key,
                  now);
          int messages =
              change(
                  session,
                  """
                  update email_message
                     set address = null, detail = null, bounce_message = null, bounce_reason = null
                  """,
                  workspaceId,
                  key,
                  now);
          int suppressions =
              change(
                  session,
                  "update email_suppression set address = null, push = null",
                  workspaceId,
                  key,
                  now);
          return new Erased(recipients, messages, events, suppressions);
        });
  }

  private static int change(
      Session session, String change, UUID workspaceId, AddressKey key, Instant now) {
    return change(session, change, workspaceId, key, now, "");
  }

  private static int change(
      Session session, String change, UUID workspaceId, AddressKey key, Instant now, String more) {
    return session
        .sql()
        .sql(
            change
                + """
                 where workspace_id = :workspace and address_key = decode(:key, 'hex')
                   and cast(:now as timestamptz) is not null\
                """
                + " "
                + more)
        .param("workspace", workspaceId)
        .param("key", key.hex())
        .param("now", Columns.time(now))
        .update();
  }
}
