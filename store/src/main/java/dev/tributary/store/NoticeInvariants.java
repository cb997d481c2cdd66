package dev.tributary.store;

import static dev.tributary.store.Invariant.REPORT_IT;

import dev.tributary.store.Invariant.Bounds;
import java.util.List;

/** What is true of the notices that tell administrators what went wrong. */
final class NoticeInvariants {
  static List<Invariant> all() {
    return List.of(
        // A refused login is told once for all its connections, see the next.
        new Invariant(
            "dead-letter-told",
            "What was given up was told when it was given up.",
            REPORT_IT + "look at what was given up in the UI, or with ./tributary dead-letters.",
            Bounds.LAST_DAY,
            """
            select 'dead letter ' || d.id
              from dead_letter d
             where d.closed_at is null
               and d.created_at > cast(:now as timestamptz) - interval '1 day'
               and d.code not in ('token_rejected', 'grant_rejected')
               and not exists (select
                                 from notification n
                                where n.workspace_id = d.workspace_id
                                  and n.integration_id = d.integration_id
                                  and n.last_at >= d.created_at)
            """),
        new Invariant(
            "reconnect-told",
            "A login that has to be renewed is an open notice.",
            REPORT_IT + "reconnect the connection.",
            Bounds.ALL,
            """
            select 'integration ' || i.id
              from integration i
             where i.state = 'reconnect_needed'
               and not exists (select
                                 from notification n
                                where n.workspace_id = i.workspace_id
                                  and n.kind = 'reconnect_needed'
                                  and n.incident = 'grant/' || i.grant_id
                                  and n.closed_at is null)
            """),
        new Invariant(
            "notice-goes-to-every-route",
            "A notice that was given to the outbox goes to every address that wants its kind.",
            REPORT_IT + "read the notice in the UI, and tell whoever did not get it.",
            Bounds.LAST_DAY,
            """
            select 'notice ' || n.id || ' to ' || r.address
              from notification n
              join notice_route r
                on r.workspace_id = n.workspace_id and r.enabled
               and (cardinality(r.kinds) = 0 or coalesce(n.ends_kind, n.kind) = any(r.kinds))
             where n.raised_at > cast(:now as timestamptz) - interval '1 day'
               and r.updated_at < n.raised_at
               and n.routed_at is not null
               and not exists (select
                                 from notice_delivery d
                                where d.notification_id = n.id and d.address = r.address)
            """));
  }

  private NoticeInvariants() {}
}
