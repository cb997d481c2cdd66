package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The outbox of e-mails: chunks are claimed, frozen, tried and ended. Several nodes may claim at
 * once: locked rows are skipped, and a claim lasts until its lease ends. Every method joins the
 * transaction of its caller, or is one.
 */
public final class EmailChunkStore {
  private static final int ERROR_MAX = 500;

  static final String COLUMNS =
      """
      workspace_id, batch_id, number, state, next_try_at, tries, round, payload, key, unknown_since,
      error_code, error, ended_at
      """;

  /** The batch {@code d} sends, and waits neither for its time nor for its provider. */
  private static final String DUE =
      """
      d.state = 'sending' and (d.send_at is null or d.send_at <= :now)
        and (d.wait_until is null or d.wait_until <= :now)\
      """;

  private final Database database;

  public EmailChunkStore(Database database) {
    this.database = database;
  }

  /**
   * A chunk in this node's hands. The chunk is as it was before the claim.
   *
   * @param first whether no earlier try may have sent it
   */
  public record Claimed(UUID claim, EmailBatch batch, EmailChunk chunk) {
    public boolean first() {
      return chunk.unknownSince().isEmpty();
    }
  }

  /**
   * As system: claims the next chunk that is due, one of each batch in turn and those that people
   * wait for first.
   *
   * @param lease longer than any try takes
   */
  public Optional<Claimed> claim(Instant now, Duration lease) {
    return database.inSystem(session -> {
      Optional<EmailBatch> batch =
          session
              .freshPlans()
              .sql()
              .sql(
                  """
                  update email_batch b
                     set turn_at = :now, wait_until = null, wait_reason = null
                   where b.id = (
                         select d.id
                           from email_batch d
                           join integration i
                             on i.workspace_id = d.workspace_id and i.id = d.integration_id
                          where %s
                            and i.state not in ('paused', 'reconnect_needed', 'disconnected')
                            and not exists (select
                                              from provider_pause p
                                             where p.provider = i.provider)
                            and exists (select
                                          from email_chunk c
                                         where c.batch_id = d.id and c.state = 'waiting'
                                           and c.next_try_at <= :now
                                           and (c.claimed_until is null
                                                or c.claimed_until <= :now))
                          order by d.kind = 'marketing', d.turn_at, d.id
                          limit 1
                            for update of d skip locked)
                  returning b.*
                  """
                      .formatted(DUE))
              .param("now", Columns.time(now))
              .query(EmailBatchStore::read)
              .optional();
      return batch.flatMap(one -> claim(session, one, now, lease));
    });
  }

