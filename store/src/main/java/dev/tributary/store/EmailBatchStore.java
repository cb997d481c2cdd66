package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Batches of e-mails and how they begin and end. */
public final class EmailBatchStore {
  private static final String COLUMNS =
      """
      id, workspace_id, integration_id, name, kind, sender, subject, reply_to, html, body, template,
      numbers, wants_link, state, send_at, wait_until, wait_reason, reason_code, reason, created_by,
      created_at, started_at, ended_at
      """;

  private final Database database;

  public EmailBatchStore(Database database) {
    this.database = database;
  }

  /** Adds a draft. */
  public void create(EmailBatch batch) {
    EmailBatch.Letter letter = batch.letter();
    database.inTenant(
        batch.workspaceId(),
        session ->
            session
                .sql()
                .sql(
                    """
                    insert into email_batch
                        (id, workspace_id, integration_id, name, kind, sender, subject, reply_to,
                         html, body, template, state, send_at, turn_at, created_by, created_at)
                    values (:id, :workspace, :integration, :name, :kind, :sender, :subject, :replyTo,
                            :html, :body, :template, 'draft', :sendAt, :now, :by, :now)
                    """)
                .param("id", batch.id())
                .param("workspace", batch.workspaceId())
                .param("integration", batch.integrationId())
                .param("name", Columns.clean(batch.name()))
                .param("kind", Columns.word(batch.kind()))
                .param("sender", Columns.clean(letter.from()))
                .param("subject", Columns.clean(letter.subject()))
                .param("replyTo", letter.replyTo().toArray(String[]::new))
                .param("html", letter.html().map(Columns::clean).orElse(null))
                .param("body", letter.text().map(Columns::clean).orElse(null))
                .param("template", letter.template().orElse(null))
                .param("sendAt", Columns.time(batch.sendAt()))
                .param("by", Columns.clean(batch.createdBy()))
                .param("now", Columns.time(batch.createdAt()))
                .update());
  }

  public Optional<EmailBatch> find(UUID workspaceId, UUID id) {
    return find(workspaceId, id, "");
  }

  /** As {@link #find}, and until the transaction ends nobody else changes it. */
  public Optional<EmailBatch> lock(UUID workspaceId, UUID id) {
    return find(workspaceId, id, "for update");
  }

