package dev.tributary.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamsTest {
  private static final Measure SESSIONS = Measure.count("sessions", "sessions");
  private static final Measure REVENUE = Measure.decimal("revenue", "totalRevenue", Unit.CURRENCY);
  private static final Measure USERS = Measure.distinct("users", "totalUsers");
  private static final Dimension COUNTRY = new Dimension("country", "country");

  private static StreamDescriptor stream(
      String name,
      StreamKind kind,
      List<Dimension> dimensions,
      List<Dimension> attributes,
      List<Measure> measures,
      List<PeriodKind> periods) {
    return new StreamDescriptor(
        name,
        kind,
        1,
        "Title",
        "Report",
        dimensions,
        attributes,
        measures,
        periods,
        new Restatement(3, 3, List.of(91, 31)),
        Optional.empty(),
        Duration.ofHours(4),
        30);
  }

  private static StreamDescriptor countries() {
    return stream(
        "countries",
        StreamKind.DAY,
        List.of(COUNTRY),
        List.of(),
        List.of(USERS, SESSIONS, REVENUE),
        List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Sessions", "7d_click", "a b", "a;drop table x", "é"})
  void names_that_could_not_be_sql_identifiers_are_refused(String name) {
    assertThatThrownBy(() -> Measure.count(name, "x")).hasMessageContaining("measure name must be");
    assertThatThrownBy(() -> new Dimension(name, "x")).hasMessageContaining("dimension name");
  }

  @Test
  void columns_that_do_not_fit_the_kind_are_refused() {
    List<Dimension> period = List.of(new Dimension(StreamDescriptor.PERIOD, ""));
    assertRefused(StreamKind.DAY, List.of(COUNTRY), List.of(), List.of(), List.of());
    assertRefused(StreamKind.DAY, List.of(), List.of(), List.of(SESSIONS), List.of(PeriodKind.DAY));
    assertRefused(StreamKind.DAY, List.of(), List.of(COUNTRY), List.of(SESSIONS), List.of());
    assertRefused(StreamKind.PERIOD, period, List.of(), List.of(USERS), List.of());
    assertRefused(StreamKind.PERIOD, period, List.of(), List.of(), List.of(PeriodKind.DAY));
    assertRefused(
        StreamKind.PERIOD, period, List.of(COUNTRY), List.of(USERS), List.of(PeriodKind.DAY));
    assertRefused(
        StreamKind.PERIOD, List.of(COUNTRY), List.of(), List.of(USERS), List.of(PeriodKind.DAY));
    assertRefused(StreamKind.PERIOD, List.of(), List.of(), List.of(USERS), List.of(PeriodKind.DAY));
    assertRefused(StreamKind.SNAPSHOT, List.of(COUNTRY), List.of(), List.of(SESSIONS), List.of());
    assertRefused(
        StreamKind.SNAPSHOT, List.of(COUNTRY), List.of(), List.of(), List.of(PeriodKind.DAY));
    assertRefused(StreamKind.SNAPSHOT, List.of(), List.of(), List.of(), List.of());
  }

  private static void assertRefused(
      StreamKind kind,
      List<Dimension> dimensions,
      List<Dimension> attributes,
      List<Measure> measures,
      List<PeriodKind> periods) {
    assertThatThrownBy(() -> stream("s", kind, dimensions, attributes, measures, periods))
        .hasMessage("the columns of stream s do not fit its kind " + kind);
  }

  @Test
  void the_main_measure_is_the_first_that_adds_up() {
    assertThat(countries().mainMeasure()).contains(SESSIONS);
    assertThat(countries().measureIndex("revenue")).isEqualTo(2);
    assertThatThrownBy(() -> countries().measureIndex("bounces"))
        .hasMessage("stream countries has no measure bounces");
  }

  @Test
  void a_snapshot_puts_its_key_before_its_attributes() {
    Dimension name = new Dimension("name", "displayName");
    StreamDescriptor snapshot =
        stream(
            "properties",
            StreamKind.SNAPSHOT,
            List.of(COUNTRY),
            List.of(name),
            List.of(),
            List.of());
    assertThat(snapshot.textColumns()).containsExactly(COUNTRY, name);
    assertThat(snapshot.mainMeasure()).isEmpty();
  }

  @Test
  void an_attribute_that_rewrites_numbers_names_another_that_tells_since_when() {
    Dimension counted = new Dimension("counted", "spec", Optional.of("starts"));
    Dimension starts = new Dimension("starts", "start_time");
    assertThat(
            stream(
                    "ad_sets",
                    StreamKind.SNAPSHOT,
                    List.of(COUNTRY),
                    List.of(starts, counted),
                    List.of(),
                    List.of())
                .rewriting())
        .containsExactly(counted);
    assertThatThrownBy(() ->
            stream(
                "ad_sets",
                StreamKind.SNAPSHOT,
                List.of(COUNTRY),
                List.of(counted),
                List.of(),
                List.of()))
        .hasMessageContaining("ad_sets");
    assertThatThrownBy(() ->
            stream(
                "ad_sets",
                StreamKind.SNAPSHOT,
                List.of(new Dimension("id", "id", Optional.of("starts"))),
                List.of(starts),
                List.of(),
                List.of()))
        .hasMessageContaining("ad_sets");
  }

  @Test
  void a_slice_of_no_days_is_refused() {
    StreamDescriptor valid = countries();
    assertThatThrownBy(() ->
            new StreamDescriptor(
                valid.name(),
                valid.kind(),
                1,
                "",
                "",
                valid.dimensions(),
                List.of(),
                valid.measures(),
                List.of(),
                valid.restatement(),
                Optional.empty(),
                Duration.ZERO,
                0))
        .hasMessage("a slice has at least one day: 0");
  }

  @Test
  void a_horizon_before_the_hot_days_is_refused() {
    assertThatThrownBy(() -> new Restatement(5, 3, List.of())).hasMessageContaining("3 < 5");
    assertThatThrownBy(() -> new Restatement(-1, 3, List.of()))
        .isInstanceOf(RuntimeException.class);
    assertThat(new Restatement(3, 14, List.of(91, 31)).auditDays()).containsExactly(31, 91);
  }

  @Test
  void periods_know_their_days() {
    LocalDate sunday = LocalDate.of(2026, 3, 1);
    assertThat(PeriodKind.WEEK.endsOn(sunday)).isTrue();
    assertThat(PeriodKind.WEEK.endsOn(sunday.plusDays(1))).isFalse();
    assertThat(PeriodKind.MONTH.endsOn(sunday)).isFalse();
    assertThat(PeriodKind.MONTH.endsOn(LocalDate.of(2028, 2, 29))).isTrue();
    assertThat(PeriodKind.TRAILING_28.endsOn(sunday)).isTrue();
    assertThat(PeriodKind.TRAILING_28.endingOn(sunday).length()).isEqualTo(28);
    assertThat(PeriodKind.TRAILING_7.endingOn(sunday).length()).isEqualTo(7);
    assertThat(PeriodKind.WEEK.endingOn(sunday).first()).isEqualTo("2026-02-23");
    assertThat(PeriodKind.MONTH.endingOn(LocalDate.of(2026, 2, 28)).length()).isEqualTo(28);
    assertThat(PeriodKind.DAY.endingOn(sunday).length()).isEqualTo(1);
    assertThat(PeriodKind.TRAILING_7.label()).isEqualTo("trailing_7");
  }

  @Test
  void a_kpi_of_a_measure_that_its_home_stream_lacks_is_refused() {
    for (Kpi.Formula formula :
        List.of(
            new Kpi.Formula.Sum("bounces"),
            new Kpi.Formula.Distinct("bounces"),
            new Kpi.Formula.Ratio("sessions", "bounces"),
            new Kpi.Formula.Complement("bounces", "sessions"))) {
      assertThatThrownBy(() -> provider(List.of(countries()), kpi("countries", formula)))
          .hasMessage("stream countries has no measure bounces");
    }
    assertThatThrownBy(
            () -> provider(List.of(countries()), kpi("overview", new Kpi.Formula.Sum("sessions"))))
        .hasMessage("google_analytics has no stream named overview");
  }

  @Test
  void a_quotient_is_multiplied_by_a_whole_number_and_only_where_days_are_summed() {
    assertThat(new Kpi.Formula.Ratio("revenue", "sessions").per()).isEqualTo(1);
    assertThatThrownBy(() -> new Kpi.Formula.Ratio("revenue", "sessions", 0))
        .hasMessage("a quotient is multiplied by 1 or more: 0");
    Kpi thousand = kpi("countries", new Kpi.Formula.Ratio("revenue", "sessions", 1_000));
    assertThat(provider(List.of(countries()), thousand).kpis()).containsExactly(thousand);
  }

  @Test
  void two_streams_of_one_name_are_refused() {
    assertThatThrownBy(() ->
            provider(
                List.of(countries(), countries()),
                kpi("countries", new Kpi.Formula.Sum("sessions"))))
        .hasMessage("google_analytics has two streams named countries");
  }

  @Test
  void a_provider_finds_its_streams_by_name() {
    ProviderDescriptor provider =
        provider(
            List.of(countries()), kpi("countries", new Kpi.Formula.Ratio("revenue", "sessions")));
    assertThat(provider.stream("countries")).isEqualTo(countries());
    assertThat(
            provider(
                    List.of(countries()),
                    kpi("countries", new Kpi.Formula.Complement("sessions", "sessions")))
                .kpis())
        .hasSize(1);
  }

  @Test
  void a_stream_is_read_unless_its_setting_says_false() {
    ProviderDescriptor provider =
        provider(List.of(countries()), kpi("countries", new Kpi.Formula.Sum("sessions")));
    assertThat(provider.streams(Map.of())).containsExactly(countries());
    assertThat(provider.streams(Map.of("streams.countries", "true"))).hasSize(1);
    assertThat(provider.streams(Map.of("streams.countries", "false"))).isEmpty();
  }

  private static Kpi kpi(String home, Kpi.Formula formula) {
    return new Kpi("k", "K", Unit.COUNT, formula, home, "A number.", List.of("sessions"));
  }

  private static ProviderDescriptor provider(List<StreamDescriptor> streams, Kpi kpi) {
    return new ProviderDescriptor(
        "google_analytics",
        "Google Analytics",
        "property",
        List.of(ProviderDescriptor.Login.OAUTH),
        "{}",
        streams,
        List.of(kpi));
  }

  @Test
  void limits_are_checked_where_they_enter() {
    assertThat(
            provider(List.of(countries()), kpi("countries", new Kpi.Formula.Sum("sessions")))
                .limits())
        .isEqualTo(ProviderLimits.UNKNOWN);
    ProviderLimits.Rate rate = rate("a", Set.of("no_such_stream"), 5, Duration.ofSeconds(1));
    assertThatThrownBy(() ->
            new ProviderDescriptor(
                "p",
                "P",
                "account",
                List.of(),
                "{}",
                List.of(countries()),
                List.of(),
                new ProviderLimits(1, List.of(rate))))
        .hasMessageContaining("no_such_stream");
    assertThatThrownBy(() -> new ProviderLimits(0, List.of())).hasMessageContaining("0");
    assertThatThrownBy(() -> new ProviderLimits(1, List.of(rate, rate)))
        .hasMessageContaining("same name");
    assertThatThrownBy(() -> rate("a", Set.of(), 0, Duration.ofSeconds(1)))
        .hasMessageContaining("no rate");
    assertThatThrownBy(() -> rate("a", Set.of(), 1, Duration.ofMillis(10)))
        .hasMessageContaining("no rate");
    assertThatThrownBy(() -> rate("A b", Set.of(), 1, Duration.ofSeconds(1)))
        .hasMessageContaining("rate name");
  }

  private static ProviderLimits.Rate rate(
      String name, Set<String> streams, int requests, Duration per) {
    return new ProviderLimits.Rate(name, ProviderLimits.Scope.ACCOUNT, streams, requests, per);
  }

  @Test
  void rows_keep_what_was_put_in_beyond_their_first_capacity() {
    Rows.Builder builder = Rows.builder(countries());
    for (int n = 0; n < 200; n++) {
      builder.row(LocalDate.EPOCH.plusDays(n)).text(0, "c" + n % 3).number(1, n);
    }
    Rows rows = builder.build();
    assertThat(rows.size()).isEqualTo(200);
    assertThat(rows.day(199)).isEqualTo(LocalDate.EPOCH.plusDays(199));
    assertThat(rows.epochDay(7)).isEqualTo(7);
    assertThat(rows.text(0, 199)).isEqualTo("c1");
    assertThat(rows.number(1, 199)).isEqualTo(199);
    assertThat(rows.number(2, 199)).isZero();
    assertThat(rows.textColumns()).isEqualTo(1);
    assertThat(rows.numberColumns()).isEqualTo(3);
    assertThat(rows.bytes()).isGreaterThan(200 * 28);
  }

  @Test
  void a_row_taken_back_leaves_nothing_behind() {
    Rows.Builder builder = Rows.builder(countries());
    builder.row(LocalDate.EPOCH).text(0, "Norway").number(1, 5);
    builder.dropRow();
    assertThat(builder.size()).isZero();
    builder.row(LocalDate.EPOCH);
    Rows rows = builder.build();
    assertThat(rows.text(0, 0)).isEmpty();
    assertThat(rows.number(1, 0)).isZero();
  }

  @Test
  void pages_are_joined_in_order() {
    Rows first = Rows.builder(countries()).row(1).text(0, "a").number(1, 1).build();
    Rows second = Rows.builder(countries()).row(2).text(0, "b").number(1, 2).build();
    Rows both = Rows.builder(countries()).addAll(first).addAll(second).build();
    assertThat(both.size()).isEqualTo(2);
    assertThat(both.text(0, 1)).isEqualTo("b");
    assertThat(both.number(1, 0)).isEqualTo(1);
    assertThat(Rows.empty(countries()).size()).isZero();
  }
}
