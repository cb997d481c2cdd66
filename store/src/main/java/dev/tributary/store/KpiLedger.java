package dev.tributary.store;

import dev.tributary.spi.DayRange;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the ledger says about the days of a query: one statement for all accounts and streams. */
public final class KpiLedger {
  private final Database database;

  public KpiLedger(Database database) {
    this.database = database;
  }

  /**
   * @param days the days that are judged
   * @param only of them these alone; empty for all
   */
  public record Wanted(
      UUID workspace,
      List<KpiAccount> accounts,
      List<String> streams,
      DayRange days,
      Optional<List<LocalDate>> only,
      Buckets buckets,
      DayShift shift) {}

  /**
   * @param standings by stream and bucket
   * @param accounts by integration, over all the streams
   * @param partialDays stored days that are partial, by stream, oldest first
   */
  public record Known(
      Map<String, Map<LocalDate, KpiStanding>> standings,
      Map<UUID, OfAccount> accounts,
      Map<String, TreeSet<LocalDate>> partialDays) {}

  /**
   * @param through the newest whole day that is stored
   */
  public record OfAccount(Optional<LocalDate> through, Optional<Instant> oldestRead) {}

  /**
   * The missing days are those that were over by {@code now} in the account's zone.
   *
   * @param now by the database's clock
   */
  public Known of(Wanted wanted, Instant now) {
    Known known = new Known(new HashMap<>(), new HashMap<>(), new HashMap<>());
    List<LocalDate> todays =
        wanted.accounts.stream().map(account -> today(account.zone(), now)).toList();
    database.inTenant(
        wanted.workspace,
        session -> {
          session
              .sql()
              .sql(
                  """
                  with days as (
                      select l.*, %s as bucket, l.content_hash is not null as stored,
                             l.day < a.today as over
                        from unnest(cast(:ids as uuid[]), cast(:todays as date[])) a (id, today)
                        join day_ledger l on l.integration_id = a.id
                       where l.workspace_id = :workspace and l.stream = any(:streams)
                         and l.day between :first and :last
                         and (not :some or l.day = any(cast(:only as date[]))))
                  select stream, bucket, integration_id,
                         count(*) filter (where stored) as stored,
                         count(*) filter (where stored and over) as stored_over,
                         count(*) filter (where not stored and state = 'skipped' and over)
                             as skipped,
                         count(*) filter (where problem = 'failed') as failed,
                         count(*) filter (where problem = 'held') as held,
                         coalesce(bool_or(stored and partial), false) as partial,
                         coalesce(bool_or(stored and state in ('open', 'settling')), false)
                             as may_change,
                         coalesce(bool_or(sampled), false) as sampled,
                         coalesce(bool_or(thresholded), false) as thresholded,
                         coalesce(bool_or(other_row), false) as other_row,
                         coalesce(bool_or(unusual), false) as unusual,
                         coalesce(bool_or(sudden_zero), false) as sudden_zero,
                         min(fetched_at) as oldest_read,
                         max(day) filter (where stored and not partial) as through,
                         array_agg(day::text) filter (where stored and partial) as partial_days
                    from days
                   group by grouping sets ((stream, bucket), (integration_id))
                  """
                      .formatted(wanted.buckets.sql(wanted.shift.forward("l.day"))))
              .param("workspace", wanted.workspace)
              .param(
                  "ids",
                  wanted.accounts.stream().map(one -> one.id().toString()).toArray(String[]::new))
              .param("todays", Columns.days(todays))
              .param("streams", wanted.streams.toArray(String[]::new))
              .param("first", wanted.days.first())
              .param("last", wanted.days.last())
              .param("some", wanted.only.isPresent())
              .param("only", Columns.days(wanted.only.orElse(List.of())))
              .param("bucketFirst", wanted.buckets.days().first())
              .query((ResultSet row) -> take(row, known));
          return known;
        });
    missing(wanted, todays, known);
    return known;
  }

  /** The day that is not over yet. */
  public static LocalDate today(ZoneId zone, Instant now) {
    return LocalDate.ofInstant(now, zone);
  }

  private static void take(ResultSet row, Known known) throws SQLException {
    @Nullable UUID integration = row.getObject("integration_id", UUID.class);
    Optional<Instant> oldest = Columns.optionalInstant(row, "oldest_read");
    if (integration != null) {
      known.accounts.put(
          integration,
          new OfAccount(Optional.ofNullable(row.getObject("through", LocalDate.class)), oldest));
      return;
    }
    String stream = row.getString("stream");
    known
        .partialDays
        .computeIfAbsent(stream, name -> new TreeSet<>())
        .addAll(days(row.getArray("partial_days")));
    // The missing days are counted afterwards; until then the field holds what is not missing.
    known
        .standings
        .computeIfAbsent(stream, name -> new HashMap<>())
        .put(
            Columns.day(row, "bucket"),
            new KpiStanding(
                row.getInt("stored"),
                row.getInt("stored_over") + row.getInt("skipped"),
                row.getInt("skipped"),
                row.getInt("failed"),
                row.getInt("held"),
                row.getBoolean("partial"),
                row.getBoolean("may_change"),
                row.getBoolean("sampled"),
                row.getBoolean("thresholded"),
                row.getBoolean("other_row"),
                row.getBoolean("unusual"),
                row.getBoolean("sudden_zero"),
                oldest));
  }

  private static List<LocalDate> days(@Nullable Array array) throws SQLException {
    return array == null
        ? List.of()
        : Arrays.stream((String[]) array.getArray()).map(LocalDate::parse).toList();
  }

  private static void missing(Wanted wanted, List<LocalDate> todays, Known known) {
    Map<LocalDate, List<LocalDate>> judged = new HashMap<>();
    Optional<Set<LocalDate>> some = wanted.only.map(HashSet::new);
    wanted
        .buckets
        .days()
        .days()
        .forEach(day ->
            wanted
                .shift
                .counterpart(day)
                .filter(back -> some.map(only -> only.contains(back)).orElse(true))
                .ifPresent(back ->
                    judged
                        .computeIfAbsent(wanted.buckets.of(day), key -> new ArrayList<>())
                        .add(back)));
    Map<LocalDate, Integer> accountsByToday = new HashMap<>();
    todays.forEach(today -> accountsByToday.merge(today, 1, Integer::sum));
    for (LocalDate bucket : wanted.buckets.all()) {
      List<LocalDate> days = judged.getOrDefault(bucket, List.of());
      int over = 0;
      boolean notOver = false;
      for (Map.Entry<LocalDate, Integer> today : accountsByToday.entrySet()) {
        int past = (int) days.stream().filter(day -> day.isBefore(today.getKey())).count();
        over += past * today.getValue();
        notOver |= past < days.size();
      }
      for (String stream : wanted.streams) {
        Map<LocalDate, KpiStanding> standings =
            known.standings.computeIfAbsent(stream, name -> new HashMap<>());
        KpiStanding standing = standings.getOrDefault(bucket, KpiStanding.NOTHING);
        standings.put(bucket, standing.with(Math.max(0, over - standing.missing()), notOver));
      }
    }
  }
}
