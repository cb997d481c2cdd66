package dev.tributary.store;

import static dev.tributary.store.Invariant.REPORT_IT;

import dev.tributary.store.Invariant.Bounds;
import java.util.List;

/** What is true of notices and of their e-mails: none is lost, none is told twice. */
final class NoticeInvariants {
  static List<Invariant> all() {
    return List.of(
        new Invariant(
            "given-up-is-told",
            "Nothing was given up without a notice in the same moment.",
            REPORT_IT + "what was given up is listed with its next step.",
            Bounds.LAST_DAY,
            // Of a login that ended the login's notice tells. One that is open is counted.
            """
            select 'dead letter ' || d.id
              from dead_letter d
             where d.created_at > cast(:now as timestamptz) - interval '1 day'
               and d.code not in ('grant_rejected', 'token_rejected')
               and not exists (select
                                 from notification n
                                where n.workspace_id = d.workspace_id
                                  and n.integration_id = d.integration_id
                                  and n.kind in ('dead_letter', 'stopped')
                                  and n.last_at >= d.created_at
                                  and n.raised_at <= d.created_at + interval '5 minutes')
            """),
        new Invariant(
            "reconnect-is-told",
            "Every connection whose login was refused has an open notice of that login.",
            REPORT_IT + "reconnect the connection.",
            Bounds.ALL,
            """
            select 'connection ' || i.id
              from integration i
              join provider_grant g on g.workspace_id = i.workspace_id and g.id = i.grant_id
             where i.state = 'reconnect_needed' and g.state = 'reconnect_needed'
               and not exists (select
                                 from notification n
                                where n.workspace_id = g.workspace_id
                                  and n.incident = 'grant/' || g.id and n.closed_at is null)
            """),
        new Invariant(
            "one-open-notice",
            "No incident has two open notices.",
            REPORT_IT + "one of the two is over when the other is.",
            Bounds.ALL,
            """
            select n.incident
              from notification n
             where n.closed_at is null
             group by n.workspace_id, n.incident
            having count(*) > 1
            """),
        new Invariant(
            "recovery-ends-one",
            "Every recovery ends a notice that is over, and no other recovery ends it.",
            REPORT_IT + "look at the connection itself.",
            Bounds.ALL,
            """
            select 'notice ' || r.ends
              from notification r
              left join notification n on n.workspace_id = r.workspace_id and n.id = r.ends
             where r.ends is not null
             group by r.workspace_id, r.ends
            having count(*) > 1 or count(n.closed_at) = 0
            """),
        new Invariant(
            "notice-goes-everywhere",
            "Every notice that was passed on has an e-mail to each address that wanted it.",
            REPORT_IT + "the notice itself is in the application.",
            Bounds.LAST_DAY,
            // Routes may have changed since; older notices are put away without e-mails.
            """
            select 'notice ' || n.id || ' to ' || r.address
              from notification n
              join notice_route r on r.workspace_id = n.workspace_id
             where n.routed_at > cast(:now as timestamptz) - interval '1 day'
               and n.routed_at < n.raised_at + interval '24 hours'
               and r.enabled and r.updated_at < n.routed_at - interval '1 minute'
               and (cardinality(r.kinds) = 0 or coalesce(n.ends_kind, n.kind) = any(r.kinds))
               and not exists (select
                                 from notice_delivery d
                                where d.notification_id = n.id and d.address = r.address)
            """),
        new Invariant(
            "mail-wait-ends",
            "No e-mail of a notice is put off for more than two hours or held for ten minutes.",
            REPORT_IT + "the notice itself is in the application.",
            Bounds.ALL,
            """
            select 'e-mail ' || d.id
              from notice_delivery d
             where d.state = 'pending'
               and (d.next_try_at > cast(:now as timestamptz) + interval '2 hours'
                    or d.claimed_until > cast(:now as timestamptz) + interval '10 minutes')
            """),
        new Invariant(
            "no-mail-passed-over",
            "While e-mails of notices are sent, none is passed over that was due ten minutes before.",
            REPORT_IT + "the notice itself is in the application.",
            Bounds.ALL,
            // Whoever claims takes the longest due; one that another sender held may be late.
            """
            select 'e-mail ' || d.id
              from notice_delivery d
             where d.state = 'pending'
               and (d.claimed_until is null
                    or d.claimed_until < cast(:now as timestamptz) - interval '10 minutes')
               and d.next_try_at < (select max(s.next_try_at) - interval '10 minutes'
                                      from notice_delivery s
                                     where s.state = 'sent'
                                       and s.ended_at > cast(:now as timestamptz)
                                                        - interval '1 minute')
            """));
  }

  private NoticeInvariants() {}
}