  /** Whether an account has something to send at this moment, be it claimed or not. */
  public boolean sends(UUID workspaceId, UUID integrationId, Instant now) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select exists(
                           select
                             from email_batch d
                             join email_chunk c
                               on c.workspace_id = d.workspace_id and c.batch_id = d.id
                            where d.workspace_id = :workspace and d.integration_id = :integration
                              and %s and c.state = 'waiting' and c.next_try_at <= :now)
                    """
                        .formatted(DUE))
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .param("now", Columns.time(now))
                .query(Boolean.class)
                .single());
  }

  private static Optional<Claimed> claim(
      Session session, EmailBatch batch, Instant now, Duration lease) {
    UUID claim = UUID.randomUUID();
    return session
        .sql()
        .sql(
            """
            with due as (
                select workspace_id, batch_id, number, unknown_since as known_before
                  from email_chunk
                 where batch_id = :batch and state = 'waiting' and next_try_at <= :now
                   and (claimed_until is null or claimed_until <= :now)
                 order by number
                 limit 1
                   for update skip locked)
            update email_chunk c
               set tries = tries + 1, claim = :claim, claimed_until = :until
              from due d
             where c.workspace_id = d.workspace_id and c.batch_id = d.batch_id
               and c.number = d.number
            returning c.workspace_id, c.batch_id, c.number, c.state, c.next_try_at, c.tries, c.round,
                      c.payload, c.key, d.known_before as unknown_since, c.error_code, c.error,
                      c.ended_at
            """)
        .param("batch", batch.id())
        .param("claim", claim)
        .param("now", Columns.time(now))
        .param("until", Columns.time(now.plus(lease)))
        .query(EmailChunkStore::read)
        .optional()
        .map(chunk -> new Claimed(claim, batch, chunk));
  }

  /**
   * Writes down what is about to be sent, and that from now on nobody knows whether it was.
   *
   * @param recipients in the order of the payload
   * @return false when the claim was lost meanwhile, so that nothing may be sent
   */
  public boolean freeze(
      Claimed claimed, EmailChunk.Frozen frozen, List<UUID> recipients, Instant now) {
    return database.inSystem(session -> {
      boolean mine =
          own(
                  session,
                  claimed,
                  "payload = :payload, key = :key, unknown_since = coalesce(unknown_since, :now)",
                  Map.of(
                      "payload", frozen.payload(), "key", frozen.key(), "now", Columns.time(now)))
              == 1;
      if (!mine) {
        return false;
      }
      session
          .sql()
          .sql(
              """
              update email_recipient r
                 set place = p.place - 1
                from unnest(cast(:ids as uuid[])) with ordinality p (id, place)
               where r.workspace_id = :workspace and r.batch_id = :batch and r.chunk = :chunk
                 and r.id = p.id
              """)
          .param("ids", recipients.toArray(UUID[]::new))
          .param("batch", claimed.chunk().batchId())
          .param("chunk", claimed.chunk().number())
          .param("workspace", claimed.chunk().workspaceId())
          .update();
      return true;
    });
  }

  /** What became of a payload's e-mail. Exactly one of the two is there. */
  public record Told(int place, Optional<String> messageId, Optional<EmailBatch.Reason> refusal) {}

  /**
   * The provider told what became of each. True whoever claimed it meanwhile: the same payload
   * under the same key has one answer.
   *
   * @return whether it was news
   */
  public boolean done(Claimed claimed, List<Told> told, Instant now) {
    EmailChunk chunk = claimed.chunk();
    return database.inSystem(session -> {
      int ended =
          session
              .freshPlans()
              .sql()
              .sql(
                  """
                  update email_chunk
                     set state = 'done', payload = null, key = null, unknown_since = null,
                         claim = null, claimed_until = null, error_code = null, error = null,
                         ended_at = :now
                   where workspace_id = :workspace and batch_id = :batch and number = :number
                     and state in ('waiting', 'parked') and round = :round
                  """)
              .param("workspace", chunk.workspaceId())
              .param("batch", chunk.batchId())
              .param("number", chunk.number())
              .param("round", chunk.round())
              .param("now", Columns.time(now))
              .update();
      if (ended == 1) {
        EmailAnswers.tell(session, chunk, told, now);
      }
      return ended == 1;
    });
  }

  /** Everybody of the chunk turned out to be one to whom nothing is sent. */
  public void empty(Claimed claimed, Instant now) {
    done(claimed, List.of(), now);
  }

  /**
   * The provider sent nothing at this try.
   *
   * @param counts whether the try counts; a limit's does not
   */
  public void nothingSent(
      Claimed claimed, EmailBatch.Reason error, boolean counts, Instant nextTryAt) {
    String thawed =
        claimed.first()
            ? "payload = null, key = null, unknown_since = null, round = round + 1,"
            : "";
    free(claimed, thawed + (counts ? "" : " tries = greatest(0, tries - 1),"), error, nextTryAt);
  }

  /** Nobody knows what this try did; the next one finds out. */
  public void unknown(Claimed claimed, EmailBatch.Reason error, Instant nextTryAt) {
    free(claimed, "", error, nextTryAt);
  }

  private void free(Claimed claimed, String set, EmailBatch.Reason error, Instant nextTryAt) {
    database.inSystem(session ->
        own(
            session,
            claimed,
            set
                + """
                 claim = null, claimed_until = null, next_try_at = :at, error_code = :code,
                 error = :error
                """,
            Map.of(
                "at", Columns.time(nextTryAt),
                "code", error.code(),
                "error", cut(error.sentence()))));
  }

  private static int own(Session session, Claimed claimed, String set, Map<String, ?> values) {
    return session
        .sql()
        .sql(
            """
            update email_chunk
               set %s
             where workspace_id = :workspace and batch_id = :batch and number = :number
               and claim = :claim and state = 'waiting'
            """
                .formatted(set))
        .params(values)
        .param("workspace", claimed.chunk().workspaceId())
        .param("batch", claimed.chunk().batchId())
        .param("number", claimed.chunk().number())
        .param("claim", claimed.claim())
        .update();
  }

  /** Nobody knows whether it was sent, and it is not tried again by itself. */
  public void park(Claimed claimed, EmailBatch.Reason error, Instant now) {
    EmailChunk chunk = claimed.chunk();
    database.inSystem(session -> {
      int parked =
          own(
              session,
              claimed,
              """
              state = 'parked', claim = null, claimed_until = null, ended_at = :now,
              error_code = :code, error = :error
              """,
              Map.of(
                  "now", Columns.time(now),
                  "code", error.code(),
                  "error", cut(error.sentence())));
      return parked == 1
          ? EmailParking.unknown(
              session, chunk.workspaceId(), chunk.batchId(), chunk.number(), error, now)
          : 0;
    });
  }

  /**
   * Those of a chunk who are still to get it, in an order that lasts. Until the transaction ends
   * nobody else touches the chunk or them.
   *
   * @return empty when nothing may be sent: the claim was lost, or the batch was stopped or
   *     cancelled meanwhile
   */
  public Optional<List<EmailRecipient>> recipients(Claimed claimed, Instant now) {
    EmailChunk chunk = claimed.chunk();
    return database.inSystem(session -> {
      if (!mine(session, claimed)) {
        return Optional.empty();
      }
      EmailRecipientStore.suppress(
          session.freshPlans(),
          chunk.workspaceId(),
          chunk.batchId(),
          Optional.of(chunk.number()),
          now);
      return Optional.of(
          EmailRecipientStore.lockWaiting(
              session, chunk.workspaceId(), chunk.batchId(), chunk.number()));
    });
  }

  /** Whether the claim lasts and its batch is still being sent. */
  public boolean mine(Claimed claimed) {
    return database.inSystem(session -> mine(session, claimed));
  }

  /** Who lost a claim must not even look: another one may have sent what he would renumber. */
  private static boolean mine(Session session, Claimed claimed) {
    return session
        .sql()
        .sql(
            """
            select c.number
              from email_chunk c
              join email_batch b on b.workspace_id = c.workspace_id and b.id = c.batch_id
             where c.workspace_id = :workspace and c.batch_id = :batch and c.number = :number
               and c.claim = :claim and c.state = 'waiting' and b.state = 'sending'
               for update of c
            """)
        .param("workspace", claimed.chunk().workspaceId())
        .param("batch", claimed.chunk().batchId())
        .param("number", claimed.chunk().number())
        .param("claim", claimed.claim())
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** Lets go of what was not begun, at no cost; does nothing when the claim was lost. */
  public void release(Claimed claimed) {
    database.inSystem(session ->
        own(
            session,
            claimed,
            "claim = null, claimed_until = null, tries = greatest(0, tries - 1)",
            Map.of()));
  }

  static String cut(String error) {
    String clean = Columns.clean(error);
    return clean.length() <= ERROR_MAX ? clean : clean.substring(0, ERROR_MAX);
  }

  static EmailChunk read(ResultSet row, int index) throws SQLException {
    Optional<String> key = Columns.optionalText(row, "key");
    byte[] payload = row.getBytes("payload");
    return new EmailChunk(
        Columns.id(row, "workspace_id"),
        Columns.id(row, "batch_id"),
        row.getInt("number"),
        Columns.constant(EmailChunk.State.class, row, "state"),
        Columns.instant(row, "next_try_at"),
        row.getInt("tries"),
        row.getInt("round"),
        key.map(text -> new EmailChunk.Frozen(payload, text)),
        Columns.optionalInstant(row, "unknown_since"),
        EmailBatchStore.reason(row, "error_code", "error"),
        Columns.optionalInstant(row, "ended_at"));
  }
}
