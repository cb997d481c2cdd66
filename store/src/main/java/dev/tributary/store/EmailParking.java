package dev.tributary.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What becomes of chunks without asking the provider: parked, cancelled, and a person's answer. */
public final class EmailParking {
  private final Database database;

  public EmailParking(Database database) {
    this.database = database;
  }

  /** A chunk that was parked just now. */
  public record Parked(UUID workspaceId, UUID batchId, int number) {}

  /**
   * As system: parks what nobody may try any more: an unknown outcome whose key the provider has
   * forgotten, or whose batch was cancelled. Claims that last are left alone.
   *
   * @param provider whose batches are meant
   * @param forgotten keys first used before this are
   */
  public List<Parked> parkOverdue(String provider, Instant forgotten, Instant now) {
    return database.inSystem(session -> {
      List<Parked> parked =
          session
              .sql()
              .sql(
                  """
                  update email_chunk c
                     set state = 'parked', claim = null, claimed_until = null, ended_at = :now,
                         error_code = 'outcome_unknown', error = :error
                    from email_batch b
                    join integration i
                      on i.workspace_id = b.workspace_id and i.id = b.integration_id
                   where b.workspace_id = c.workspace_id and b.id = c.batch_id
                     and i.provider = :provider and c.state = 'waiting'
                     and (c.claimed_until is null or c.claimed_until <= :now)
                     and c.unknown_since is not null
                     and (c.unknown_since <= :forgotten or b.state = 'cancelled')
                  returning c.workspace_id, c.batch_id, c.number
                  """)
              .param("provider", provider)
              .param("forgotten", Columns.time(forgotten))
              .param("error", UNKNOWN.sentence())
              .param("now", Columns.time(now))
              .query((row, index) ->
                  new Parked(
                      Columns.id(row, "workspace_id"),
                      Columns.id(row, "batch_id"),
                      row.getInt("number")))
              .list();
      parked.forEach(
          one -> unknown(session, one.workspaceId(), one.batchId(), one.number(), UNKNOWN, now));
      return parked;
    });
  }

  /** Why it is parked, in words for people. */
  public static final EmailBatch.Reason UNKNOWN =
      new EmailBatch.Reason(
          "outcome_unknown",
          "The provider never told whether these e-mails were sent, and sending them again could"
              + " send them twice.");

  static int unknown(
      Session session, UUID workspace, UUID batch, int number, EmailBatch.Reason why, Instant now) {
    return session
        .sql()
        .sql(
            """
            update email_recipient
               set state = 'unknown', reason_code = :code, reason = :reason, decided_at = :now
             where workspace_id = :workspace and batch_id = :batch and chunk = :chunk
               and state = 'waiting'
            """)
        .param("workspace", workspace)
        .param("batch", batch)
        .param("chunk", number)
        .param("code", why.code())
        .param("reason", why.sentence())
        .param("now", Columns.time(now))
        .update();
  }

  /**
   * Ends what was not begun of a batch that was cancelled. What is under way ends by itself, and
   * what nobody knows of is parked.
   */
  public void cancelLeft(UUID workspaceId, UUID batchId, Instant now) {
    database.inTenant(
        workspaceId,
        session -> {
          session
              .sql()
              .sql(
                  """
                  update email_chunk
                     set state = 'cancelled', payload = null, key = null, ended_at = :now,
                         claim = null, claimed_until = null
                   where workspace_id = :workspace and batch_id = :batch and state = 'waiting'
                     and unknown_since is null and (claimed_until is null or claimed_until <= :now)
                  """)
              .param("workspace", workspaceId)
              .param("batch", batchId)
              .param("now", Columns.time(now))
              .update();
          return session
              .sql()
              .sql(
                  """
                  update email_recipient r
                     set state = 'cancelled', decided_at = :now
                   where r.workspace_id = :workspace and r.batch_id = :batch and r.state = 'waiting'
                     and not exists (select
                                       from email_chunk c
                                      where c.workspace_id = r.workspace_id and c.batch_id = r.batch_id
                                        and c.number = r.chunk and c.state = 'waiting')
                  """)
              .param("workspace", workspaceId)
              .param("batch", batchId)
              .param("now", Columns.time(now))
              .update();
        });
  }

