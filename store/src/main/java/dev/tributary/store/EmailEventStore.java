package dev.tributary.store;

import dev.tributary.spi.Bounce;
import dev.tributary.spi.EmailState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Takes in what providers tell about e-mails, in any order and any number of times: a message keeps
 * the earliest time of every state, and its state follows from those.
 */
public final class EmailEventStore {
  /** So many soft bounces in a row, without a delivery between them, end the sending. */
  public static final int SOFT_BOUNCES_MAX = 3;

  private static final int DETAIL_MAX = 1_000;

  /** What one delivery tells; a page of a provider's list is more. */
  private static final int FEW = 10;

  private final Database database;

  public EmailEventStore(Database database) {
    this.database = database;
  }

  /**
   * Something that was told.
   *
   * @param key equal however often it is told
   * @param address of the first recipient
   * @param alone whether there was no other recipient; else nobody knows who of them it was
   * @param recipient of a batch, as the e-mail's tag says
   */
  public record Told(
      String key,
      String messageId,
      EmailState state,
      Instant at,
      String address,
      AddressKey addressKey,
      boolean alone,
      String sender,
      Optional<UUID> recipient,
      Optional<Bounce.Kind> bounce,
      Optional<String> reason,
      Optional<String> detail) {}

  /**
   * Applies everything in one transaction.
   *
   * @return what had not been told before
   */
  public List<Told> apply(UUID workspaceId, UUID integrationId, List<Told> told, Instant now) {
    if (told.isEmpty()) {
      return List.of();
    }
    return database.inTenant(
        workspaceId,
        session -> {
          Session planned = told.size() > FEW ? session.freshPlans() : session.keptPlans();
          List<Told> fresh = keep(planned, workspaceId, integrationId, told, now);
          if (!fresh.isEmpty()) {
            messages(session, workspaceId, integrationId, fresh);
            bounces(session, workspaceId, integrationId, fresh);
            suppress(session, workspaceId, fresh, EmailState.BOUNCED, "bounce");
            suppress(session, workspaceId, fresh, EmailState.COMPLAINED, "complaint");
            softBounces(session, workspaceId, fresh);
          }
          return fresh;
        });
  }

