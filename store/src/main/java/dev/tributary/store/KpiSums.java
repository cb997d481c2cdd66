package dev.tributary.store;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Sums of additive measures of one DAY stream: one statement, whatever the number of accounts. */
public final class KpiSums {
  /** The breakdown by account, which every stream has. */
  public static final String INTEGRATION = "integration";

  /** Between the texts of a value that comes from several dimensions. */
  public static final char SEPARATOR = '\u001f';

  private final Database database;

  public KpiSums(Database database) {
    this.database = database;
  }

  /**
   * @param days what is read
   * @param only of the days these alone; empty for all
   * @param without days that are left out
   * @param buckets of the days after they were moved forward by {@code shift}
   * @param dimensions by which the sums are broken down; several give one text joined by {@link
   *     #SEPARATOR}
   * @param choice which of their values are told apart
   */
  public record Wanted(
      UUID workspace,
      String provider,
      StreamDescriptor stream,
      List<String> measures,
      List<UUID> integrations,
      DayRange days,
      Optional<List<LocalDate>> only,
      List<LocalDate> without,
      Buckets buckets,
      DayShift shift,
      List<KpiFilter> filters,
      List<String> dimensions,
      Choice choice) {}

  /** Which values of a dimension stand alone; all others are added up as the rest. */
  public sealed interface Choice {
    /** No breakdown. */
    record Whole() implements Choice {}

    /** The first ones in an order. */
    record First(Order order, int limit) implements Choice {}

    /** These. */
    record Given(List<String> values) implements Choice {}
  }

  /**
   * The order of values over the whole range; equal ones go by their text. Its measures are among
   * those that are asked for.
   */
  public sealed interface Order {
    boolean descending();

    record ByValue(boolean descending) implements Order {}

    record BySum(String measure, boolean descending) implements Order {}

    record ByRatio(String over, String under, boolean descending) implements Order {}
  }

  /**
   * @param value of the dimension; empty without a breakdown, and for the rest
   * @param values how many of the dimension are in it
   * @param sums in the order of the measures that were asked for
   */
  public record Line(
      LocalDate bucket, Optional<String> value, long values, List<BigDecimal> sums) {}

  public List<Line> read(Wanted wanted) {
    Map<String, Object> bound = new LinkedHashMap<>();
    List<String> measures =
        wanted.measures.stream().map(measure -> measure(wanted.stream, measure)).toList();
    String where = where(wanted, bound);
    String bucket = wanted.buckets.sql(wanted.shift.forward("t.day"));
    String sql =
        switch (wanted.choice) {
          case Choice.Whole whole ->
              """
              select %s as bucket, null::text as value, 0::bigint as n, %s
                from %s t
               where %s
               group by 1
              """
                  .formatted(
                      bucket,
                      StreamTable.list(measures, one -> "sum(t." + one + ") as " + one),
                      table(wanted),
                      where);
          case Choice.First first -> {
            bound.put("limit", first.limit);
            yield brokenDown(
                wanted,
                measures,
                where,
                bucket,
                """
                select value, row_number() over () as position
                  from (select value from sums group by value order by %s value collate "C" %s
                         limit :limit) o\
                """
                    .formatted(
                        order(first.order),
                        first.order instanceof Order.ByValue(boolean down) && down
                            ? "desc"
                            : "asc"));
          }
          case Choice.Given given -> {
            bound.put("values", given.values.toArray(String[]::new));
            yield brokenDown(
                wanted,
                measures,
                where,
                bucket,
                "select value collate \"C\", position from unnest(:values) with ordinality o (value, position)");
          }
        };
    return database.inTenant(
        wanted.workspace,
        session -> {
          var statement =
              session
                  .sql()
                  .sql(sql)
                  .param("workspace", wanted.workspace)
                  .param("integrations", ids(wanted.integrations))
                  .param("first", wanted.days.first())
                  .param("last", wanted.days.last())
                  .param("bucketFirst", wanted.buckets.days().first());
          for (Map.Entry<String, Object> one : bound.entrySet()) {
            statement = statement.param(one.getKey(), one.getValue());
          }
          return statement.query((row, index) -> line(row, measures.size())).list();
        });
  }

