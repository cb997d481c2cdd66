package dev.tributary.store;

import static dev.tributary.store.Invariant.REPORT_IT;

import dev.tributary.store.Invariant.Bounds;
import java.util.List;

/** What is true of e-mails that are sent. */
final class EmailInvariants {
  static List<Invariant> all() {
    return List.of(
        new Invariant(
            "email-batch-ends-with-its-parts",
            "A batch of e-mails that is done has nothing left to send.",
            REPORT_IT + "nobody gets an e-mail twice by it, but some may not get theirs.",
            Bounds.LAST_DAY,
            """
            select 'batch ' || b.id
              from email_batch b
             where b.state = 'done' and b.ended_at > cast(:now as timestamptz) - interval '1 day'
               and exists (select
                             from email_chunk c
                            where c.workspace_id = b.workspace_id and c.batch_id = b.id
                              and c.state = 'waiting')
            """),
        new Invariant(
            "email-sent-once",
            "No e-mail at a provider stands for two recipients of a batch.",
            REPORT_IT + "look at the two recipients' e-mails at the provider.",
            Bounds.LAST_DAY,
            """
            select 'e-mail ' || min(r.message_id)
              from email_batch b
              join email_recipient r on r.workspace_id = b.workspace_id and r.batch_id = b.id
             where b.started_at > cast(:now as timestamptz) - interval '1 day'
               and r.message_id is not null
             group by r.batch_id, r.message_id
            having count(*) > 1
            """),
        new Invariant(
            "email-tried-is-frozen",
            "What is about to be sent is marked as perhaps sent.",
            REPORT_IT + "cancel the batch before anything of it is sent twice.",
            Bounds.ALL,
            """
            select 'part ' || c.number || ' of batch ' || c.batch_id
              from email_chunk c
             where c.state = 'waiting' and (c.payload is null) <> (c.unknown_since is null)
            """));
  }

  private EmailInvariants() {}
}