  private static List<Told> keep(
      Session session, UUID workspaceId, UUID integrationId, List<Told> told, Instant now) {
    Set<String> fresh =
        new HashSet<>(
            session
                .sql()
                .sql(
                    """
                    insert into email_event
                        (workspace_id, integration_id, key, message_id, address_key, state, bounce,
                         reason, detail, at, received_at)
                    select distinct on (e.key)
                           :workspace, :integration, e.key, e.message, decode(e.address, 'hex'),
                           e.state, e.bounce, e.reason, e.detail, e.at, cast(:now as timestamptz)
                      from unnest(cast(:keys as text[]), cast(:messages as text[]),
                                  cast(:addresses as text[]), cast(:states as text[]),
                                  cast(:bounces as text[]), cast(:reasons as text[]),
                                  cast(:details as text[]), cast(cast(:ats as text[]) as timestamptz[]))
                           e (key, message, address, state, bounce, reason, detail, at)
                     order by e.key
                        on conflict (workspace_id, integration_id, key) do nothing
                    returning key
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .param("now", Columns.time(now))
                .param("keys", texts(told, Told::key))
                .param("messages", texts(told, Told::messageId))
                .param("addresses", texts(told, one -> one.addressKey().hex()))
                .param("states", texts(told, one -> Columns.word(one.state())))
                .param("bounces", maybe(told, one -> one.bounce().map(Columns::word)))
                .param("reasons", maybe(told, one -> one.reason().map(EmailEventStore::cut)))
                .param("details", maybe(told, one -> one.detail().map(EmailEventStore::cut)))
                .param("ats", times(told))
                .query(String.class)
                .list());
    List<Told> kept = new ArrayList<>();
    for (Told one : told) {
      if (fresh.remove(one.key())) {
        kept.add(one);
      }
    }
    return kept;
  }

  private static void messages(
      Session session, UUID workspaceId, UUID integrationId, List<Told> fresh) {
    StringBuilder columns = new StringBuilder();
    StringBuilder values = new StringBuilder();
    StringBuilder merged = new StringBuilder();
    for (EmailState state : EmailState.values()) {
      String word = Columns.word(state);
      columns.append(", ").append(word).append("_at");
      values.append(", min(e.at) filter (where e.state = '").append(word).append("')");
      merged
          .append(", ")
          .append(word)
          .append("_at = least(m.")
          .append(word)
          .append("_at, excluded.")
          .append(word)
          .append("_at)");
    }
    session
        .sql()
        .sql(
            """
            insert into email_message as m
                (workspace_id, integration_id, id, batch_id, recipient_id, address, address_key,
                 sender, subject, created_at, opens, clicks, bounce%1$s)
            select :workspace, :integration, e.message, min(r.batch_id::text)::uuid,
                   min(r.id::text)::uuid, min(e.address), decode(min(e.address_key), 'hex'),
                   min(e.sender), '', min(e.at),
                   count(*) filter (where e.state = 'opened'),
                   count(*) filter (where e.state = 'clicked'),
                   min(e.bounce) filter (where e.state = 'bounced')%2$s
              from unnest(cast(:messages as text[]), cast(:addresses as text[]),
                          cast(:addressKeys as text[]), cast(:senders as text[]),
                          cast(:states as text[]), cast(:bounces as text[]),
                          cast(:recipients as uuid[]), cast(cast(:ats as text[]) as timestamptz[]))
                   e (message, address, address_key, sender, state, bounce, recipient, at)
              left join email_recipient r
                on r.workspace_id = :workspace and r.id = e.recipient
             group by e.message
             order by e.message
                on conflict (workspace_id, integration_id, id) do update
               set batch_id = coalesce(m.batch_id, excluded.batch_id),
                   recipient_id = coalesce(m.recipient_id, excluded.recipient_id),
                   opens = m.opens + excluded.opens, clicks = m.clicks + excluded.clicks,
                   bounce = coalesce(m.bounce, excluded.bounce)%3$s
            """
                .formatted(columns, values, merged))
        .param("workspace", workspaceId)
        .param("integration", integrationId)
        .param("messages", texts(fresh, Told::messageId))
        .param("addresses", texts(fresh, Told::address))
        .param("addressKeys", texts(fresh, one -> one.addressKey().hex()))
        .param("senders", texts(fresh, Told::sender))
        .param("states", texts(fresh, one -> Columns.word(one.state())))
        .param("bounces", maybe(fresh, one -> one.bounce().map(Columns::word)))
        .param(
            "recipients",
            fresh.stream().map(one -> one.recipient().orElse(null)).toArray(UUID[]::new))
        .param("ats", times(fresh))
        .update();
  }

  /** The worst bounce counts, and of equal ones the first. */
  private static void bounces(
      Session session, UUID workspaceId, UUID integrationId, List<Told> fresh) {
    List<Told> bounced = fresh.stream().filter(one -> one.state() == EmailState.BOUNCED).toList();
    List<Told> explained =
        fresh.stream()
            .filter(one -> one.state() == EmailState.FAILED || one.state() == EmailState.SUPPRESSED)
            .toList();
    if (!bounced.isEmpty()) {
      session
          .sql()
          .sql(
              """
              update email_message m
                 set (bounce, bounce_reason, bounce_message) = (
                     select e.bounce, e.reason, e.detail
                       from email_event e
                      where e.workspace_id = m.workspace_id and e.integration_id = m.integration_id
                        and e.message_id = m.id and e.state = 'bounced'
                      order by array_position(array['permanent', 'undetermined', 'transient'],
                                              e.bounce),
                               e.at, e.key
                      limit 1)
               where m.workspace_id = :workspace and m.integration_id = :integration
                 and m.id = any(:messages)
              """)
          .param("workspace", workspaceId)
          .param("integration", integrationId)
          .param("messages", texts(bounced, Told::messageId))
          .update();
    }
    if (!explained.isEmpty()) {
      session
          .sql()
          .sql(
              """
              update email_message m
                 set detail = (select e.detail
                                 from email_event e
                                where e.workspace_id = m.workspace_id
                                  and e.integration_id = m.integration_id
                                  and e.message_id = m.id and e.state in ('failed', 'suppressed')
                                order by e.state desc, e.at, e.key
                                limit 1)
               where m.workspace_id = :workspace and m.integration_id = :integration
                 and m.id = any(:messages)
              """)
          .param("workspace", workspaceId)
          .param("integration", integrationId)
          .param("messages", texts(explained, Told::messageId))
          .update();
    }
  }

  /** A bounce for good and a complaint end the sending; what a person took back stays so. */
  private static void suppress(
      Session session, UUID workspaceId, List<Told> fresh, EmailState state, String origin) {
    List<Told> those =
        fresh.stream()
            .filter(one ->
                one.state() == state
                    && one.alone()
                    && (state != EmailState.BOUNCED
                        || one.bounce().filter(Bounce.Kind.PERMANENT::equals).isPresent()))
            .toList();
    if (!those.isEmpty()) {
      session
          .sql()
          .sql(
              """
              insert into email_suppression as s
                  (workspace_id, address_key, origin, address, since, note, push)
              select :workspace, decode(e.address_key, 'hex'), cast(:origin as text),
                     min(e.address), min(e.at), cast(:note as text), 'add'
                from unnest(cast(:addressKeys as text[]), cast(:addresses as text[]),
                            cast(cast(:ats as text[]) as timestamptz[])) e (address_key, address, at)
               group by e.address_key
               order by e.address_key
                  on conflict (workspace_id, address_key, origin) do update
                 set since = case when s.removed_at is null then least(s.since, excluded.since)
                                  else excluded.since end,
                     push = case when s.removed_at is null then s.push else 'add' end,
                     pushed_to = case when s.removed_at is null then s.pushed_to else '{}' end,
                     removed_at = null
               where s.removed_at is null or excluded.since > s.removed_at
              """)
          .param("workspace", workspaceId)
          .param("origin", origin)
          .param(
              "note",
              state == EmailState.BOUNCED
                  ? "The address does not exist, as its mail server says."
                  : "The recipient called an e-mail spam.")
          .param("addressKeys", texts(those, one -> one.addressKey().hex()))
          .param("addresses", texts(those, Told::address))
          .param("ats", times(those))
          .update();
    }
  }

  /**
   * Counted anew from what was told, so that a delivery that is heard of late counts where it
   * happened.
   */
  private static void softBounces(Session session, UUID workspaceId, List<Told> fresh) {
    Map<String, String> touched = new java.util.TreeMap<>();
    fresh.stream()
        .filter(one ->
            one.alone()
                && (one.state() == EmailState.DELIVERED
                    || one.state() == EmailState.BOUNCED
                        && one.bounce().filter(kind -> kind != Bounce.Kind.PERMANENT).isPresent()))
        .forEach(one -> touched.put(one.addressKey().hex(), one.address()));
    if (touched.isEmpty()) {
      return;
    }
    session
        .sql()
        .sql(
            """
            with counted as (
                select t.address_key, t.address,
                       (select array_agg(b.at order by b.at)
                          from (select min(e.at) as at
                                  from email_event e
                                 where e.workspace_id = :workspace
                                   and e.address_key = t.address_key and e.state = 'bounced'
                                   and e.bounce in ('transient', 'undetermined')
                                   and e.at > coalesce(
                                       (select max(d.at)
                                          from email_event d
                                         where d.workspace_id = :workspace
                                           and d.address_key = t.address_key
                                           and d.state = 'delivered'), '-infinity')
                                   and e.at > coalesce(
                                       (select s.removed_at
                                          from email_suppression s
                                         where s.workspace_id = :workspace
                                           and s.address_key = t.address_key
                                           and s.origin = 'soft_bounces'), '-infinity')
                                 group by e.message_id) b) as ats
                  from (select decode(k, 'hex') as address_key, a as address
                          from unnest(cast(:addressKeys as text[]), cast(:addresses as text[]))
                               u (k, a)) t),
            recovered as (
                delete from email_suppression s
                 using counted c
                 where s.workspace_id = :workspace and s.address_key = c.address_key
                   and s.origin = 'soft_bounces' and s.removed_at is null
                   and coalesce(cardinality(c.ats), 0) < :max)
            insert into email_suppression as s
                (workspace_id, address_key, origin, address, since, note)
            select :workspace, c.address_key, 'soft_bounces', c.address, c.ats[:max],
                   'Its mail server put off or refused ' || cast(:max as int)
                   || ' e-mails in a row.'
              from counted c
             where cardinality(c.ats) >= :max
                on conflict (workspace_id, address_key, origin) do update
               set since = excluded.since, removed_at = null
            """)
        .param("workspace", workspaceId)
        .param("addressKeys", touched.keySet().toArray(String[]::new))
        .param("addresses", touched.values().toArray(String[]::new))
        .param("max", SOFT_BOUNCES_MAX)
        .update();
  }

  private static String cut(String text) {
    String clean = Columns.clean(text);
    return clean.length() <= DETAIL_MAX ? clean : clean.substring(0, DETAIL_MAX);
  }

  private static String[] texts(List<Told> told, Function<Told, String> column) {
    return told.stream().map(column).map(Columns::clean).toArray(String[]::new);
  }

  private static String[] maybe(List<Told> told, Function<Told, Optional<String>> column) {
    return told.stream().map(one -> column.apply(one).orElse(null)).toArray(String[]::new);
  }

  private static String[] times(List<Told> told) {
    return told.stream().map(one -> one.at().toString()).toArray(String[]::new);
  }

  /** Deletes what was told before a time. */
  public int deleteReceivedBefore(Instant before, int limit) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                delete from email_event
                 where ctid = any(array(select ctid
                                          from email_event
                                         where received_at < :before
                                         limit :limit))
                   and received_at < :before
                """)
            .param("before", Columns.time(before))
            .param("limit", limit)
            .update());
  }
}
