package dev.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.Dimension;
import dev.tributary.spi.Kpi;
import dev.tributary.spi.Measure;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.spi.Unit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class StreamTablesTest {
  private Database database;

  @BeforeAll
  void open() {
    database = TestServer.database();
  }

  @AfterAll
  void close() {
    database.close();
  }

  private static StreamDescriptor day(String name, List<String> dimensions, Measure... measures) {
    return TestStreams.stream(
        name,
        StreamKind.DAY,
        1,
        dimensions.stream().map(one -> new Dimension(one, one)).toList(),
        List.of(),
        List.of(measures),
        List.of());
  }

  private void create(String provider, StreamDescriptor... streams) {
    database.streamTables().create(List.of(TestStreams.provider(provider, streams)));
  }

  private long write(String provider, StreamDescriptor stream, Rows rows) {
    Connected shop = Connected.on(database, provider);
    SliceWrite slice = TestSlices.write(shop.fence(), stream, DayRange.of(TestSlices.DAY), rows);
    return new SliceStore(database)
        .apply(
            new SliceWrite(
                slice.fence(),
                provider,
                stream,
                slice.days(),
                rows,
                slice.digest(),
                slice.replace(),
                List.of(),
                slice.fetchedAt(),
                slice.keptFrom()))
        .rowsWritten();
  }

  @Test
  void a_table_with_another_key_is_refused_and_left_alone() {
    create("keyed", day("one", List.of("a"), Measure.count("m", "m")));

    assertThatThrownBy(
            () -> create("keyed", day("one", List.of("a", "b"), Measure.count("m", "m"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("give the stream a new name");
  }

  @Test
  void names_that_cannot_be_columns_are_refused() {
    assertThatThrownBy(() -> create("bad", day("one", List.of("day"), Measure.count("m", "m"))))
        .hasMessageContaining("cannot have a column named day");
    assertThatThrownBy(() -> create("bad", day("one", List.of("a"), Measure.count("a", "a"))))
        .hasMessageContaining("two equal column names");
    assertThatThrownBy(() ->
            create("bad", day("a".repeat(60), List.of("a"), Measure.count("workspace_id", "a"))))
        .hasMessageContaining("too long for a table");
  }

  @Test
  void words_of_sql_are_good_names() {
    StreamDescriptor stream =
        day(
            "select",
            List.of("user", "group"),
            Measure.count("table", "t"),
            Measure.count("offset", "o"));
    create("order", stream);
    Rows rows =
        Rows.builder(stream).row(TestSlices.DAY).text(0, "u").text(1, "g").number(0, 3).build();

    assertThat(write("order", stream, rows)).isOne();
    database.streamTables().create(List.of(TestStreams.PROVIDER));
  }

  @Test
  void a_new_measure_becomes_a_column_and_old_rows_keep_theirs() {
    StreamDescriptor before = day("grows", List.of("a"), Measure.count("m", "m"));
    create("acme", before);
    write("acme", before, Rows.builder(before).row(TestSlices.DAY).number(0, 3).build());

    StreamDescriptor after =
        day(
            "grows",
            List.of("a"),
            Measure.count("m", "m"),
            Measure.decimal("n", "n", Unit.CURRENCY));
    create("acme", after);
    create("acme", after);

    List<Map<String, Object>> rows =
        database.inSystem(
            session -> session.sql().sql("select m, n from kpi.acme_grows").query().listOfRows());
    assertThat(rows)
        .singleElement()
        .satisfies(row -> assertThat(row.get("m")).isEqualTo(3L))
        .satisfies(row -> assertThat(row.get("n").toString()).isEqualTo("0.000000"));
  }

  @Test
  void a_new_attribute_becomes_a_column_of_present_and_past() {
    StreamDescriptor before = snapshot("things", "name");
    create("acme", before);
    StreamDescriptor after = snapshot("things", "name", "colour");
    create("acme", after);
    Rows rows =
        Rows.builder(after).row(TestSlices.DAY).text(0, "1").text(1, "a").text(2, "red").build();

    assertThat(write("acme", after, rows)).isOne();
  }

  @Test
  void entities_may_have_no_attributes() {
    StreamDescriptor bare = snapshot("bare");
    create("acme", bare);

    assertThat(write("acme", bare, Rows.builder(bare).row(TestSlices.DAY).text(0, "1").build()))
        .isOne();
  }

  private static StreamDescriptor snapshot(String name, String... attributes) {
    return TestStreams.stream(
        name,
        StreamKind.SNAPSHOT,
        1,
        List.of(new Dimension("id", "id")),
        List.of(attributes).stream().map(one -> new Dimension(one, one)).toList(),
        List.of(),
        List.of());
  }

  @Test
  void a_stream_without_dimensions_has_one_row_a_day_and_may_show_distinct_numbers() {
    StreamDescriptor stream =
        day("overview", List.of(), Measure.count("visits", "v"), Measure.distinct("people", "p"));
    ProviderDescriptor provider =
        new ProviderDescriptor(
            "flat",
            "Flat",
            "account",
            List.of(),
            "{}",
            List.of(stream),
            List.of(
                TestStreams.kpi("visits", Unit.COUNT, new Kpi.Formula.Sum("visits"), "overview"),
                TestStreams.kpi("calls", Unit.COUNT, new Kpi.Formula.Sum("visits"), "overview"),
                TestStreams.kpi(
                    "people", Unit.USERS, new Kpi.Formula.Distinct("people"), "overview")));
    database.streamTables().create(List.of(provider));
    Connected shop = Connected.on(database, "flat");
    Rows rows = Rows.builder(stream).row(TestSlices.DAY).number(0, 5).number(1, 4).build();
    SliceWrite slice = TestSlices.write(shop.fence(), stream, DayRange.of(TestSlices.DAY), rows);
    new SliceStore(database)
        .apply(
            new SliceWrite(
                slice.fence(),
                "flat",
                stream,
                slice.days(),
                rows,
                slice.digest(),
                slice.replace(),
                List.of(),
                slice.fetchedAt(),
                slice.keptFrom()));

    List<String> shown =
        database.inTenant(
            shop.workspaceId(),
            session ->
                session
                    .sql()
                    .sql("select kpi || '=' || trunc(value) from kpi.total order by 1")
                    .query(String.class)
                    .list());
    assertThat(shown).containsExactly("calls=5", "people=4", "visits=5");
    List<String> observed =
        database.inTenant(
            shop.workspaceId(),
            session ->
                session
                    .sql()
                    .sql("select kpi from kpi.observation order by 1")
                    .query(String.class)
                    .list());
    assertThat(observed)
        .as("two KPIs show visits, so it keeps its own name")
        .containsExactly("people", "visits");
    assertThat(
            new KpiTotals(database)
                .over(
                    shop.workspaceId(), shop.integrationId(), provider, DayRange.of(TestSlices.DAY))
                .getLast()
                .value()
                .orElseThrow())
        .isEqualByComparingTo("4");
    assertThat(
            new KpiTotals(database)
                .over(
                    shop.workspaceId(),
                    shop.integrationId(),
                    provider,
                    new DayRange(TestSlices.DAY, TestSlices.DAY.plusDays(1)))
                .getLast()
                .value())
        .as("people of two days were never asked for")
        .isEmpty();
  }

  @Test
  void a_kpi_over_what_does_not_add_up_is_refused() {
    StreamDescriptor stream =
        day("odd", List.of("a"), Measure.distinct("people", "p"), Measure.count("m", "m"));
    ProviderDescriptor provider =
        new ProviderDescriptor(
            "odd",
            "Odd",
            "account",
            List.of(),
            "{}",
            List.of(stream),
            List.of(
                TestStreams.kpi("sum", Unit.USERS, new Kpi.Formula.Sum("people"), "odd"),
                TestStreams.kpi("people", Unit.USERS, new Kpi.Formula.Distinct("people"), "odd")));
    database.streamTables().create(List.of(provider));
    Connected shop = Connected.on(database, "odd");
    SliceWrite slice =
        TestSlices.write(
            shop.fence(),
            stream,
            DayRange.of(TestSlices.DAY),
            Rows.builder(stream).row(TestSlices.DAY).text(0, "x").number(0, 5).build());
    new SliceStore(database)
        .apply(
            new SliceWrite(
                slice.fence(),
                "odd",
                stream,
                slice.days(),
                slice.rows(),
                slice.digest(),
                slice.replace(),
                List.of(),
                slice.fetchedAt(),
                slice.keptFrom()));
    KpiTotals totals = new KpiTotals(database);

    assertThatThrownBy(() ->
            totals.over(
                shop.workspaceId(),
                shop.integrationId(),
                provider,
                provider.kpis().getFirst(),
                DayRange.of(TestSlices.DAY)))
        .hasMessageContaining("does not add up");
    assertThat(
            totals
                .over(
                    shop.workspaceId(),
                    shop.integrationId(),
                    provider,
                    provider.kpis().getLast(),
                    DayRange.of(TestSlices.DAY))
                .value())
        .as("rows by dimension cannot be added to distinct people")
        .isEmpty();
  }

  @Test
  void views_stand_even_without_any_provider() {
    database.streamTables().create(List.of());

    assertThat(
            database.<Long>inSystem(session ->
                session.sql().sql("select count(*) from kpi.total").query(Long.class).single()))
        .isZero();
    database.streamTables().create(List.of(TestStreams.PROVIDER));
  }

  @Test
  void statistics_can_be_refreshed() {
    database.streamTables().analyze("acme", "pages");

    assertThatThrownBy(() -> database.streamTables().analyze("acme", "nothing"))
        .isInstanceOf(DatabaseException.class);
  }
}
