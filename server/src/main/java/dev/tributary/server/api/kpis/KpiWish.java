package dev.tributary.server.api.kpis;

import dev.tributary.engine.kpi.Comparison;
import dev.tributary.engine.kpi.KpiQuery;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.spi.DayRange;
import dev.tributary.store.Grain;
import dev.tributary.store.KpiFilter;
import dev.tributary.store.Workspace;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A question to the stored numbers. The range is {@code first} to {@code last}, or a {@code period}
 * that ends with {@code last} or, without it, with yesterday in the workspace's zone.
 *
 * @param kpis 1 to 50 ids of the catalogue; the part after the dot is enough where it is unambiguous
 * @param integrations absent for all that are connected
 * @param first in the accounts' own days, included, as {@code last}
 * @param period whole days or weeks: {@code P28D}, {@code P4W}
 * @param grain absent for the total of the range
 * @param weekStart absent for the workspace's own
 * @param dimension {@code name}, {@code stream.name} or {@code integration}
 * @param sort of the breakdown; absent for the first KPI, largest first
 * @param top so many values stand alone, the others are the rest; absent for all
 * @param compare absent for none
 */
record KpiWish(
    List<String> kpis,
    Optional<List<UUID>> integrations,
    Optional<LocalDate> first,
    Optional<LocalDate> last,
    Optional<String> period,
    Optional<Grain> grain,
    Optional<DayOfWeek> weekStart,
    Optional<String> dimension,
    Optional<List<Filter>> filters,
    Optional<Sort> sort,
    Optional<Integer> top,
    Optional<Comparison> compare) {
  private static final Pattern PERIOD = Pattern.compile("P(\\d{1,4})([DW])");
  private static final int TEXT_MAX = 500;

  /**
   * Which rows count, by the text of a dimension; upper and lower case differ.
   *
   * @param values one; for {@code in} and {@code not_in} 1 to 1,000
   */
  record Filter(String dimension, Op op, List<String> values) {

    private KpiFilter of(String field) {
      boolean several = op == Op.IN || op == Op.NOT_IN;
      if (!several && values.size() != 1) {
        throw ApiProblem.invalid(
            field + ".values", "takes one value; several go with in and not_in");
      }
      return switch (op) {
        case IS -> new KpiFilter.Equals(dimension, values.getFirst());
        case IS_NOT -> new KpiFilter.Not(new KpiFilter.Equals(dimension, values.getFirst()));
        case IN -> new KpiFilter.In(dimension, values);
        case NOT_IN -> new KpiFilter.Not(new KpiFilter.In(dimension, values));
        case CONTAINS -> new KpiFilter.Contains(dimension, values.getFirst());
        case CONTAINS_NOT -> new KpiFilter.Not(new KpiFilter.Contains(dimension, values.getFirst()));
      };
    }
  }

  /** How a text is compared. */
  enum Op {
    IS,
    IS_NOT,
    IN,
    NOT_IN,
    CONTAINS,
    CONTAINS_NOT
  }

  /**
   * @param by id of a KPI of the question, or its dimension
   */
  record Sort(String by, boolean descending) {}

  /**
   * @param now by the database's clock
   * @throws ApiProblem it is no question
   */
  KpiQuery of(Workspace workspace, Instant now) {
    kpis.forEach(kpi -> requireShort("kpis", kpi));
    dimension.ifPresent(one -> requireShort("dimension", one));
    sort.ifPresent(one -> requireShort("sort.by", one.by));
    DayRange range = range(LocalDate.ofInstant(now, workspace.zone()).minusDays(1));
    List<Filter> wanted = filters.orElse(List.of());
    return new KpiQuery(
        workspace.id(),
        integrations.orElse(List.of()),
        kpis,
        range.first(),
        range.last(),
        grain.orElse(Grain.TOTAL),
        weekStart,
        dimension,
        java.util.stream.IntStream.range(0, wanted.size())
            .mapToObj(at -> wanted.get(at).of("filters[" + at + "]"))
            .toList(),
        sort.map(one -> new KpiQuery.Sort(one.by, one.descending)),
        top.map(OptionalInt::of).orElseGet(OptionalInt::empty),
        compare.orElse(Comparison.NONE));
  }

  /** What is repeated in answers is kept short. */
  private static void requireShort(String field, String text) {
    if (text.length() > TEXT_MAX) {
      throw ApiProblem.invalid(field, "has at most " + TEXT_MAX + " characters");
    }
  }

  private DayRange range(LocalDate yesterday) {
    if (period.isPresent()) {
      if (first.isPresent()) {
        throw ApiProblem.invalid("period", "stands without first; name the range by one of them");
      }
      long days = days(period.get());
      LocalDate end = last.orElse(yesterday);
      requireThisAge(end);
      return new DayRange(end.minusDays(days - 1), end);
    }
    LocalDate from =
        first.orElseThrow(() ->
            ApiProblem.invalid("first", "is missing; name first and last, or a period like P28D"));
    LocalDate to =
        last.orElseThrow(() -> ApiProblem.invalid("last", "is missing beside first"));
    return KpiRange.of(from, to);
  }

  private static void requireThisAge(LocalDate day) {
    if (day.getYear() < 1900 || day.getYear() > 9999) {
      throw ApiProblem.invalid("last", "is a day of this age");
    }
  }

  private static long days(String text) {
    Matcher matcher = PERIOD.matcher(text);
    if (matcher.matches()) {
      long count = Long.parseLong(matcher.group(1));
      if (count > 0) {
        return matcher.group(2).equals("W") ? count * 7 : count;
      }
    }
    throw ApiProblem.invalid("period", "is written as P28D or P4W");
  }
}
