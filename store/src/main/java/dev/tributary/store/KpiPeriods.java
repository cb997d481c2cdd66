package dev.tributary.store;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.PeriodKind;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Numbers that stand as they were asked for and are never added up: one row is one number. */
public final class KpiPeriods {
  private final Database database;

  public KpiPeriods(Database database) {
    this.database = database;
  }

  /**
   * @param periods of each bucket
   * @param dimension by which the numbers are told apart; with it, and filters on equality, every
   *     dimension of the stream must be said
   * @param limit the most lines
   */
  public record Wanted(
      UUID workspace,
      String provider,
      StreamDescriptor stream,
      List<String> measures,
      List<UUID> integrations,
      Map<LocalDate, DayRange> periods,
      List<KpiFilter> filters,
      Optional<String> dimension,
      int limit) {}

  /** The period of the stream that is just this range; empty when none was asked for. */
  public static Optional<PeriodKind> period(StreamDescriptor stream, DayRange range) {
    return switch (stream.kind()) {
      case DAY -> range.length() == 1 ? Optional.of(PeriodKind.DAY) : Optional.empty();
      case PERIOD ->
          stream.periods().stream()
              .filter(one -> one.endsOn(range.last()))
              .filter(one -> one.endingOn(range.last()).equals(range))
              .findFirst();
      case SNAPSHOT -> Optional.empty();
    };
  }

  /** Buckets whose range is no period of the stream, or has no row, have no line. */
  public List<KpiSums.Line> read(Wanted wanted) {
    List<LocalDate> buckets = new ArrayList<>();
    List<LocalDate> lasts = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    wanted.periods.forEach((bucket, range) ->
        period(wanted.stream, range)
            .ifPresent(kind -> {
              buckets.add(bucket);
              lasts.add(range.last());
              labels.add(kind.label());
            }));
    Map<String, Object> bound = new LinkedHashMap<>();
    List<String> conditions = new ArrayList<>();
    for (KpiFilter filter : wanted.filters) {
      KpiSums.column(wanted.stream, filter.dimension());
      conditions.add(KpiFilter.sql(filter, bound));
    }
    String sql =
        """
        select w.bucket, %s as value, 1::bigint as n, %s
          from unnest(cast(:buckets as date[]), cast(:lasts as date[]), cast(:labels as text[]))
                   w (bucket, last, label)
          join %s t on t.day = w.last and %s
         where t.workspace_id = :workspace and t.integration_id = any(cast(:ids as uuid[])) and %s
         order by 1, 2
         limit :limit
        """
            .formatted(
                wanted
                    .dimension
                    .map(one -> KpiSums.column(wanted.stream, one))
                    .orElse("null::text"),
                StreamTable.list(
                    wanted.measures,
                    one ->
                        "t."
                            + Roles.quoted(
                                wanted
                                    .stream
                                    .measures()
                                    .get(wanted.stream.measureIndex(one))
                                    .name())
                            + "::numeric"),
                new StreamTable(wanted.provider, wanted.stream).name(),
                wanted.stream.kind() == StreamKind.PERIOD
                    ? "t." + Roles.quoted(StreamDescriptor.PERIOD) + " = w.label collate \"C\""
                    : "true",
                StreamTable.and(conditions, one -> one));
    return database.inTenant(
        wanted.workspace,
        session -> {
          var statement =
              session
                  .sql()
                  .sql(sql)
                  .param("workspace", wanted.workspace)
                  .param("ids", KpiSums.ids(wanted.integrations))
                  .param("buckets", Columns.days(buckets))
                  .param("lasts", Columns.days(lasts))
                  .param("labels", labels.toArray(String[]::new))
                  .param("limit", wanted.limit);
          for (Map.Entry<String, Object> one : bound.entrySet()) {
            statement = statement.param(one.getKey(), one.getValue());
          }
          return statement
              .query((row, index) -> {
                List<BigDecimal> numbers = new ArrayList<>();
                for (int one = 0; one < wanted.measures.size(); one++) {
                  numbers.add(row.getBigDecimal(4 + one));
                }
                return new KpiSums.Line(
                    Columns.day(row, "bucket"), Columns.optionalText(row, "value"), 1, numbers);
              })
              .list();
        });
  }
}
