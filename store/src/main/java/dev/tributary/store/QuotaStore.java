package dev.tributary.store;

import dev.tributary.spi.QuotaReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Quotas and limits at the providers, as system: they belong to a provider's account and to no
 * workspace. Limits are derived from rows that expire, never from counters.
 */
public final class QuotaStore {
  private static final Duration ERRORS_KEPT = Duration.ofDays(1);

  private final Database database;

  public QuotaStore(Database database) {
    this.database = database;
  }

  /** Keeps what an answer said. An older reading never replaces a newer one. */
  public void seen(String provider, String account, List<QuotaReading> readings, Instant now) {
    database.inSystem(session -> {
      // In one order for all, so that nodes do not wait for each other in a circle.
      readings.stream()
          .sorted(java.util.Comparator.comparing(QuotaReading::bucket))
          .forEach(reading -> seen(session, provider, account, reading, now));
      return readings;
    });
  }

  private static void seen(
      Session session, String provider, String account, QuotaReading reading, Instant now) {
    session
        .sql()
        .sql(
            """
            insert into quota as old
                (provider, account, bucket, remaining, largest, resets_at, seen_at)
            values (:provider, :account, :bucket, :remaining, :remaining, :resets, :now)
                on conflict (provider, account, bucket) do update
               set remaining = excluded.remaining,
                   largest = greatest(old.largest, excluded.largest),
                   resets_at = excluded.resets_at,
                   empty_until = case when excluded.remaining > 0 then null
                                      else old.empty_until end,
                   seen_at = excluded.seen_at
             where old.seen_at <= excluded.seen_at
            """)
        .param("provider", provider)
        .param("account", account)
        .param("bucket", reading.bucket())
        .param("remaining", reading.remaining())
        .param("resets", Columns.time(reading.resetsAt()))
        .param("now", Columns.time(now))
        .update();
  }

  /** A bucket was refused as used up until then. */
  public void empty(String provider, String account, String bucket, Instant until, Instant now) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                insert into quota as old
                    (provider, account, bucket, largest, empty_until, seen_at)
                values (:provider, :account, :bucket, 0, :until, :now)
                    on conflict (provider, account, bucket) do update
                   set remaining = 0,
                       empty_until = greatest(old.empty_until, excluded.empty_until),
                       seen_at = greatest(old.seen_at, excluded.seen_at)
                """)
            .param("provider", provider)
            .param("account", account)
            .param("bucket", bucket)
            .param("until", Columns.time(until))
            .param("now", Columns.time(now))
            .update());
  }

  /** By bucket. */
  public List<Quota> of(String provider, String account) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select bucket, remaining, largest, resets_at, empty_until, seen_at
                  from quota
                 where provider = :provider and account = :account
                 order by bucket
                """)
            .param("provider", provider)
            .param("account", account)
            .query((row, index) ->
                new Quota(
                    row.getString("bucket"),
                    Columns.optionalLong(row, "remaining"),
                    row.getLong("largest"),
                    Columns.optionalInstant(row, "resets_at"),
                    Columns.optionalInstant(row, "empty_until"),
                    Columns.instant(row, "seen_at")))
            .list());
  }

  /**
   * Takes one of a limited number of places for a request in flight.
   *
   * @return false when all are taken
   */
  public boolean lease(
      String provider, String account, UUID holder, int max, Instant now, Duration lease) {
    return database.inSystem(session -> {
      // Takers of one account go one after the other; others are not held up.
      session
          .sql()
          .sql("select pg_advisory_xact_lock(hashtextextended(:account, 7))::text")
          .param("account", provider + "/" + account)
          .query(String.class)
          .single();
      at(session, "delete from quota_lease", "until <= :now", provider, account, now);
      return session
              .sql()
              .sql(
                  """
                  insert into quota_lease (provider, account, holder, until)
                  select :provider, :account, :holder, :until
                   where (select count(*)
                            from quota_lease
                           where provider = :provider and account = :account
                             and holder <> :holder) < :max
                      on conflict (provider, account, holder) do update
                     set until = excluded.until
                  """)
              .param("provider", provider)
              .param("account", account)
              .param("holder", holder)
              .param("until", Columns.time(now.plus(lease)))
              .param("max", max)
              .update()
          == 1;
    });
  }

  public void release(String provider, String account, UUID holder) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                delete from quota_lease
                 where provider = :provider and account = :account and holder = :holder
                """)
            .param("provider", provider)
            .param("account", account)
            .param("holder", holder)
            .update());
  }

  public int inFlight(String provider, String account, Instant now) {
    return count("quota_lease", "until > :now", provider, account, now);
  }

  /** Remembers a server error of the provider; those older than a day are forgotten. */
  public void serverError(String provider, String account, Instant at) {
    database.inSystem(session -> {
      at(
          session,
          "delete from server_error",
          "at < :now",
          provider,
          account,
          at.minus(ERRORS_KEPT));
      return session
          .sql()
          .sql("insert into server_error (provider, account, at) values (:provider, :account, :at)")
          .param("provider", provider)
          .param("account", account)
          .param("at", Columns.time(at))
          .update();
    });
  }

  public int serverErrors(String provider, String account, Instant since) {
    return count("server_error", "at >= :now", provider, account, since);
  }

  private int count(String table, String where, String provider, String account, Instant time) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select count(*)
                  from %s
                 where provider = :provider and account = :account and %s
                """
                    .formatted(table, where))
            .param("provider", provider)
            .param("account", account)
            .param("now", Columns.time(time))
            .query(Integer.class)
            .single());
  }

  private static void at(
      Session session, String verb, String where, String provider, String account, Instant time) {
    session
        .sql()
        .sql(verb + " where provider = :provider and account = :account and " + where)
        .param("provider", provider)
        .param("account", account)
        .param("now", Columns.time(time))
        .update();
  }
}
