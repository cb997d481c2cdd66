package dev.tributary.store;

import dev.tributary.spi.QuotaReading;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Quotas and limits at the providers, as system: they belong to a provider's account and to no
 * workspace. Limits are derived from rows that expire, never from counters.
 */
public final class QuotaStore {
  private static final Duration ERRORS_KEPT = Duration.ofDays(1);

  /** A bucket that never was as full again has become smaller. */
  private static final Duration LARGEST_COUNTS_FOR = Duration.ofDays(3);

  /** Stands for the account where a quota is shared by all who use our own client. */
  public static final String EVERYBODY = "*";

  /** Stands for a bucket where the provider asked the account to wait, without naming a quota. */
  public static final String ANNOUNCED_WAIT = "announced wait";

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
                (provider, account, bucket, remaining, largest, largest_at, resets_at, seen_at)
            values (:provider, :account, :bucket, :remaining, :largest, :now, :resets, :now)
                on conflict (provider, account, bucket) do update
               set remaining = excluded.remaining,
                   largest = case when excluded.largest >= old.largest or old.largest_at < :forget
                                  then excluded.largest else old.largest end,
                   largest_at = case when excluded.largest >= old.largest
                                       or old.largest_at is null
                                       or old.largest_at < :forget
                                     then excluded.seen_at else old.largest_at end,
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
        .param("largest", Math.max(reading.remaining(), reading.limit().orElse(0)))
        .param("resets", Columns.time(reading.resetsAt()))
        .param("forget", Columns.time(now.minus(LARGEST_COUNTS_FOR)))
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

  /**
   * What is known of an account.
   *
   * @param quotas by bucket
   * @param serverErrors newest first
   */
  public record Known(List<Quota> quotas, List<Instant> serverErrors) {
    public Known {
      quotas = List.copyOf(quotas);
      serverErrors = List.copyOf(serverErrors);
    }
  }

  private record Line(Optional<Quota> quota, Instant at) {}

  /** In one statement, because it is asked before every slice. */
  public Known known(String provider, String account, Instant errorsSince) {
    List<Line> lines =
        database.inSystem(session ->
            session
                .sql()
                .sql(
                    """
                    select bucket, remaining, largest, resets_at, empty_until, seen_at as at
                      from quota
                     where provider = :provider and account in (:account, :everybody)
                     union all
                    select null, null, 0, null, null, at
                      from server_error
                     where provider = :provider and account = :account and at >= :since
                     order by bucket, at desc
                    """)
                .param("provider", provider)
                .param("account", account)
                .param("everybody", EVERYBODY)
                .param("since", Columns.time(errorsSince))
                .query((row, index) ->
                    new Line(
                        Optional.ofNullable(row.getString("bucket")).isEmpty()
                            ? Optional.empty()
                            : Optional.of(quota(row)),
                        Columns.instant(row, "at")))
                .list());
    return new Known(
        lines.stream().flatMap(line -> line.quota().stream()).toList(),
        lines.stream().filter(line -> line.quota().isEmpty()).map(Line::at).toList());
  }

  /** By bucket, without what is no quota. */
  public List<Quota> of(String provider, String account) {
    return known(provider, account, Instant.parse("9999-01-01T00:00:00Z")).quotas().stream()
        .filter(quota -> !quota.bucket().equals(ANNOUNCED_WAIT))
        .toList();
  }

  private static Quota quota(ResultSet row) throws SQLException {
    return new Quota(
        row.getString("bucket"),
        Columns.optionalLong(row, "remaining"),
        row.getLong("largest"),
        Columns.optionalInstant(row, "resets_at"),
        Columns.optionalInstant(row, "empty_until"),
        Columns.instant(row, "at"));
  }

  /**
   * How many places for requests in flight there are. Each may end as a server error, so recent
   * errors leave fewer.
   *
   * @param max when nothing went wrong
   * @param errorsMax errors and places together
   * @param errorsSince errors since then count
   */
  public record Places(int max, int errorsMax, Instant errorsSince) {}

  /**
   * Takes one of the places for a request in flight.
   *
   * @return false when all are taken
   */
  public boolean lease(
      String provider, String account, UUID holder, Places places, Instant now, Duration lease) {
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
                             and holder <> :holder)
                         < least(:max,
                                 :errorsMax - (select count(*)
                                                 from server_error
                                                where provider = :provider
                                                  and account = :account
                                                  and at >= :since))
                      on conflict (provider, account, holder) do update
                     set until = excluded.until
                  """)
              .param("provider", provider)
              .param("account", account)
              .param("holder", holder)
              .param("until", Columns.time(now.plus(lease)))
              .param("max", places.max())
              .param("errorsMax", places.errorsMax())
              .param("since", Columns.time(places.errorsSince()))
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
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select count(*)
                  from quota_lease
                 where provider = :provider and account = :account and until > :now
                """)
            .param("provider", provider)
            .param("account", account)
            .param("now", Columns.time(now))
            .query(Integer.class)
            .single());
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

  /**
   * Deletes token buckets that are full again and were not used for minutes. The library dates them
   * by the node's clock, which may be off by less than those minutes.
   *
   * @return how many; fewer than {@code limit} when none is left
   */
  public int deleteUnusedBuckets(Instant now, int limit) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                delete from rate_bucket
                 where id in (select id
                                from rate_bucket
                               where expires_at < :now
                               limit :limit
                                 for update skip locked)
                """)
            .param("now", now.toEpochMilli())
            .param("limit", limit)
            .update());
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