  /**
   * As system: cancelled batches of which a node that died had something in its hands that it had
   * not begun; for {@link #cancelLeft}.
   */
  public List<Parked> abandoned(Instant now) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select c.workspace_id, c.batch_id, c.number
                  from email_chunk c
                  join email_batch b on b.workspace_id = c.workspace_id and b.id = c.batch_id
                 where b.state = 'cancelled' and c.state = 'waiting' and c.unknown_since is null
                   and (c.claimed_until is null or c.claimed_until <= :now)
                """)
            .param("now", Columns.time(now))
            .query((row, index) ->
                new Parked(
                    Columns.id(row, "workspace_id"),
                    Columns.id(row, "batch_id"),
                    row.getInt("number")))
            .list());
  }

  /** Those of a batch that a person has to look at. */
  public List<EmailChunk> parked(UUID workspaceId, UUID batchId) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select %s
                      from email_chunk
                     where workspace_id = :workspace and batch_id = :batch and state = 'parked'
                     order by number
                    """
                        .formatted(EmailChunkStore.COLUMNS))
                .param("workspace", workspaceId)
                .param("batch", batchId)
                .query(EmailChunkStore::read)
                .list());
  }

  /** How many chunks of a workspace are parked. */
  public int parked(UUID workspaceId) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select count(*)::int
                      from email_chunk
                     where workspace_id = :workspace and state = 'parked'
                    """)
                .param("workspace", workspaceId)
                .query(Integer.class)
                .single());
  }

  /**
   * A person had a look and wants those of whom nothing is known to get it, though some may get it
   * twice.
   *
   * @return false when it is not parked
   */
  public boolean sendAgain(UUID workspaceId, UUID batchId, int number, Instant now) {
    return end(
        workspaceId,
        batchId,
        number,
        """
        state = 'waiting', payload = null, key = null, unknown_since = null, round = round + 1,
        tries = 0, next_try_at = :now, ended_at = null, error_code = null, error = null
        """,
        Optional.of(
            "state = 'waiting', reason_code = null, reason = null, decided_at = null, place = null"),
        now);
  }

  /**
   * A person had a look and leaves it at that.
   *
   * @return false when it is not parked
   */
  public boolean leave(UUID workspaceId, UUID batchId, int number, Instant now) {
    return end(
        workspaceId,
        batchId,
        number,
        "state = 'cancelled', payload = null, key = null, unknown_since = null, ended_at = :now",
        Optional.empty(),
        now);
  }

  private boolean end(
      UUID workspaceId,
      UUID batchId,
      int number,
      String set,
      Optional<String> unknownBecome,
      Instant now) {
    return database.inTenant(
        workspaceId,
        session -> {
          boolean changed =
              session
                      .sql()
                      .sql(
                          """
                          update email_chunk
                             set %s
                           where workspace_id = :workspace and batch_id = :batch and number = :number
                             and state = 'parked' and cast(:now as timestamptz) is not null
                          """
                              .formatted(set))
                      .param("workspace", workspaceId)
                      .param("batch", batchId)
                      .param("number", number)
                      .param("now", Columns.time(now))
                      .update()
                  == 1;
          if (changed && unknownBecome.isPresent()) {
            session
                .sql()
                .sql(
                    """
                    update email_recipient
                       set %s
                     where workspace_id = :workspace and batch_id = :batch and chunk = :chunk
                       and state = 'unknown'
                    """
                        .formatted(unknownBecome.get()))
                .param("workspace", workspaceId)
                .param("batch", batchId)
                .param("chunk", number)
                .update();
          }
          return changed;
        });
  }
}
