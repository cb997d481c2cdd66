package dev.tributary.store;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.Kpi;
import dev.tributary.spi.PeriodKind;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.spi.Unit;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** KPIs computed at read, each from its home stream alone. */
public final class KpiTotals {
  private final Database database;

  public KpiTotals(Database database) {
    this.database = database;
  }

  /**
   * Every KPI of the provider for one integration over a range, in the descriptor's order. A
   * distinct number has a value only when the range is a period that was asked for.
   */
  public List<KpiTotal> over(
      UUID workspaceId, UUID integrationId, ProviderDescriptor provider, DayRange range) {
    return database.inTenant(
        workspaceId,
        session -> {
          Reading reading = new Reading(session, workspaceId, integrationId, provider, range);
          return provider.kpis().stream().map(reading::total).toList();
        });
  }

  /** One KPI, as {@link #over}. */
  public KpiTotal over(
      UUID workspaceId, UUID integrationId, ProviderDescriptor provider, Kpi kpi, DayRange range) {
    return database.inTenant(
        workspaceId,
        session -> new Reading(session, workspaceId, integrationId, provider, range).total(kpi));
  }

  /** What the days of a home stream say about a range. */
  private record Days(int stored, boolean partial, boolean mayChange) {}

  /** Asks for each stream's sums and days once. */
  private static final class Reading {
    private final Session session;
    private final UUID workspaceId;
    private final UUID integrationId;
    private final ProviderDescriptor provider;
    private final DayRange range;
    private final Map<String, Map<String, BigDecimal>> sums = new HashMap<>();
    private final Map<String, Days> days = new HashMap<>();
    private final Optional<String> currency;

    Reading(
        Session session,
        UUID workspaceId,
        UUID integrationId,
        ProviderDescriptor provider,
        DayRange range) {
      this.session = session;
      this.workspaceId = workspaceId;
      this.integrationId = integrationId;
      this.provider = provider;
      this.range = range;
      this.currency =
          session
              .sql()
              .sql(
                  """
                  select coalesce(currency, '')
                    from integration
                   where workspace_id = :workspace and id = :integration
                  """)
              .param("workspace", workspaceId)
              .param("integration", integrationId)
              .query(String.class)
              .optional()
              .filter(code -> !code.isEmpty());
    }

    KpiTotal total(Kpi kpi) {
      StreamDescriptor home = provider.stream(kpi.homeStream());
      // A period's number settles with its last day, so that day alone speaks for it.
      DayRange judged = home.kind() == StreamKind.PERIOD ? DayRange.of(range.last()) : range;
      Days known = days.computeIfAbsent(home.name(), name -> days(name, judged));
      Optional<BigDecimal> value = known.stored == 0 ? Optional.empty() : value(kpi, home);
      return new KpiTotal(
          kpi,
          value,
          kpi.unit() == Unit.CURRENCY ? currency : Optional.empty(),
          known.stored,
          judged.length() - known.stored,
          known.partial,
          known.mayChange);
    }

    private Optional<BigDecimal> value(Kpi kpi, StreamDescriptor home) {
      return switch (kpi.formula()) {
        case Kpi.Formula.Sum(String measure) -> Optional.of(sum(home, measure));
        case Kpi.Formula.Ratio(String over, String under, int per) ->
            side(home, over)
                .flatMap(top -> side(home, under).flatMap(bottom -> quotient(top, bottom)))
                .map(BigDecimal.valueOf(per)::multiply);
        case Kpi.Formula.Complement(String part, String whole) ->
            quotient(sum(home, part), sum(home, whole)).map(BigDecimal.ONE::subtract);
        case Kpi.Formula.Distinct(String measure) -> distinct(home, measure);
      };
    }

    /** People reached are as asked, and so is what they are divided by. */
    private Optional<BigDecimal> side(StreamDescriptor home, String measure) {
      return KpiViews.additive(home, measure)
          ? Optional.of(sum(home, measure))
          : distinct(home, measure);
    }

    private static Optional<BigDecimal> quotient(BigDecimal over, BigDecimal under) {
      return under.signum() == 0
          ? Optional.empty()
          : Optional.of(over.divide(under, MathContext.DECIMAL64));
    }

    private BigDecimal sum(StreamDescriptor home, String measure) {
      if (!KpiViews.additive(home, measure)) {
        throw new IllegalArgumentException(
            "measure %s of stream %s does not add up".formatted(measure, home.name()));
      }
      return sums.computeIfAbsent(home.name(), name -> sums(home))
          .getOrDefault(measure, BigDecimal.ZERO);
    }

    private Map<String, BigDecimal> sums(StreamDescriptor home) {
      List<String> additive =
          home.measures().stream()
              .map(measure -> measure.name())
              .filter(measure -> KpiViews.additive(home, measure))
              .toList();
      return session
          .sql()
          .sql(
              """
              select %s
                from %s
               where workspace_id = :workspace and integration_id = :integration
                 and day between :first and :last
              """
                  .formatted(
                      StreamTable.list(
                          additive, name -> "coalesce(sum(" + Roles.quoted(name) + "), 0)"),
                      new StreamTable(provider.id(), home).name()))
          .param("workspace", workspaceId)
          .param("integration", integrationId)
          .param("first", range.first())
          .param("last", range.last())
          .query((row, index) -> {
            Map<String, BigDecimal> read = new HashMap<>();
            for (int one = 0; one < additive.size(); one++) {
              read.put(additive.get(one), row.getBigDecimal(one + 1));
            }
            return read;
          })
          .single();
    }

    private Optional<BigDecimal> distinct(StreamDescriptor home, String measure) {
      if (!KpiViews.asAsked(home)) {
        return Optional.empty();
      }
      Optional<PeriodKind> period =
          home.periods().stream()
              .filter(one -> one.endsOn(range.last()))
              .filter(one -> one.endingOn(range.last()).equals(range))
              .findFirst();
      boolean asked =
          switch (home.kind()) {
            case PERIOD -> period.isPresent();
            case DAY -> range.length() == 1;
            case SNAPSHOT -> false;
          };
      if (!asked) {
        return Optional.empty();
      }
      var statement =
          session
              .sql()
              .sql(
                  """
                  select coalesce(max(%s), 0)::numeric
                    from %s
                   where workspace_id = :workspace and integration_id = :integration
                     and day = :last and %s
                  """
                      .formatted(
                          Roles.quoted(measure),
                          new StreamTable(provider.id(), home).name(),
                          period.isPresent() ? "period = :period" : "true"))
              .param("workspace", workspaceId)
              .param("integration", integrationId)
              .param("last", range.last());
      return Optional.of(
          period
              .map(one -> statement.param("period", one.label()))
              .orElse(statement)
              .query(BigDecimal.class)
              .single());
    }

    private Days days(String stream, DayRange judged) {
      return session
          .sql()
          .sql(
              """
              select count(*) as stored,
                     coalesce(bool_or(partial), false) as partial,
                     coalesce(bool_or(state <> 'final'), false) as may_change
                from day_ledger
               where workspace_id = :workspace and integration_id = :integration
                 and stream = :stream and content_hash is not null
                 and day between :first and :last
              """)
          .param("workspace", workspaceId)
          .param("integration", integrationId)
          .param("stream", stream)
          .param("first", judged.first())
          .param("last", judged.last())
          .query((row, index) ->
              new Days(
                  row.getInt("stored"), row.getBoolean("partial"), row.getBoolean("may_change")))
          .single();
    }
  }
}
