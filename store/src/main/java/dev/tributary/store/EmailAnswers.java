package dev.tributary.store;

import dev.tributary.store.EmailChunkStore.Told;
import java.time.Instant;
import java.util.List;

/** Writes down what a provider answered about the recipients of a chunk. */
final class EmailAnswers {

  static void tell(Session session, EmailChunk chunk, List<Told> told, Instant now) {
    session
        .sql()
        .sql(
            """
            update email_recipient r
               set state = case when t.message is null then 'refused' else 'accepted' end,
                   message_id = t.message, reason_code = t.code, reason = t.reason,
                   decided_at = :now
              from unnest(cast(:places as int[]), cast(:messages as text[]),
                          cast(:codes as text[]), cast(:reasons as text[]))
                   t (place, message, code, reason)
             where r.workspace_id = :workspace and r.batch_id = :batch and r.chunk = :chunk
               and r.place = t.place and r.state in ('waiting', 'unknown', 'accepted')
            """)
        .param("places", told.stream().map(Told::place).toArray(Integer[]::new))
        .param(
            "messages", told.stream().map(t -> t.messageId().orElse(null)).toArray(String[]::new))
        .param(
            "codes",
            told.stream()
                .map(t -> t.refusal().map(EmailBatch.Reason::code).orElse(null))
                .toArray(String[]::new))
        .param(
            "reasons",
            told.stream()
                .map(t -> t.refusal().map(why -> EmailChunkStore.cut(why.sentence())).orElse(null))
                .toArray(String[]::new))
        .param("workspace", chunk.workspaceId())
        .param("batch", chunk.batchId())
        .param("chunk", chunk.number())
        .param("now", Columns.time(now))
        .update();
    messages(session, chunk, now);
  }

  /** Each e-mail that was accepted has a message from now on, if no event made it before. */
  private static void messages(Session session, EmailChunk chunk, Instant now) {
    session
        .sql()
        .sql(
            """
            insert into email_message as m
                (workspace_id, integration_id, id, batch_id, recipient_id, address, address_key,
                 sender, subject, queued_at, created_at)
            select r.workspace_id, b.integration_id, r.message_id, r.batch_id, r.id, r.address,
                   r.address_key, b.sender, b.subject, :now, :now
              from email_recipient r
              join email_batch b on b.workspace_id = r.workspace_id and b.id = r.batch_id
             where r.workspace_id = :workspace and r.batch_id = :batch and r.chunk = :chunk
               and r.state = 'accepted'
             order by r.message_id
                on conflict (workspace_id, integration_id, id) do update
               set batch_id = excluded.batch_id, recipient_id = excluded.recipient_id,
                   subject = excluded.subject
            """)
        .param("workspace", chunk.workspaceId())
        .param("batch", chunk.batchId())
        .param("chunk", chunk.number())
        .param("now", Columns.time(now))
        .update();
  }

  private EmailAnswers() {}
}