  /**
   * Values are grouped once, ordered by all that they sum up to, and then told or put together. The
   * full join finds nothing more than a left one would, but is never done as a nested loop, which a
   * table without statistics tempts the planner to: ten thousand values took 17 s.
   */
  private static String brokenDown(
      Wanted wanted, List<String> measures, String where, String bucket, String chosen) {
    String value =
        wanted.dimensions.stream()
            .map(dimension -> column(wanted.stream, dimension))
            .collect(Collectors.joining(" || chr(" + (int) SEPARATOR + ") || "));
    return """
    with sums as materialized (
        select %s as bucket, %s as value, %s
          from %s t
         where %s
         group by 1, 2),
    chosen as (%s)
    select s.bucket, c.value, count(*) as n, %s
      from sums s
      full join chosen c on c.value = s.value
     group by s.bucket, c.value, c.position
    having count(s.bucket) > 0
     order by c.position nulls last, s.bucket
    """
        .formatted(
            bucket,
            value,
            StreamTable.list(measures, one -> "sum(t." + one + ") as " + one),
            table(wanted),
            where,
            chosen,
            StreamTable.list(measures, one -> "sum(s." + one + ") as " + one));
  }

  private static String order(Order order) {
    String direction = order.descending() ? " desc nulls last, " : " asc nulls last, ";
    return switch (order) {
      case Order.ByValue byValue -> "";
      case Order.BySum bySum -> "sum(" + Roles.quoted(bySum.measure) + ")" + direction;
      case Order.ByRatio ratio ->
          "sum(%s) / nullif(sum(%s), 0)%s"
              .formatted(Roles.quoted(ratio.over), Roles.quoted(ratio.under), direction);
    };
  }

  private static String where(Wanted wanted, Map<String, Object> bound) {
    List<String> conditions = new ArrayList<>();
    conditions.add("t.workspace_id = :workspace");
    conditions.add("t.integration_id = any(cast(:integrations as uuid[]))");
    conditions.add("t.day between :first and :last");
    wanted.only.ifPresent(days -> {
      conditions.add("t.day = any(cast(:only as date[]))");
      bound.put("only", Columns.days(days));
    });
    if (!wanted.without.isEmpty()) {
      conditions.add("t.day <> all(cast(:without as date[]))");
      bound.put("without", Columns.days(wanted.without));
    }
    for (KpiFilter filter : wanted.filters) {
      column(wanted.stream, filter.dimension());
      conditions.add(KpiFilter.sql(filter, bound));
    }
    return String.join(" and ", conditions);
  }

  private static Line line(ResultSet row, int measures) throws SQLException {
    List<BigDecimal> sums = new ArrayList<>(measures);
    for (int one = 0; one < measures; one++) {
      sums.add(row.getBigDecimal(4 + one));
    }
    return new Line(
        Columns.day(row, "bucket"), Columns.optionalText(row, "value"), row.getLong("n"), sums);
  }

  private static String table(Wanted wanted) {
    return new StreamTable(wanted.provider, wanted.stream).name();
  }

  private static String measure(StreamDescriptor stream, String measure) {
    if (stream.kind() != StreamKind.DAY || !KpiViews.additive(stream, measure)) {
      throw new IllegalArgumentException(
          "measure %s of stream %s does not add up".formatted(measure, stream.name()));
    }
    return Roles.quoted(measure);
  }

  /** Of a dimension that the stream has, or {@link #INTEGRATION}. */
  static String column(StreamDescriptor stream, String dimension) {
    if (dimension.equals(INTEGRATION)) {
      return "t.integration_id::text collate \"C\"";
    }
    if (stream.dimensions().stream().noneMatch(one -> one.name().equals(dimension))) {
      throw new IllegalArgumentException(
          "stream %s has no dimension %s".formatted(stream.name(), dimension));
    }
    return "t." + Roles.quoted(dimension);
  }

  static String[] ids(List<UUID> ids) {
    return ids.stream().map(UUID::toString).toArray(String[]::new);
  }
}
