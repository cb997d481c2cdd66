package dev.tributary.engine.kpi;

import dev.tributary.engine.EngineFixture;
import dev.tributary.postgres.TestCluster;
import dev.tributary.postgres.TestDatabase;
import dev.tributary.spi.Dimension;
import dev.tributary.spi.Kpi;
import dev.tributary.spi.Measure;
import dev.tributary.spi.PeriodKind;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.Restatement;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.spi.Unit;
import dev.tributary.store.Database;
import dev.tributary.store.Ids;
import dev.tributary.store.Workspace;
import dev.tributary.store.WorkspaceStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Two providers' tables in a real database, filled by hand. */
final class KpiWorld {
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

  private static final Measure SESSIONS = Measure.count("sessions", "sessions");
  private static final Measure ENGAGED = Measure.count("engaged_sessions", "engagedSessions");
  private static final Measure REVENUE =
      Measure.decimal("total_revenue", "totalRevenue", Unit.CURRENCY);
  private static final Measure SPEND = Measure.decimal("spend", "spend", Unit.CURRENCY);
  private static final Measure CLICKS = Measure.count("link_clicks", "inline_link_clicks");

  static final ProviderDescriptor ANALYTICS =
      new ProviderDescriptor(
          "google_analytics",
          "Analytics",
          "property",
          List.of(),
          "{}",
          List.of(
              stream(
                  "overview",
                  StreamKind.DAY,
                  List.of(),
                  List.of(),
                  List.of(SESSIONS, ENGAGED, REVENUE)),
              stream(
                  "channels",
                  StreamKind.DAY,
                  List.of("channel"),
                  List.of(),
                  List.of(SESSIONS, ENGAGED, REVENUE)),
              stream(
                  "campaigns",
                  StreamKind.DAY,
                  List.of("source", "medium", "campaign", "campaign_id"),
                  List.of(),
                  List.of(SESSIONS, REVENUE)),
              stream(
                  "attributed",
                  StreamKind.DAY,
                  List.of("channel", "event"),
                  List.of(),
                  List.of(REVENUE)),
              stream(
                  "users",
                  StreamKind.PERIOD,
                  List.of(StreamDescriptor.PERIOD),
                  List.of(),
                  List.of(Measure.distinct("total_users", "totalUsers"))),
              stream(
                  "users_by_channel",
                  StreamKind.PERIOD,
                  List.of(StreamDescriptor.PERIOD, "channel"),
                  List.of(),
                  List.of(Measure.distinct("total_users", "totalUsers")))),
          List.of(
              kpi("sessions", Unit.COUNT, new Kpi.Formula.Sum("sessions"), "overview"),
              kpi(
                  "engagement_rate",
                  Unit.PERCENT,
                  new Kpi.Formula.Ratio("engaged_sessions", "sessions"),
                  "overview"),
              kpi(
                  "bounce_rate",
                  Unit.PERCENT,
                  new Kpi.Formula.Complement("engaged_sessions", "sessions"),
                  "overview"),
              kpi("total_revenue", Unit.CURRENCY, new Kpi.Formula.Sum("total_revenue"), "overview"),
              kpi("total_users", Unit.USERS, new Kpi.Formula.Distinct("total_users"), "users")));

  static final ProviderDescriptor ADS =
      new ProviderDescriptor(
          "meta_ads",
          "Ads",
          "ad account",
          List.of(),
          "{}",
          List.of(
              stream("account", StreamKind.DAY, List.of(), List.of(), List.of(SPEND, CLICKS)),
              stream(
                  "campaigns",
                  StreamKind.DAY,
                  List.of("campaign_id"),
                  List.of(),
                  List.of(SPEND, CLICKS)),
              stream(
                  "campaign_names",
                  StreamKind.SNAPSHOT,
                  List.of("campaign_id"),
                  List.of("name"),
                  List.of()),
              stream(
                  "reach",
                  StreamKind.PERIOD,
                  List.of(StreamDescriptor.PERIOD),
                  List.of(),
                  List.of(
                      Measure.count("impressions", "impressions"),
                      Measure.distinct("reach", "reach")))),
          List.of(
              kpi("spend", Unit.CURRENCY, new Kpi.Formula.Sum("spend"), "account"),
              kpi("link_clicks", Unit.COUNT, new Kpi.Formula.Sum("link_clicks"), "account"),
              kpi(
                  "cost_of_a_thousand",
                  Unit.CURRENCY,
                  new Kpi.Formula.Ratio("spend", "link_clicks", 1_000),
                  "account"),
              kpi(
                  "frequency",
                  Unit.RATIO,
                  new Kpi.Formula.Ratio("impressions", "reach"),
                  "reach")));

  final Database database;
  final UUID workspace;
  final Catalogue catalogue = Catalogue.of(List.of(ANALYTICS, ADS));
  final KpiQueries queries;

