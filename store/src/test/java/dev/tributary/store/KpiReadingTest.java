package dev.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.PeriodKind;
import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.store.KpiSums.Choice;
import dev.tributary.store.KpiSums.Order;
import java.io.IOException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a KPI query reads, as role app under row level security. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KpiReadingTest {
  private static final LocalDate DAY = TestSlices.DAY;
  private static final DayRange DAYS = new DayRange(DAY, DAY.plusDays(1));
  private static final Buckets TOTAL = new Buckets(Grain.TOTAL, DayOfWeek.MONDAY, DAYS);

  private final Database database = TestServer.database();
  private final Connected shop = Connected.on(database, "acme");

  @BeforeAll
  void store() {
    new SliceStore(database)
        .apply(
            TestSlices.write(
                shop.fence(),
                TestStreams.PAGES,
                DAYS,
                TestSlices.pages(
                    DAY,
                    "/a",
                    "x",
                    10,
                    5_000_000,
                    1,
                    DAY,
                    "/b",
                    "x",
                    20,
                    1_000_000,
                    2,
                    DAY.plusDays(1),
                    "/a",
                    "y",
                    30,
                    2_000_000,
                    3,
                    DAY.plusDays(1),
                    "/c",
                    "y",
                    5,
                    0,
                    0)));
    Rows users =
        Rows.builder(TestStreams.USERS)
            .row(DAY)
            .text(0, "day")
            .number(0, 7)
            .row(DAY)
            .text(0, "trailing_7")
            .number(0, 40)
            .build();
    new SliceStore(database)
        .apply(TestSlices.write(shop.fence(), TestStreams.USERS, DayRange.of(DAY), users));
    Rows campaigns =
        Rows.builder(TestStreams.CAMPAIGNS)
            .row(DAY)
            .text(0, "c1")
            .text(1, "Autumn")
            .text(2, "on")
            .build();
    new SliceStore(database)
        .apply(TestSlices.write(shop.fence(), TestStreams.CAMPAIGNS, DayRange.of(DAY), campaigns));
  }

  @AfterAll
  void close() {
    database.close();
  }

  private KpiSums.Wanted wanted(
      List<String> measures, List<KpiFilter> filters, List<String> dimensions, Choice choice) {
    return new KpiSums.Wanted(
        shop.workspaceId(),
        "acme",
        TestStreams.PAGES,
        measures,
        List.of(shop.integrationId()),
        DAYS,
        Optional.empty(),
        List.of(),
        TOTAL,
        DayShift.NONE,
        filters,
        dimensions,
        choice);
  }

  private List<String> sums(List<KpiFilter> filters, List<String> dimensions, Choice choice) {
    return new KpiSums(database)
        .read(wanted(List.of("views", "revenue"), filters, dimensions, choice)).stream()
            .map(line ->
                line.value().orElse("-") + " " + line.values() + " " + line.sums().getFirst())
            .toList();
  }

  @Test
  void only_columns_of_the_stream_are_read() {
    KpiSums sums = new KpiSums(database);
    assertThatThrownBy(() ->
            sums.read(
                wanted(
                    List.of("views"),
                    List.of(),
                    List.of("x\" or 1=1"),
                    new Choice.Given(List.of()))))
        .hasMessageContaining("has no dimension");
    assertThatThrownBy(() ->
            sums.read(
                wanted(
                    List.of("views"),
                    List.of(new KpiFilter.Equals("nothing", "x")),
                    List.of(),
                    new Choice.Whole())))
        .hasMessageContaining("has no dimension nothing");
    assertThatThrownBy(
            () -> sums.read(wanted(List.of("clicks"), List.of(), List.of(), new Choice.Whole())))
        .hasMessageContaining("has no measure clicks");
  }

  @Test
  void another_workspace_sees_nothing() {
    Connected other = Connected.on(database, "acme");
    KpiSums.Wanted foreign =
        new KpiSums.Wanted(
            other.workspaceId(),
            "acme",
            TestStreams.PAGES,
            List.of("views"),
            List.of(shop.integrationId()),
            DAYS,
            Optional.empty(),
            List.of(),
            TOTAL,
            DayShift.NONE,
            List.of(),
            List.of(),
            new Choice.Whole());
    assertThat(new KpiSums(database).read(foreign)).isEmpty();
    assertThat(new KpiNames(database).accounts(other.workspaceId()))
        .extracting(KpiAccount::id)
        .containsExactly(other.integrationId());
  }

  @Test
  void a_snapshot_is_a_transaction_of_its_own() {
    assertThatThrownBy(() ->
            database.tenant(
                shop.workspaceId(), () -> database.snapshot(shop.workspaceId(), () -> 1)))
        .hasMessageContaining("a snapshot cannot begin");
    assertThatThrownBy(() ->
            database.snapshot(
                shop.workspaceId(),
                () -> {
                  new KpiNames(database).map(shop.workspaceId(), "meta_ads", "a", "b");
                  return 1;
                }))
        .hasMessageContaining("read-only");
  }

  @Test
  void values_stand_alone_or_in_the_rest() {
    assertThat(sums(List.of(), List.of(), new Choice.Whole())).containsExactly("- 0 65");
    assertThat(sums(List.of(), List.of("page"), first(new Order.BySum("views", true), 1)))
        .containsExactly("/a 1 40", "- 2 25");
    assertThat(sums(List.of(), List.of("page"), first(new Order.ByValue(true), 1)))
        .containsExactly("/c 1 5", "- 2 60");
    assertThat(
            sums(List.of(), List.of("page"), first(new Order.ByRatio("revenue", "views", true), 2)))
        .containsExactly("/a 1 40", "/b 1 20", "- 1 5");
    assertThat(sums(List.of(), List.of("page"), first(new Order.BySum("views", false), 9)))
        .containsExactly("/c 1 5", "/b 1 20", "/a 1 40");
    assertThat(sums(List.of(), List.of("page"), new Choice.Given(List.of("/c", "/z"))))
        .containsExactly("/c 1 5", "- 2 60");
    assertThat(sums(List.of(), List.of("order", "page"), first(new Order.ByValue(false), 1)))
        .containsExactly("x" + KpiSums.SEPARATOR + "/a 1 10", "- 3 55");
    assertThat(sums(List.of(), List.of(KpiSums.INTEGRATION), first(new Order.ByValue(false), 5)))
        .containsExactly(shop.integrationId() + " 1 65");
  }

  private static Choice first(Order order, int limit) {
    return new Choice.First(order, limit);
  }

  @Test
  void filters_say_which_rows_count() {
    assertThat(sums(List.of(new KpiFilter.Equals("page", "/a")), List.of(), new Choice.Whole()))
        .containsExactly("- 0 40");
    assertThat(
            sums(
                List.of(
                    new KpiFilter.In("page", List.of("/a", "/b")),
                    new KpiFilter.Not(new KpiFilter.Contains("order", "y"))),
                List.of(),
                new Choice.Whole()))
        .containsExactly("- 0 30");
    assertThat(sums(List.of(new KpiFilter.Equals("page", "%")), List.of(), new Choice.Whole()))
        .isEmpty();
  }

  @Test
  void days_are_picked_left_out_and_moved() {
    Buckets next =
        new Buckets(Grain.DAY, DayOfWeek.MONDAY, new DayRange(DAY.plusDays(7), DAY.plusDays(8)));
    KpiSums.Wanted before =
        new KpiSums.Wanted(
            shop.workspaceId(),
            "acme",
            TestStreams.PAGES,
            List.of("views"),
            List.of(shop.integrationId()),
            DAYS,
            Optional.of(List.of(DAY, DAY.plusDays(1))),
            List.of(DAY),
            next,
            new DayShift(7, 0),
            List.of(),
            List.of(),
            new Choice.Whole());
    assertThat(new KpiSums(database).read(before))
        .extracting(KpiSums.Line::bucket)
        .containsExactly(DAY.plusDays(8));
  }

  @Test
  void a_period_is_read_as_it_was_asked_for() {
    assertThat(
            periods(
                Map.of(
                    DAY,
                    DayRange.of(DAY),
                    DAY.minusDays(6),
                    new DayRange(DAY.minusDays(6), DAY),
                    DAY.minusDays(1),
                    new DayRange(DAY.minusDays(1), DAY)),
                Optional.empty()))
        .containsExactlyInAnyOrder(DAY + " - 7", DAY.minusDays(6) + " - 40");
    assertThat(periods(Map.of(DAY, DayRange.of(DAY)), Optional.of(KpiSums.INTEGRATION)))
        .containsExactly(DAY + " " + shop.integrationId() + " 7");
    assertThat(KpiPeriods.period(TestStreams.PAGES, DayRange.of(DAY))).contains(PeriodKind.DAY);
    assertThat(KpiPeriods.period(TestStreams.PAGES, DAYS)).isEmpty();
    assertThat(KpiPeriods.period(TestStreams.CAMPAIGNS, DAYS)).isEmpty();
  }

  private List<String> periods(Map<LocalDate, DayRange> wanted, Optional<String> dimension) {
    return new KpiPeriods(database)
            .read(
                new KpiPeriods.Wanted(
                    shop.workspaceId(),
                    "acme",
                    TestStreams.USERS,
                    List.of("active_users"),
                    List.of(shop.integrationId()),
                    wanted,
                    dimension.isPresent()
                        ? List.of(new KpiFilter.Equals("period", "day"))
                        : List.of(),
                    dimension,
                    100))
            .stream()
            .map(line ->
                line.bucket() + " " + line.value().orElse("-") + " " + line.sums().getFirst())
            .toList();
  }

  @Test
  void the_ledger_tells_of_each_bucket_and_each_account() {
    KpiAccount account = new KpiNames(database).accounts(shop.workspaceId()).getFirst();
    Buckets days = new Buckets(Grain.DAY, DayOfWeek.MONDAY, new DayRange(DAY, DAY.plusDays(2)));
    KpiLedger.Known known =
        new KpiLedger(database)
            .of(
                new KpiLedger.Wanted(
                    shop.workspaceId(),
                    List.of(account),
                    List.of("pages"),
                    days.days(),
                    Optional.empty(),
                    days,
                    DayShift.NONE),
                Connected.NOW);
    assertThat(known.standings().get("pages").get(DAY).stored()).isEqualTo(1);
    assertThat(known.standings().get("pages").get(DAY).mayChange()).isTrue();
    assertThat(known.standings().get("pages").get(DAY.plusDays(2)).missing()).isEqualTo(1);
    assertThat(known.accounts().get(account.id()).through()).contains(DAY.plusDays(1));
    KpiStanding both =
        known
            .standings()
            .get("pages")
            .get(DAY)
            .and(known.standings().get("pages").get(DAY.plusDays(2)));
    assertThat(both.stored()).isEqualTo(1);
    assertThat(both.missing()).isEqualTo(1);
    assertThat(both.oldestRead()).contains(Connected.NOW);
  }

  @Test
  void names_are_those_of_the_snapshot() {
    KpiNames names = new KpiNames(database);
    StreamDescriptor snapshot =
        KpiNames.naming(TestStreams.PROVIDER.streams(), "campaign_id").orElseThrow();
    assertThat(KpiNames.naming(TestStreams.PROVIDER.streams(), "page")).isEmpty();
    assertThat(
            names.of(
                shop.workspaceId(),
                "acme",
                snapshot,
                List.of(shop.integrationId()),
                List.of("c1", "c2")))
        .containsExactly(Map.entry("c1", "Autumn"));
    names.map(shop.workspaceId(), "meta_ads", "spring", "c1");
    names.map(shop.workspaceId(), "meta_ads", "spring", "c2");
    assertThat(names.campaigns(shop.workspaceId(), "meta_ads"))
        .containsExactly(Map.entry("spring", "c2"));
  }

  @Test
  void an_export_sends_every_row_with_the_state_of_its_day() throws IOException {
    List<String> sent = new ArrayList<>();
    new StreamExport(database)
        .send(
            shop.workspaceId(),
            "acme",
            TestStreams.PAGES,
            List.of(shop.integrationId()),
            DAYS,
            new StreamExport.Sink() {
              @Override
              public void header(List<String> columns) {
                sent.add(String.join(" ", columns));
              }

              @Override
              public void row(List<StreamExport.Cell> cells) {
                sent.add(cells.toString());
              }
            });
    assertThat(sent).hasSize(5);
    assertThat(sent.getFirst())
        .isEqualTo(
            "integration account day page order views revenue bounces currency state partial may_change read_at");
    assertThat(sent.get(1)).contains("/a").contains("settling").contains("5.000000");
  }

  @Test
  void a_workspace_keeps_the_day_on_which_its_weeks_begin() {
    UUID id = Ids.next(Connected.NOW);
    WorkspaceStore workspaces = new WorkspaceStore(database);
    workspaces.create(
        new Workspace(id, "Sundays", Connected.ZONE, DayOfWeek.SUNDAY, Connected.NOW));
    assertThat(workspaces.find(id).orElseThrow().weekStart()).isEqualTo(DayOfWeek.SUNDAY);
  }
}
