package dev.tributary.sandbox.google.truth;

import dev.tributary.sandbox.ControlException;
import dev.tributary.sandbox.google.GoogleProperty;
import dev.tributary.sandbox.google.GoogleProperty.AttributionModel;
import dev.tributary.sandbox.google.traffic.Campaign;
import dev.tributary.sandbox.google.traffic.Campaigns;
import dev.tributary.sandbox.google.traffic.Cell;
import dev.tributary.sandbox.google.traffic.Event;
import dev.tributary.sandbox.google.traffic.Places;
import dev.tributary.sandbox.google.traffic.Traffic;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Adds up the visitors of a property the slow and plain way: one visit after the other into maps
 * and sets. It reads the same visits as the reports and nothing of their code, so that either can
 * be checked against the other.
 */
public final class Truth {
  private static final List<String> CREDIT_DIMENSIONS =
      List.of("defaultChannelGroup", "source", "medium", "campaignName");

  private static final Set<String> DISTINCT =
      Set.of("totalUsers", "activeUsers", "active1DayUsers", "active7DayUsers", "active28DayUsers");

  private final Traffic traffic;
  private final GoogleProperty property;
  private final Instant asOf;

  public Truth(Traffic traffic, GoogleProperty property, Instant asOf) {
    this.traffic = traffic;
    this.property = property;
    this.asOf = asOf;
  }

  /** The whole period as one: nobody and no session is counted twice. */
  public Map<String, BigDecimal> period(LocalDate from, LocalDate to, List<String> metrics) {
    Tally tally = new Tally(property.keyEvents());
    for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
      boolean follows = day.isAfter(from) && day.isAfter(traffic.firstDay());
      walk(day, (visits, cell) -> tally.add(visits, cell, follows));
    }
    return values(tally, to, metrics);
  }

  /**
   * What a table of daily rows sums to: sessions over midnight count on both days, users on each
   * day they came, and ratios are those of the sums.
   */
  public Map<String, BigDecimal> sumOfDays(LocalDate from, LocalDate to, List<String> metrics) {
    Tally tally = new Tally(property.keyEvents());
    Map<String, BigDecimal> users = new HashMap<>();
    List<String> distinct = metrics.stream().filter(DISTINCT::contains).toList();
    for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
      walk(day, (visits, cell) -> tally.add(visits, cell, false));
      if (!distinct.isEmpty()) {
        period(day, day, distinct)
            .forEach((metric, value) -> users.merge(metric, value, BigDecimal::add));
      }
    }
    Map<String, BigDecimal> sums = new LinkedHashMap<>();
    for (String metric : metrics) {
      BigDecimal ofUsers = users.get(metric);
      sums.put(metric, ofUsers == null ? tally.value(metric) : ofUsers);
    }
    return sums;
  }

  /** Per value of one dimension; for the dimensions of credit only what can be credited. */
  public Map<String, Map<String, BigDecimal>> by(
      String dimension, LocalDate from, LocalDate to, List<String> metrics) {
    Map<String, Tally> tallies = new TreeMap<>();
    boolean credit = CREDIT_DIMENSIONS.contains(dimension);
    for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
      LocalDate date = day;
      boolean follows =
          !dimension.equals("date") && day.isAfter(from) && day.isAfter(traffic.firstDay());
      walk(
          day,
          (visits, cell) -> {
            if (credit) {
              credit(tallies, dimension, date, cell);
            } else if (dimension.equals("eventName")) {
              events(tallies, visits, cell);
            } else {
              tally(tallies, value(dimension, date, cell)).add(visits, cell, follows);
            }
          });
    }
    Map<String, Map<String, BigDecimal>> result = new TreeMap<>();
    tallies.forEach((value, tally) -> result.put(value, tally.values(metrics)));
    return result;
  }

  private Tally tally(Map<String, Tally> tallies, String value) {
    return tallies.computeIfAbsent(value, any -> new Tally(property.keyEvents()));
  }

  private void events(Map<String, Tally> tallies, Traffic.Day visits, Cell cell) {
    for (Event event : Event.values()) {
      if (cell.count(event) > 0) {
        tally(tallies, event.apiName()).addEvent(visits, cell, event);
      }
    }
  }

  private void credit(Map<String, Tally> tallies, String dimension, LocalDate day, Cell cell) {
    boolean shared =
        property.attribution() == AttributionModel.PAID_AND_ORGANIC_CHANNELS_DATA_DRIVEN;
    int assist = shared ? cell.assistPercent : 0;
    tally(tallies, name(dimension, campaign(cell.creditSlot, day))).addCredit(cell, assist);
    if (shared) {
      tally(tallies, name(dimension, Campaigns.in(cell.assistSlot, day))).addAssist(cell, assist);
    }
  }

  private static String value(String dimension, LocalDate day, Cell cell) {
    return switch (dimension) {
      case "date" -> day.format(DateTimeFormatter.BASIC_ISO_DATE);
      case "country" -> Places.COUNTRIES.get(cell.country);
      case "deviceCategory" -> Places.DEVICES.get(cell.device);
      case "landingPagePlusQueryString" -> Traffic.page(cell.landing);
      case "sessionDefaultChannelGroup",
          "sessionSource",
          "sessionMedium",
          "sessionCampaignName",
          "sessionManualCampaignId" ->
          name(dimension, campaign(cell.sessionSlot, day));
      default ->
          throw new ControlException(
              400,
              "the truth is told by date, country, deviceCategory, landingPagePlusQueryString,"
                  + " eventName, a session or an attributed traffic source, not by "
                  + dimension);
    };
  }

  private static Campaign campaign(int slot, LocalDate day) {
    return slot == Traffic.NOT_AVAILABLE ? Campaign.NOT_AVAILABLE : Campaigns.in(slot, day);
  }

  private static String name(String dimension, Campaign campaign) {
    return switch (dimension) {
      case "sessionDefaultChannelGroup", "defaultChannelGroup" -> campaign.channel();
      case "sessionSource", "source" -> campaign.source();
      case "sessionMedium", "medium" -> campaign.medium();
      case "sessionManualCampaignId" -> campaign.id();
      default -> campaign.name();
    };
  }

  private Map<String, BigDecimal> values(Tally tally, LocalDate last, List<String> metrics) {
    Map<String, BigDecimal> values = new LinkedHashMap<>();
    for (String metric : metrics) {
      values.put(
          metric,
          switch (metric) {
            case "active1DayUsers" -> trailing(last, 1);
            case "active7DayUsers" -> trailing(last, 7);
            case "active28DayUsers" -> trailing(last, 28);
            default -> tally.value(metric);
          });
    }
    return values;
  }

  private BigDecimal trailing(LocalDate last, int days) {
    Tally tally = new Tally(property.keyEvents());
    for (int back = 0; back < days; back++) {
      walk(last.minusDays(back), (visits, cell) -> tally.add(visits, cell, false));
    }
    return tally.value("activeUsers");
  }

  /** Called for every cell of a day that has visits. */
  @FunctionalInterface
  private interface Visit {
    void visit(Traffic.Day visits, Cell cell);
  }

  private void walk(LocalDate day, Visit visit) {
    Traffic.Day visits = traffic.day(day, asOf);
    if (!visits.hasData()) {
      return;
    }
    for (int n = 0; n < traffic.cells(); n++) {
      Cell cell = new Cell();
      if (visits.read(n, cell)) {
        visit.visit(visits, cell);
      }
    }
  }
}
