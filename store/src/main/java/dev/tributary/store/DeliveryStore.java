package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * E-mails of notices, as system. Several nodes may route and claim at once: locked rows are
 * skipped, and a claim lasts until its lease ends.
 */
public final class DeliveryStore {
  /** Older notices are not sent any more when e-mail is set up for the first time. */
  public static final Duration ROUTED_WITHIN = Duration.ofHours(24);

  private static final int ROUTED_AT_ONCE = 100;
  private static final int ERROR_MAX = 500;

  private static final String COLUMNS =
      """
      id, workspace_id, notification_id, address, state, tries, unknown_tries, next_try_at,
      message_id, created_at, ended_at, error
      """;

  private final Database database;

  public DeliveryStore(Database database) {
    this.database = database;
  }

  /**
   * Makes the deliveries of new notices: to the routes of the workspace, and without any to {@code
   * addresses}.
   *
   * @param domain of the message ids
   * @return how many notices
   */
  public int route(List<String> addresses, String domain, Instant now) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                with fresh as (
                    select id, workspace_id, coalesce(ends_kind, kind) as kind
                      from notification
                     where routed_at is null and raised_at > :since
                     order by id
                     limit :limit
                       for update skip locked),
                made as (
                    insert into notice_delivery
                        (id, workspace_id, notification_id, address, state, next_try_at,
                         message_id, created_at)
                    select m.id, f.workspace_id, f.id, a.address, 'pending', :now,
                           '<' || f.id || '.' || m.id || '@' || cast(:domain as text) || '>', :now
                      from fresh f
                     cross join lateral (
                           select r.address
                             from notice_route r
                            where r.workspace_id = f.workspace_id and r.enabled
                              and (cardinality(r.kinds) = 0 or f.kind = any(r.kinds))
                            union
                           select lower(d.address)
                             from unnest(cast(:addresses as text[])) d (address)
                            where not exists (select
                                                from notice_route r
                                               where r.workspace_id = f.workspace_id)) a
                     cross join lateral (select gen_random_uuid() as id, f.id as f, a.address as a) m
                        on conflict (notification_id, address) do nothing)
                update notification n
                   set routed_at = :now
                  from fresh f
                 where n.workspace_id = f.workspace_id and n.id = f.id
                """)
            .param("since", Columns.time(now.minus(ROUTED_WITHIN)))
            .param("limit", ROUTED_AT_ONCE)
            .param("addresses", addresses.toArray(String[]::new))
            .param("domain", domain)
            .param("now", Columns.time(now))
            .update());
  }

  /** A delivery in this node's hands, with what it says. */
  public record Claimed(UUID claim, Delivery delivery, Notification notification) {}

  /**
   * Claims the oldest delivery that is due. A claim that ended without a word counts as unknown.
   *
   * @param lease longer than any try takes
   */
  public Optional<Claimed> claim(Instant now, Duration lease) {
    UUID claim = UUID.randomUUID();
    return database.inSystem(session -> {
      Optional<Delivery> taken =
          session
              .sql()
              .sql(
                  """
                  update notice_delivery
                     set tries = tries + 1,
                         unknown_tries = unknown_tries + (claim is not null)::int,
                         claim = :claim, claimed_until = :until
                   where id = (select id
                                 from notice_delivery
                                where state = 'pending' and next_try_at <= :now
                                  and (claimed_until is null or claimed_until <= :now)
                                order by next_try_at, notification_id, id
                                limit 1
                                  for update skip locked)
                  returning %s
                  """
                      .formatted(COLUMNS))
              .param("claim", claim)
              .param("now", Columns.time(now))
              .param("until", Columns.time(now.plus(lease)))
              .query(DeliveryStore::read)
              .optional();
      return taken.map(delivery ->
          new Claimed(
              claim,
              delivery,
              session
                  .sql()
                  .sql(
                      "select %s from notification where workspace_id = :workspace and id = :id"
                          .formatted(NoticeStore.COLUMNS))
                  .param("workspace", delivery.workspaceId())
                  .param("id", delivery.notificationId())
                  .query(NoticeStore::read)
                  .single()));
    });
  }

  /** The mail server took it; true whoever claimed it meanwhile. */
  public void sent(Claimed claimed, Instant now) {
    end(claimed, Delivery.State.SENT, Optional.empty(), "true", now);
  }

  /** It will never be sent. */
  public void failed(Claimed claimed, String error, Instant now) {
    end(claimed, Delivery.State.FAILED, Optional.of(error), "claim = :claim", now);
  }

  /** Nobody knows whether it was sent, and it is not tried again. */
  public void parked(Claimed claimed, String error, Instant now) {
    end(claimed, Delivery.State.PARKED, Optional.of(error), "claim = :claim", now);
  }

  private void end(
      Claimed claimed, Delivery.State state, Optional<String> error, String mine, Instant now) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                update notice_delivery
                   set state = :state, error = :error, ended_at = :now, claim = null,
                       claimed_until = null
                 where id = :id and state = 'pending'
                   and %s and cast(:claim as uuid) is not null
                """
                    .formatted(mine))
            .param("id", claimed.delivery().id())
            .param("claim", claimed.claim())
            .param("state", Columns.word(state))
            .param("error", error.map(DeliveryStore::cut).orElse(null))
            .param("now", Columns.time(now))
            .update());
  }

  /**
   * It is tried again.
   *
   * @param unknown whether it may have been sent
   */
  public void again(Claimed claimed, String error, boolean unknown, Instant at) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                update notice_delivery
                   set error = :error, next_try_at = :at, claim = null, claimed_until = null,
                       unknown_tries = unknown_tries + :unknown
                 where id = :id and claim = :claim and state = 'pending'
                """)
            .param("id", claimed.delivery().id())
            .param("claim", claimed.claim())
            .param("error", cut(error))
            .param("unknown", unknown ? 1 : 0)
            .param("at", Columns.time(at))
            .update());
  }

  /** How many wait, how many were not sent, and since when the oldest waits. */
  public record Standing(int pending, int failed, int parked, Optional<Instant> oldestPending) {}

  /** Of all workspaces, as far as they are kept. */
  public Standing standing() {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select count(*) filter (where state = 'pending')::int as pending,
                       count(*) filter (where state = 'failed')::int as failed,
                       count(*) filter (where state = 'parked')::int as parked,
                       min(created_at) filter (where state = 'pending') as oldest
                  from notice_delivery
                """)
            .query((row, index) ->
                new Standing(
                    row.getInt("pending"),
                    row.getInt("failed"),
                    row.getInt("parked"),
                    Columns.optionalInstant(row, "oldest")))
            .single());
  }

  /** The e-mails of one notice, by address. */
  public List<Delivery> of(UUID workspaceId, UUID notificationId) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select %s
                      from notice_delivery
                     where workspace_id = :workspace and notification_id = :notification
                     order by address
                    """
                        .formatted(COLUMNS))
                .param("workspace", workspaceId)
                .param("notification", notificationId)
                .query(DeliveryStore::read)
                .list());
  }

  /**
   * Deletes notices that were over before a time, with their deliveries, and gives up routing those
   * that nobody sent in time.
   */
  public int clean(Instant overBefore, Instant now) {
    return database.inSystem(session -> {
      session
          .sql()
          .sql(
              "update notification set routed_at = :now where routed_at is null and raised_at <= :since")
          .param("now", Columns.time(now))
          .param("since", Columns.time(now.minus(ROUTED_WITHIN)))
          .update();
      return session
          .sql()
          .sql("delete from notification where closed_at < :before")
          .param("before", Columns.time(overBefore))
          .update();
    });
  }

  private static String cut(String error) {
    String clean = Columns.clean(error);
    return clean.length() <= ERROR_MAX ? clean : clean.substring(0, ERROR_MAX);
  }

  private static Delivery read(ResultSet row, int index) throws SQLException {
    return new Delivery(
        Columns.id(row, "id"),
        Columns.id(row, "workspace_id"),
        Columns.id(row, "notification_id"),
        row.getString("address"),
        Columns.constant(Delivery.State.class, row, "state"),
        row.getInt("tries"),
        row.getInt("unknown_tries"),
        Columns.instant(row, "next_try_at"),
        row.getString("message_id"),
        Columns.instant(row, "created_at"),
        Columns.optionalInstant(row, "ended_at"),
        Columns.optionalText(row, "error"));
  }
}