  private Optional<EmailBatch> find(UUID workspaceId, UUID id, String lock) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    "select %s from email_batch where workspace_id = :workspace and id = :id %s"
                        .formatted(COLUMNS, lock))
                .param("workspace", workspaceId)
                .param("id", id)
                .query(EmailBatchStore::read)
                .optional());
  }

  /**
   * Newest first.
   *
   * @param after the last one seen before
   */
  public List<EmailBatch> page(
      UUID workspaceId,
      Optional<UUID> integrationId,
      Optional<EmailBatch.State> state,
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
                      from email_batch
                     where workspace_id = :workspace
                       and (cast(:integration as uuid) is null or integration_id = :integration)
                       and (cast(:state as text) is null or state = :state)
                       and (cast(:after as uuid) is null or id < :after)
                     order by id desc
                     limit :limit
                    """
                        .formatted(COLUMNS))
                .param("workspace", workspaceId)
                .param("integration", integrationId.orElse(null))
                .param("state", state.map(Columns::word).orElse(null))
                .param("after", after.orElse(null))
                .param("limit", limit)
                .query(EmailBatchStore::read)
                .list());
  }

  /** Deletes one that was never sent. */
  public boolean deleteDraft(UUID workspaceId, UUID id) {
    return change(workspaceId, "delete from email_batch", id, "state = 'draft'", Map.of()) == 1;
  }

  /**
   * Lets a draft be sent: those to whom nothing is sent are taken out, the others cut into chunks.
   *
   * @param size recipients of a chunk at most
   */
  public void begin(
      UUID workspaceId, UUID id, EmailBatch.TemplateFacts template, int size, Instant now) {
    database.inTenant(
        workspaceId,
        session -> {
          change(
              workspaceId,
              """
              update email_batch
                 set state = 'sending', started_at = :now, turn_at = :now, numbers = :numbers,
                     wants_link = :link
              """,
              id,
              "state = 'draft'",
              Map.of(
                  "now", Columns.time(now),
                  "numbers", template.numbers().toArray(String[]::new),
                  "link", template.wantsLink()));
          EmailRecipientStore.suppress(
              session.freshPlans(), workspaceId, id, Optional.empty(), now);
          // All are joined with all: one after the other that takes minutes while the table is
          // young.
          session.template().execute("set local enable_nestloop = off");
          session
              .sql()
              .sql(
                  """
                  with cut as (
                      update email_recipient r
                         set chunk = n.chunk
                        from (select id, ((row_number() over (order by id)) - 1) / :size as chunk
                                from email_recipient
                               where workspace_id = :workspace and batch_id = :batch
                                 and state = 'waiting') n
                       where r.workspace_id = :workspace and r.id = n.id
                      returning r.chunk)
                  insert into email_chunk (workspace_id, batch_id, number, state, next_try_at)
                  select distinct :workspace, :batch, chunk, 'waiting', cast(:now as timestamptz)
                    from cut
                  """)
              .param("workspace", workspaceId)
              .param("batch", id)
              .param("size", size)
              .param("now", Columns.time(now))
              .update();
          session.template().execute("set local enable_nestloop = on");
          return finish(workspaceId, id, now);
        });
  }

  /**
   * Ends a batch that has nothing left to send; ask in the transaction that ended a part of it.
   *
   * @return whether it ended
   */
  public boolean finish(UUID workspaceId, UUID id, Instant now) {
    return database.inTenant(workspaceId, session -> finish(session, workspaceId, id, now));
  }

  private boolean finish(Session session, UUID workspaceId, UUID id, Instant now) {
    // One after the other: of two parts that end at once each would see the other under way. The
    // batch's row is not locked for it, which would keep nodes from claiming its next part.
    session
        .sql()
        .sql("select pg_advisory_xact_lock(hashtextextended(:batch, 20))::text")
        .param("batch", id.toString())
        .query(String.class)
        .single();
    return change(
            workspaceId,
            """
            update email_batch b
               set state = 'done', ended_at = :now, wait_until = null, wait_reason = null
            """,
            id,
            """
            state = 'sending'
            and not exists (select
                              from email_chunk c
                             where c.workspace_id = b.workspace_id and c.batch_id = b.id
                               and c.state = 'waiting')
            """,
            Map.of("now", Columns.time(now)))
        == 1;
  }

  /** The provider refuses all of it until a person did something. */
  public boolean stop(UUID workspaceId, UUID id, EmailBatch.Reason reason) {
    return change(
            workspaceId,
            """
            update email_batch
               set state = 'stopped', reason_code = :code, reason = :reason, wait_until = null,
                   wait_reason = null
            """,
            id,
            "state = 'sending'",
            Map.of("code", reason.code(), "reason", Columns.clean(reason.sentence())))
        == 1;
  }

  /** Goes on after it stopped. */
  public boolean resume(UUID workspaceId, UUID id, Instant now) {
    return change(
            workspaceId,
            """
            update email_batch
               set state = 'sending', reason_code = null, reason = null, turn_at = :now
            """,
            id,
            "state = 'stopped'",
            Map.of("now", Columns.time(now)))
        == 1;
  }

  /** Goes on after it ended, because a person had a chunk sent again. */
  public boolean reopen(UUID workspaceId, UUID id, Instant now) {
    return change(
            workspaceId,
            "update email_batch set state = 'sending', ended_at = null, turn_at = :now",
            id,
            "state = 'done'",
            Map.of("now", Columns.time(now)))
        == 1;
  }

  /**
   * Nothing more is begun; see {@link EmailChunkStore#cancelLeft}.
   *
   * @return false when it had ended
   */
  public boolean cancel(UUID workspaceId, UUID id, Instant now) {
    return change(
            workspaceId,
            """
            update email_batch
               set state = 'cancelled', ended_at = :now, started_at = coalesce(started_at, :now),
                   reason_code = null, reason = null, wait_until = null, wait_reason = null
            """,
            id,
            "state in ('sending', 'stopped')",
            Map.of("now", Columns.time(now)))
        == 1;
  }

  /** Everything of an account waits, because the provider said so to one of its batches. */
  public int waits(UUID workspaceId, UUID integrationId, EmailBatch.Waiting waiting) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    update email_batch
                       set wait_until = greatest(wait_until, :until), wait_reason = :reason
                     where workspace_id = :workspace and integration_id = :integration
                       and state = 'sending'
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .param("until", Columns.time(waiting.until()))
                .param("reason", Columns.clean(waiting.reason()))
                .update());
  }

  private int change(
      UUID workspaceId, String change, UUID id, String where, Map<String, ?> values) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(change + " where workspace_id = :workspace and id = :id and " + where)
                .params(values)
                .param("workspace", workspaceId)
                .param("id", id)
                .update());
  }

  /** How many recipients are in each state, by batch. */
  public Map<UUID, Map<EmailRecipient.State, Long>> counts(UUID workspaceId, Set<UUID> batches) {
    Map<UUID, Map<EmailRecipient.State, Long>> counts = new java.util.HashMap<>();
    database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select batch_id, state, count(*) as number
                      from email_recipient
                     where workspace_id = :workspace and batch_id = any(:batches)
                     group by batch_id, state
                    """)
                .param("workspace", workspaceId)
                .param("batches", batches.toArray(UUID[]::new))
                .query((row, index) ->
                    counts
                        .computeIfAbsent(
                            Columns.id(row, "batch_id"),
                            _ -> new EnumMap<>(EmailRecipient.State.class))
                        .put(
                            Columns.constant(EmailRecipient.State.class, row, "state"),
                            row.getLong("number")))
                .list());
    return counts;
  }

  /** Deletes batches that ended before a time, with everything of them but their messages. */
  public int deleteEndedBefore(Instant before, int limit) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                delete from email_batch
                 where id in (select id
                                from email_batch
                               where ended_at < :before
                               order by ended_at
                               limit :limit)
                """)
            .param("before", Columns.time(before))
            .param("limit", limit)
            .update());
  }

  static EmailBatch read(ResultSet row, int index) throws SQLException {
    Optional<String> waits = Columns.optionalText(row, "wait_reason");
    Optional<Instant> until = Columns.optionalInstant(row, "wait_until");
    return new EmailBatch(
        Columns.id(row, "id"),
        Columns.id(row, "workspace_id"),
        Columns.id(row, "integration_id"),
        row.getString("name"),
        Columns.constant(EmailBatch.Kind.class, row, "kind"),
        new EmailBatch.Letter(
            row.getString("sender"),
            row.getString("subject"),
            Columns.texts(row, "reply_to"),
            Columns.optionalText(row, "html"),
            Columns.optionalText(row, "body"),
            Columns.optionalText(row, "template")),
        new EmailBatch.TemplateFacts(
            Set.copyOf(Columns.texts(row, "numbers")), row.getBoolean("wants_link")),
        Columns.constant(EmailBatch.State.class, row, "state"),
        Columns.optionalInstant(row, "send_at"),
        until.flatMap(at -> waits.map(why -> new EmailBatch.Waiting(at, why))),
        reason(row, "reason_code", "reason"),
        row.getString("created_by"),
        Columns.instant(row, "created_at"),
        Columns.optionalInstant(row, "started_at"),
        Columns.optionalInstant(row, "ended_at"));
  }

  static Optional<EmailBatch.Reason> reason(ResultSet row, String code, String sentence)
      throws SQLException {
    Optional<String> text = Columns.optionalText(row, sentence);
    return Columns.optionalText(row, code)
        .flatMap(word -> text.map(why -> new EmailBatch.Reason(word, why)));
  }
}
