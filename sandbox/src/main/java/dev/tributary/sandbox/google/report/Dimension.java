package dev.tributary.sandbox.google.report;

import dev.tributary.sandbox.google.traffic.Campaign;
import dev.tributary.sandbox.google.traffic.Event;
import dev.tributary.sandbox.google.traffic.Places;
import dev.tributary.sandbox.google.traffic.Traffic;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalField;
import java.time.temporal.WeekFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/** One dimension of the Data API: its names and how its value follows from a visit. */
public record Dimension(String apiName, String uiName, String category, Axis axis) {

  /** What the value of a dimension depends on. */
  public sealed interface Axis {
    /** The property-local day. */
    record OfDay(Function<LocalDate, String> value) implements Axis {}

    /** A number that the visit carries. */
    record OfCell(CellField field, IntFunction<String> value) implements Axis {}

    /** The campaign of the session. */
    record OfSession(Function<Campaign, String> value) implements Axis {}

    /** The campaign that gets the credit for an event. */
    record OfCredit(Function<Campaign, String> value) implements Axis {}

    record OfEvent() implements Axis {}
  }

  /** Numbers of a cell that a dimension may name. */
  public enum CellField {
    LANDING,
    COUNTRY,
    DEVICE,
    NUMBER
  }

  private static final DateTimeFormatter BASIC = DateTimeFormatter.BASIC_ISO_DATE;
  private static final TemporalField US_WEEK = WeekFields.SUNDAY_START.weekOfYear();
  private static final Map<String, Dimension> ALL = index(catalogue());

  /** Demographic dimensions: a request for one of them may be thresholded. */
  public boolean demographic() {
    return category.equals("Demographics");
  }

  public boolean attributed() {
    return axis instanceof Axis.OfCredit;
  }

  public static Optional<Dimension> named(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  public static List<Dimension> all() {
    return List.copyOf(ALL.values());
  }

  private static Map<String, Dimension> index(List<Dimension> list) {
    Map<String, Dimension> byName = new LinkedHashMap<>();
    list.forEach(one -> byName.put(one.apiName, one));
    return byName;
  }

  private static List<Dimension> catalogue() {
    List<Dimension> all = new ArrayList<>();
    all.add(day("date", "Date", BASIC::format));
    all.add(day("year", "Year", day -> "%04d".formatted(day.getYear())));
    all.add(day("month", "Month", day -> "%02d".formatted(day.getMonthValue())));
    all.add(
        day(
            "yearMonth",
            "Year month",
            day -> "%04d%02d".formatted(day.getYear(), day.getMonthValue())));
    all.add(day("week", "Week", day -> "%02d".formatted(day.get(US_WEEK))));
    all.add(
        day("yearWeek", "Year week", day -> "%04d%02d".formatted(day.getYear(), day.get(US_WEEK))));
    all.add(
        day(
            "isoYearIsoWeek",
            "ISO week of ISO year",
            day ->
                "%04d%02d"
                    .formatted(
                        day.get(IsoFields.WEEK_BASED_YEAR),
                        day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR))));
    all.add(day("day", "Day of month", day -> "%02d".formatted(day.getDayOfMonth())));
    all.add(day("dayOfWeek", "Day of week", day -> "" + day.getDayOfWeek().getValue() % 7));
    traffic(all, "session", "Session ", "Traffic source", Axis.OfSession::new);
    traffic(all, "", "", "Attribution", Axis.OfCredit::new);
    all.add(
        cell(
            "landingPagePlusQueryString",
            "Landing page + query string",
            "Page / screen",
            CellField.LANDING,
            Traffic::page));
    all.add(
        cell(
            "landingPage",
            "Landing page",
            "Page / screen",
            CellField.LANDING,
            n -> Traffic.page(n).replaceFirst("\\?.*", "")));
    all.add(cell("country", "Country", "Geography", CellField.COUNTRY, Places.COUNTRIES::get));
    all.add(
        cell("countryId", "Country ID", "Geography", CellField.COUNTRY, Places.COUNTRY_IDS::get));
    all.add(
        cell(
            "deviceCategory",
            "Device category",
            "Platform / device",
            CellField.DEVICE,
            Places.DEVICES::get));
    all.add(cell("platform", "Platform", "Platform / device", CellField.DEVICE, n -> "web"));
    all.add(
        cell(
            "browser",
            "Browser",
            "Platform / device",
            CellField.NUMBER,
            n -> Places.BROWSERS.get(n * 7 / 3 % Places.BROWSERS.size())));
    all.add(
        cell(
            "userAgeBracket",
            "Age",
            "Demographics",
            CellField.NUMBER,
            n -> Places.AGES.get(n * 11 / 5 % Places.AGES.size())));
    all.add(
        cell(
            "userGender",
            "Gender",
            "Demographics",
            CellField.NUMBER,
            n -> Places.GENDERS.get(n * 5 / 2 % Places.GENDERS.size())));
    all.add(new Dimension("eventName", "Event name", "Event", new Axis.OfEvent()));
    return all;
  }

  /** The names of one scope: "sessionSource" beside "source". */
  private static void traffic(
      List<Dimension> all,
      String prefix,
      String uiPrefix,
      String category,
      Function<Function<Campaign, String>, Axis> axis) {
    Map<String, Function<Campaign, String>> values = new LinkedHashMap<>();
    values.put("defaultChannelGroup", Campaign::channel);
    values.put("primaryChannelGroup", Campaign::channel);
    values.put("source", Campaign::source);
    values.put("medium", Campaign::medium);
    values.put("sourceMedium", from -> from.source() + " / " + from.medium());
    values.put("campaignName", Campaign::name);
    values.put("campaignId", Campaign::id);
    values.put("manualCampaignId", Campaign::id);
    values.put("manualCampaignName", Campaign::name);
    values.forEach((name, value) -> {
      String api =
          prefix.isEmpty()
              ? name
              : prefix + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
      all.add(new Dimension(api, uiPrefix + name, category, axis.apply(value)));
    });
  }

  private static Dimension day(String api, String ui, Function<LocalDate, String> value) {
    return new Dimension(api, ui, "Time", new Axis.OfDay(value));
  }

  private static Dimension cell(
      String api, String ui, String category, CellField field, IntFunction<String> value) {
    return new Dimension(api, ui, category, new Axis.OfCell(field, value));
  }

  /** The value of {@code eventName} by ordinal of {@link Event}. */
  static String event(int ordinal) {
    return Event.values()[ordinal].apiName();
  }
}
