package dev.tributary.server.demo;

import dev.tributary.engine.kpi.KpiAnswer;
import dev.tributary.engine.kpi.KpiQueries;
import dev.tributary.engine.kpi.KpiQuery;
import dev.tributary.server.app.Backend;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Kpi;
import dev.tributary.spi.Measure;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.Unit;
import dev.tributary.store.Integration;
import dev.tributary.store.KpiTotal;
import dev.tributary.store.KpiTotals;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the demo shows of a range, each number beside what the sandbox's other code says. */
public final class DemoKpis {
  /** What stands in the place of a provider where several have a part. */
  public static final String BLENDED = "blended";

  /** Of Meta's KPIs, those that people ask for first. */
  private static final List<String> ADS =
      List.of(
          "spend",
          "impressions",
          "reach",
          "frequency",
          "link_clicks",
          "ctr",
          "cpc",
          "cpm",
          "purchases",
          "purchase_value",
          "roas",
          "leads");

  /** Of Resend's KPIs. */
  private static final List<String> EMAIL =
      List.of(
          "sent",
          "delivered",
          "delivery_rate",
          "bounced",
          "bounce_rate",
          "complained",
          "complaint_rate");

  private final Backend backend;
  private final URI sandbox;
  private final DayRange range;
  private final DayRange before;
  private final KpiTotals totals;
  private final KpiQueries queries;

  DemoKpis(Backend backend, URI sandbox, DayRange range) {
    this.backend = backend;
    this.sandbox = sandbox;
    this.range = range;
    this.before =
        new DayRange(
            range.first().minusDays(range.length()), range.last().minusDays(range.length()));
    this.totals = new KpiTotals(backend.database());
    this.queries = backend.engine().kpis();
  }

  /**
   * A KPI beside its previous period.
   *
   * @param provider or {@code blended}
   * @param label for people
   * @param currency of an amount
   * @param matchesSource whether it equals what the sandbox's other code says
   */
  public record Shown(
      String provider,
      String kpi,
      String label,
      Unit unit,
      Optional<BigDecimal> value,
      Optional<BigDecimal> before,
      Optional<String> currency,
      boolean partial,
      boolean mayChange,
      boolean matchesSource) {}

  /** Every KPI of the property. */
  List<Shown> analytics(Integration integration, String property) throws InterruptedException {
    ProviderDescriptor provider = provider(integration);
    return ofProvider(
        integration, provider.kpis(), Truth.ofProperty(sandbox, property, range), Measure::field);
  }

  /** The foremost KPIs of the ad account. */
  List<Shown> ads(Integration integration, String account) throws InterruptedException {
    ProviderDescriptor provider = provider(integration);
    // The truth calls its numbers as our measures are called.
    return ofProvider(
        integration,
        provider.kpis().stream().filter(kpi -> ADS.contains(kpi.id())).toList(),
        Truth.ofAdAccount(sandbox, account, range),
        Measure::name);
  }

  /** What became of the team's e-mails, by days of the connection's zone. */
  List<Shown> email(Integration integration, String team) throws InterruptedException {
    ProviderDescriptor provider = provider(integration);
    return ofProvider(
        integration,
        provider.kpis().stream().filter(kpi -> EMAIL.contains(kpi.id())).toList(),
        Truth.ofTeam(sandbox, team, integration.account().zone(), range),
        Measure::name);
  }

  private List<Shown> ofProvider(
      Integration integration, List<Kpi> kpis, Truth truth, Function<Measure, String> metric)
      throws InterruptedException {
    ProviderDescriptor provider = provider(integration);
    SourceCheck check = new SourceCheck(truth, provider, kpis, metric);
    Map<String, Optional<BigDecimal>> past = new HashMap<>();
    totals
        .over(integration.workspaceId(), integration.id(), provider, before)
        .forEach(total -> past.put(total.kpi().id(), total.value()));
    List<Shown> shown = new ArrayList<>();
    for (KpiTotal total :
        totals.over(integration.workspaceId(), integration.id(), provider, range)) {
      Kpi kpi = total.kpi();
      if (!kpis.contains(kpi)) {
        continue;
      }
      boolean matches = total.value().isPresent() && check.matches(kpi, total.value().get());
      shown.add(
          new Shown(
              provider.id(),
              kpi.id(),
              kpi.label(),
              kpi.unit(),
              total.value(),
              past.getOrDefault(kpi.id(), Optional.empty()),
              total.currency(),
              total.partial(),
              total.mayChange(),
              matches));
    }
    return shown;
  }

  /** What neither provider could tell alone; the source is both sandboxes' truths. */
  List<Shown> blended(Integration analytics, String property, Integration ads, String account)
      throws InterruptedException {
    Truth visits =
        Truth.ofProperty(sandbox, property, range)
            .learn(List.of("totalRevenue", "firstTimePurchasers"));
    BigDecimal spend = Truth.ofAdAccount(sandbox, account, range).sumOfDays("spend");
    BigDecimal revenue = visits.sumOfDays("totalRevenue");
    BigDecimal customers = visits.sumOfDays("firstTimePurchasers");
    return List.of(
        blended("mer", analytics, ads, SourceCheck.ratio(revenue, spend)),
        blended("cac", analytics, ads, SourceCheck.ratio(spend, customers)));
  }

  private Shown blended(String kpi, Integration analytics, Integration ads, BigDecimal source) {
    KpiAnswer now = ask(kpi, analytics, ads, range);
    KpiAnswer.Column column = now.columns().getFirst();
    KpiAnswer.Cell cell = cell(now).orElseThrow();
    return new Shown(
        BLENDED,
        kpi,
        "%s (%s)".formatted(column.kpi().label(), kpi.toUpperCase(Locale.ROOT)),
        column.kpi().unit(),
        cell.value(),
        cell(ask(kpi, analytics, ads, before)).flatMap(KpiAnswer.Cell::value),
        cell.currency(),
        cell.standing().partial(),
        cell.standing().mayChange(),
        cell.value().filter(value -> SourceCheck.near(value, source)).isPresent());
  }

  private KpiAnswer ask(String kpi, Integration analytics, Integration ads, DayRange days) {
    return queries.answer(
        KpiQuery.of(analytics.workspaceId(), days.first(), days.last(), BLENDED + "." + kpi)
            .integrations(analytics.id(), ads.id()),
        backend.engine().now());
  }

  /** Both accounts have one currency, so there is one row. */
  private static Optional<KpiAnswer.Cell> cell(KpiAnswer answer) {
    return answer.totals().stream().findFirst().map(row -> row.cells().getFirst());
  }

  private ProviderDescriptor provider(Integration integration) {
    return backend.adapters().of(integration.provider()).describe();
  }
}