  /** A workspace of its own in the one database of this JVM. */
  KpiWorld() {
    this.database = Shared.DATABASE;
    this.workspace = workspace(DayOfWeek.MONDAY);
    this.queries = new KpiQueries(database, catalogue);
  }

  /** Every test has a workspace of its own, so one database serves them all until the JVM ends. */
  private static final class Shared {
    static final TestDatabase TEST =
        TestCluster.shared()
            .freshDatabase(
                "kpi",
                template -> {
                  try (Database prepared = Database.open(EngineFixture.settings(template))) {
                    prepared.streamTables().create(List.of(ANALYTICS, ADS));
                  }
                });
    static final Database DATABASE = Database.open(EngineFixture.settings(TEST));
    static final Connection CONNECTION = connect();

    private static Connection connect() {
      try {
        return TEST.connect();
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }
  }

  UUID workspace(DayOfWeek weekStart) {
    UUID id = Ids.next(NOW);
    new WorkspaceStore(database)
        .create(new Workspace(id, "Test", ZoneId.of("UTC"), weekStart, NOW));
    return id;
  }

  KpiAnswer answer(KpiQuery query) {
    return queries.answer(query, NOW);
  }

  KpiQuery ask(String first, String last, String... kpis) {
    return KpiQuery.of(workspace, LocalDate.parse(first), LocalDate.parse(last), kpis);
  }

  UUID account(String provider, String name, String zone, String currency) {
    return account(workspace, provider, name, zone, currency);
  }

  UUID account(UUID owner, String provider, String name, String zone, String currency) {
    UUID id = Ids.next(NOW);
    UUID grant = Ids.next(NOW);
    execute(
        """
        insert into tributary.provider_grant
            (id, workspace_id, provider, login, provider_user, scopes, ciphertext, key_id, version,
             state, created_at, updated_at)
        values ('%1$s', '%2$s', '%3$s', 'oauth', '%1$s', '{}', '\\x00', 'k', 1, 'active', now(),
                now())
        """
            .formatted(grant, owner, provider));
    execute(
        """
        insert into tributary.integration
            (id, workspace_id, grant_id, provider, account_id, account_name, zone, currency, state,
             created_at, updated_at)
        values ('%s', '%s', '%s', '%s', '%s', '%s', '%s', %s, 'active', clock_timestamp(), now())
        """
            .formatted(
                id,
                owner,
                grant,
                provider,
                id,
                name,
                zone,
                currency.isEmpty() ? "null" : "'" + currency + "'"));
    return id;
  }

  /** A row of the stream: key after the day, then measures. Numbers go as they are. */
  void row(UUID integration, String table, String day, Object... values) {
    execute(
        "insert into kpi.%s values ((select workspace_id from tributary.integration where id = '%s'), '%s', '%s', %s)"
            .formatted(
                table,
                integration,
                integration,
                day,
                Arrays.stream(values)
                    .map(value ->
                        value instanceof String text
                            ? "'" + text.replace("'", "''") + "'"
                            : value.toString())
                    .collect(Collectors.joining(", "))));
  }

  /** Final days, read a day after they ended. */
  void stored(UUID integration, String stream, String first, String last) {
    execute(
        """
        insert into tributary.day_ledger
            (workspace_id, integration_id, stream, day, state, version, content_hash, fetched_at,
             changed_at)
        select i.workspace_id, i.id, '%s', d::date, 'final', 1, decode(md5('x'), 'hex'),
               d::date + interval '2 days', d::date + interval '2 days'
          from tributary.integration i, generate_series(date '%s', date '%s', interval '1 day') d
         where i.id = '%s'
        """
            .formatted(stream, first, last, integration));
  }

  /** Changes columns of ledger entries. */
  void mark(UUID integration, String stream, String day, String set) {
    execute(
        "update tributary.day_ledger set %s where integration_id = '%s' and stream = '%s' and day = '%s'"
            .formatted(set, integration, stream, day));
  }

  void execute(String sql) {
    try (Statement statement = Shared.CONNECTION.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  private static Kpi kpi(String id, Unit unit, Kpi.Formula formula, String home) {
    return new Kpi(id, id.replace('_', ' '), unit, formula, home, id, List.of());
  }

  private static StreamDescriptor stream(
      String name,
      StreamKind kind,
      List<String> dimensions,
      List<String> attributes,
      List<Measure> measures) {
    return new StreamDescriptor(
        name,
        kind,
        1,
        name,
        "report",
        dimensions.stream().map(one -> new Dimension(one, one)).toList(),
        attributes.stream().map(one -> new Dimension(one, one)).toList(),
        measures,
        kind == StreamKind.PERIOD ? List.of(PeriodKind.values()) : List.of(),
        new Restatement(3, 14, List.of()),
        Optional.empty(),
        Duration.ofHours(12),
        30);
  }
}
