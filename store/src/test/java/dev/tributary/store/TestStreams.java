package dev.tributary.store;

import dev.tributary.spi.Dimension;
import dev.tributary.spi.Kpi;
import dev.tributary.spi.Measure;
import dev.tributary.spi.PeriodKind;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.Restatement;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.spi.Unit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A provider with one stream of each kind, and a wide one for measuring. */
final class TestStreams {
  static final StreamDescriptor PAGES =
      stream(
          "pages",
          StreamKind.DAY,
          1,
          List.of(new Dimension("page", "pagePath"), new Dimension("order", "order")),
          List.of(),
          List.of(
              Measure.count("views", "screenPageViews"),
              Measure.decimal("revenue", "purchaseRevenue", Unit.CURRENCY),
              Measure.count("bounces", "bounces")),
          List.of());

  static final StreamDescriptor USERS =
      stream(
          "users",
          StreamKind.PERIOD,
          1,
          List.of(new Dimension("period", "")),
          List.of(),
          List.of(Measure.distinct("active_users", "activeUsers")),
          List.of(PeriodKind.DAY, PeriodKind.TRAILING_7, PeriodKind.MONTH));

  static final StreamDescriptor CAMPAIGNS =
      stream(
          "campaigns",
          StreamKind.SNAPSHOT,
          1,
          List.of(new Dimension("campaign_id", "id")),
          List.of(
              new Dimension("name", "name"),
              // What a campaign counts goes by its status, since the date that is its name.
              new Dimension("status", "status", Optional.of("name"))),
          List.of(),
          List.of());

  static final ProviderDescriptor PROVIDER =
      new ProviderDescriptor(
          "acme",
          "Acme",
          "property",
          List.of(ProviderDescriptor.Login.OAUTH),
          "{}",
          List.of(PAGES, USERS, CAMPAIGNS),
          List.of(
              kpi("views", Unit.COUNT, new Kpi.Formula.Sum("views"), "pages"),
              kpi("revenue", Unit.CURRENCY, new Kpi.Formula.Sum("revenue"), "pages"),
              kpi(
                  "revenue_per_view",
                  Unit.RATIO,
                  new Kpi.Formula.Ratio("revenue", "views"),
                  "pages"),
              kpi(
                  "stay_rate",
                  Unit.PERCENT,
                  new Kpi.Formula.Complement("bounces", "views"),
                  "pages"),
              kpi("users", Unit.USERS, new Kpi.Formula.Distinct("active_users"), "users")));

  static Kpi kpi(String id, Unit unit, Kpi.Formula formula, String home) {
    return new Kpi(id, id, unit, formula, home, id, List.of());
  }

  static StreamDescriptor stream(
      String name,
      StreamKind kind,
      int version,
      List<Dimension> dimensions,
      List<Dimension> attributes,
      List<Measure> measures,
      List<PeriodKind> periods) {
    return new StreamDescriptor(
        name,
        kind,
        version,
        name,
        "report",
        dimensions,
        attributes,
        measures,
        periods,
        new Restatement(3, 14, List.of(31, 91)),
        Optional.empty(),
        Duration.ofHours(12),
        30);
  }

  static ProviderDescriptor provider(String id, StreamDescriptor... streams) {
    return new ProviderDescriptor(id, id, "account", List.of(), "{}", List.of(streams), List.of());
  }

  private TestStreams() {}
}
