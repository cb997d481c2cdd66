package dev.tributary.sandbox.meta.insights;

import dev.tributary.sandbox.meta.MetaErrors;
import dev.tributary.sandbox.meta.Params;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Days in the account's zone, both ends included; one row's {@code date_start} and {@code
 * date_stop}.
 */
public record Range(LocalDate since, LocalDate until) {
  private static final int MONTHS_MAX = 37;
  private static final int DAYS_DEFAULT = 30;

  int days() {
    return (int) (until.toEpochDay() - since.toEpochDay()) + 1;
  }

  /** The ranges of the rows that are asked for. */
  static List<Range> of(Params params, LocalDate today) {
    List<Range> whole = new ArrayList<>();
    if (params.text("time_ranges").isPresent()) {
      params.json("time_ranges").orElseThrow().forEach(one -> whole.add(parse(one)));
    } else if (params.text("time_range").isPresent()) {
      whole.add(parse(params.json("time_range").orElseThrow()));
    } else {
      whole.add(preset(params.text("date_preset").orElse(""), today));
    }
    List<Range> rows = new ArrayList<>();
    String increment = params.text("time_increment").orElse("all_days");
    for (Range one : whole) {
      check(one, today);
      rows.addAll(one.split(increment));
    }
    return rows;
  }

  private static Range parse(JsonNode node) {
    try {
      return new Range(
          LocalDate.parse(node.path("since").asString("")),
          LocalDate.parse(node.path("until").asString("")));
    } catch (DateTimeException malformed) {
      throw MetaErrors.parameter(
          "Must be a date representation in the format YYYY-MM-DD: since and until of time_range");
    }
  }

  private static void check(Range range, LocalDate today) {
    if (range.until.isBefore(range.since)) {
      throw MetaErrors.parameter("time_range: until is before since");
    }
    if (range.since.isBefore(today.minusMonths(MONTHS_MAX))) {
      throw MetaErrors.tooOld();
    }
  }

  private static Range preset(String name, LocalDate today) {
    LocalDate yesterday = today.minusDays(1);
    LocalDate monday = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    LocalDate sunday = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
    LocalDate month = today.withDayOfMonth(1);
    LocalDate year = today.withDayOfYear(1);
    LocalDate quarter = month.minusMonths((today.getMonthValue() - 1) % 3);
    return switch (name) {
      case "" -> new Range(today.minusDays(DAYS_DEFAULT), yesterday);
      case "today" -> new Range(today, today);
      case "yesterday" -> new Range(yesterday, yesterday);
      case "last_3d", "last_7d", "last_14d", "last_28d", "last_30d", "last_90d" ->
          new Range(today.minusDays(Long.parseLong(name.replaceAll("\\D", ""))), yesterday);
      case "this_week_mon_today" -> new Range(monday, today);
      case "this_week_sun_today" -> new Range(sunday, today);
      case "last_week_mon_sun" -> new Range(monday.minusDays(7), monday.minusDays(1));
      case "last_week_sun_sat" -> new Range(sunday.minusDays(7), sunday.minusDays(1));
      case "this_month" -> new Range(month, today);
      case "last_month" -> new Range(month.minusMonths(1), month.minusDays(1));
      case "this_quarter" -> new Range(quarter, today);
      case "last_quarter" -> new Range(quarter.minusMonths(3), quarter.minusDays(1));
      case "this_year" -> new Range(year, today);
      case "last_year" -> new Range(year.minusYears(1), year.minusDays(1));
      case "maximum", "data_maximum" -> new Range(today.minusMonths(MONTHS_MAX), today);
      default -> throw MetaErrors.parameter("date_preset must not be " + name);
    };
  }

  private List<Range> split(String increment) {
    if (increment.equals("all_days")) {
      return List.of(this);
    }
    boolean monthly = increment.equals("monthly");
    if (!monthly && !increment.matches("[1-9]|[1-8]\\d|90")) {
      throw MetaErrors.parameter("time_increment must be 1 to 90, monthly or all_days");
    }
    List<Range> parts = new ArrayList<>();
    LocalDate from = since;
    while (!from.isAfter(until)) {
      LocalDate end =
          monthly
              ? from.with(TemporalAdjusters.lastDayOfMonth())
              : from.plusDays(Long.parseLong(increment) - 1);
      parts.add(new Range(from, end.isAfter(until) ? until : end));
      from = end.plusDays(1);
    }
    return parts;
  }
}
