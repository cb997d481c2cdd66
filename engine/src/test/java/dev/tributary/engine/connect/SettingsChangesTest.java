package dev.tributary.engine.connect;

import static dev.tributary.engine.connect.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.Streams;
import dev.tributary.engine.sync.TurnSettings;
import dev.tributary.spi.SyncRequest;
import dev.tributary.store.Integration;
import dev.tributary.store.OpenRequest;
import dev.tributary.store.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsChangesTest {
  private static final LocalDate TODAY = LocalDate.parse("2026-11-22");

  private final EngineFixture engine =
      new EngineFixture(
          List.of(Streams.day("visits"), Streams.day("orders")), TurnSettings.DEFAULT);
  private final Connections connections = engine.engine.connections();

  @AfterEach
  void close() {
    engine.close();
  }

  @ParameterizedTest
  @CsvSource({
    "0 6 * *, UTC, schedule_unreadable",
    "tomorrow, UTC, schedule_unreadable",
    "PXH, UTC, schedule_unreadable",
    "0 6 * * *, Europe/Berlim, zone_unknown",
    "0 6 * * *, '', zone_unknown",
    "* * * * *, UTC, schedule_range",
    "PT4M59S, UTC, schedule_range",
    "PT169H, UTC, schedule_range",
    "PT-1H, UTC, schedule_range"
  })
  void a_schedule_that_makes_no_sense_is_refused(String text, String zone, String code) {
    refused(code, () -> Schedules.parse(text, zone));
  }

  @Test
  void a_schedule_is_an_interval_or_a_time_of_the_clock() throws Exception {
    assertThat(Schedules.parse(" pt2h ", "")).isEqualTo(new Schedule.Every(Duration.ofHours(2)));
    assertThat(Schedules.parse("0 6 * * mon", "Asia/Tokyo"))
        .isEqualTo(new Schedule.Cron("0 6 * * mon", ZoneId.of("Asia/Tokyo")));
  }

  @Test
  void a_zone_that_was_chosen_at_connect_stays() throws Exception {
    Integration shop = engine.connect(3);
    refused("zone_fixed", () -> change(shop, Map.of("zone", "Asia/Tokyo")));
    refused("setting_unreadable", () -> change(shop, Map.of("zone", "nowhere")));
    assertThat(engine.again(shop)).isEqualTo(shop);
    change(shop, Map.of("zone", shop.account().zone().getId()));
    assertThat(engine.again(shop).account()).isEqualTo(shop.account());
  }

  @Test
  void a_garbled_schedule_changes_nothing() {
    Integration shop = engine.connect(3);
    refused(
        "schedule_unreadable",
        () ->
            connections.change(
                engine.workspace,
                shop.id(),
                1,
                Map.of("x", "y"),
                Optional.of(new Schedule.Cron("99 6 * * *", ZoneId.of("UTC")))));
    refused("setting_unreadable", () -> change(shop, Map.of("streams.visits", "off")));
    refused("setting_unreadable", () -> change(shop, Map.of("streams.nothing", "true")));
    refused(
        "nothing_chosen",
        () -> change(shop, Map.of("streams.visits", "false", "streams.orders", "false")));
    assertThat(engine.again(shop)).isEqualTo(shop);
  }

  @Test
  void whoever_changes_what_was_changed_meanwhile_is_told() throws Exception {
    Integration shop = engine.connect(3);
    Integration changed = change(shop, Map.of("a", "b"));
    assertThat(changed.version()).isEqualTo(2);
    refused("changed_meanwhile", () -> change(shop, Map.of("a", "c")));
    assertThat(engine.again(shop).settings()).isEqualTo(Map.of("a", "b"));
    assertThat(change(changed, Map.of("a", "b")).version()).as("nothing to change").isEqualTo(2);
  }

  @Test
  void a_daily_schedule_is_kept_to_and_a_missed_run_runs_once() throws Exception {
    Integration shop = engine.connect(5);
    engine.turn();
    schedule(shop, Schedules.cron("0 6 * * *", "Europe/Berlin"));
    Instant six = Instant.parse("2026-11-23T05:00:00Z");
    assertThat(engine.dueAt(shop)).isBetween(six, six.plusSeconds(59));
    engine.provider.requests.clear();
    engine.turnAfter(Duration.ofHours(3));
    assertThat(engine.provider.requests).as("not due").isEmpty();
    engine.clock.set(six.plus(Duration.ofDays(3)).plus(Duration.ofHours(2)));
    engine.turn();
    assertThat(engine.provider.requests).isNotEmpty();
    Instant next = Instant.parse("2026-11-27T05:00:00Z");
    assertThat(engine.dueAt(shop)).isBetween(next, next.plusSeconds(59));
  }

  @Test
  void back_to_the_installations_interval_it_is_due_within_the_hour() throws Exception {
    Integration shop = engine.connect(5);
    engine.turn();
    Integration daily = schedule(shop, Schedules.cron("0 6 * * *", "UTC"));
    connections.change(engine.workspace, shop.id(), daily.version(), Map.of(), Optional.empty());
    assertThat(engine.dueAt(shop))
        .isBetween(engine.clock.instant(), engine.clock.instant().plusSeconds(3_600));
    engine.provider.requests.clear();
    engine.clock.set(engine.dueAt(shop));
    engine.turn();
    assertThat(engine.provider.requests)
        .anyMatch(request -> request.slice().days().contains(TODAY));
  }

  @Test
  void a_change_in_mid_sync_ends_the_turn_after_its_slice_and_the_next_goes_by_the_new()
      throws Exception {
    Integration shop = engine.connect(90);
    engine.provider.then((request, _) -> {
      try {
        change(shop, Map.of("streams.orders", "false"));
      } catch (ConnectException e) {
        throw new AssertionError(e);
      }
    });
    engine.turn();
    assertThat(engine.provider.requests).hasSize(1);
    assertThat(engine.dueAt(shop)).as("goes on at once").isEqualTo(engine.clock.instant());
    engine.turn();
    assertThat(engine.provider.requests.subList(1, engine.provider.requests.size()))
        .isNotEmpty()
        .allMatch(request -> request.stream().name().equals("visits"));
    assertThat(engine.stores.requests().open(engine.workspace, shop.id())).isEmpty();
    assertThat(engine.number("select count(distinct day) from kpi.fake_visits")).isEqualTo(90);
  }

  @Test
  void a_stream_that_is_switched_on_is_read_back_into_the_past() throws Exception {
    Integration shop = engine.connect(3);
    Integration off = change(shop, Map.of("streams.orders", "false"));
    engine.turn();
    assertThat(engine.number("select count(*) from kpi.fake_orders")).isZero();
    change(off, Map.of());
    engine.turn();
    assertThat(engine.number("select count(distinct day) from kpi.fake_orders"))
        .isEqualTo(TurnSettings.DEFAULT.backfillDays() + 1L);
  }

  @Test
  void a_setting_that_changes_the_numbers_has_them_read_again_even_when_paused() throws Exception {
    Integration shop = engine.connect(20);
    engine.turn();
    connections.pause(engine.workspace, shop.id());
    engine.clock.move(Duration.ofSeconds(5));
    change(shop, Map.of("landingPages", "pathOnly"));
    assertThat(engine.stores.requests().open(engine.workspace, shop.id()))
        .extracting(OpenRequest::request)
        .extracting(request -> request.stream() + " " + request.reason())
        .containsExactlyInAnyOrder("visits settings_changed", "orders settings_changed");
    assertThat(engine.number("select count(*) from tributary.scheduled_tasks")).isZero();
    engine.provider.requests.clear();
    engine.clock.move(Duration.ofSeconds(5));
    connections.resume(engine.workspace, shop.id());
    engine.turn();
    assertThat(engine.provider.requests)
        .extracting(SyncRequest::slice)
        .anyMatch(slice -> slice.days().contains(TODAY.minusDays(19)));
    assertThat(engine.provider.requests.getLast().connection().settings())
        .containsEntry("landingPages", "pathOnly");
  }

  @Test
  void a_wider_history_is_fetched() throws Exception {
    Integration shop = engine.connect(3);
    engine.turn();
    engine.clock.move(Duration.ofSeconds(5));
    change(shop, Map.of("backfillDays", "120"));
    engine.turn();
    assertThat(engine.number("select count(distinct day) from kpi.fake_visits")).isEqualTo(121);
    assertThat(engine.stores.audit().recent(engine.workspace, 1).getFirst().action())
        .isEqualTo("integration.settings_changed");
  }

  private Integration change(Integration integration, Map<String, String> settings)
      throws ConnectException {
    return connections.change(
        engine.workspace,
        integration.id(),
        integration.version(),
        settings,
        integration.schedule());
  }

  private Integration schedule(Integration integration, Schedule schedule) throws ConnectException {
    return connections.change(
        engine.workspace,
        integration.id(),
        integration.version(),
        integration.settings(),
        Optional.of(schedule));
  }
}
