package dev.tributary.metaads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.meta.world.MetaWorld;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Rows;
import dev.tributary.spi.SyncRequest.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports that Meta prepares, and what becomes of those that are too large. */
class ReportRunsTest extends SandboxedTest {
  private static final String RUNS = "GET /v26.0/";

  private void shopIsRead(List<Batch> steps) {
    assertThat(total(joined("ads", steps), "ads", "spend"))
        .isEqualByComparingTo(truth(MetaWorld.SHOP, WEEK, "spend"));
  }

  /** Of the shop, in rows. */
  private void limits(String limits) throws Exception {
    control("accounts/" + MetaWorld.SHOP, "{\"limits\":" + limits + "}");
  }

  @Test
  void a_run_is_made_waited_for_and_read_without_holding_a_worker() throws Exception {
    List<Batch> steps = steps(shop, "ads", WEEK, Purpose.ROWS);
    assertThat(steps.getFirst().next()).isInstanceOf(Batch.Next.Later.class);
    assertThat(steps.getLast().next()).isInstanceOf(Batch.Next.Done.class);
    assertThat(logged(NEW_RUN, 1)).hasSize(1);
    shopIsRead(steps);
  }

  @Test
  void small_slices_are_asked_for_directly() throws Exception {
    rows("ads", DAY);
    rows("account", WEEK);
    assertThat(sandbox.requests().matching(NEW_RUN)).isEmpty();
  }

  @Test
  void waits_grow_as_long_as_nothing_comes() throws Exception {
    control("runs", "{\"looks\":100}");
    answer(RUNS, 200, "{\"async_status\":\"Job Not Started\",\"async_percent_completion\":0}");
    List<Batch> steps = steps(shop, "ads", WEEK, Purpose.ROWS);
    List<Duration> waits =
        steps.stream()
            .flatMap(step ->
                step.next() instanceof Batch.Next.Later later
                    ? java.util.stream.Stream.of(later.delay())
                    : java.util.stream.Stream.empty())
            .toList();
    assertThat(waits).isSorted().startsWith(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void a_run_is_complete_only_with_status_and_percentage() throws Exception {
    answer(RUNS, 200, "{\"async_status\":\"Job Completed\",\"async_percent_completion\":99}");
    List<Batch> steps = steps(shop, "ads", WEEK, Purpose.ROWS);
    assertThat(steps).filteredOn(step -> step.next() instanceof Batch.Next.Later).hasSize(2);
    shopIsRead(steps);
  }

  @ParameterizedTest
  @ValueSource(strings = {"meta.run.failed", "meta.run.skipped"})
  void a_run_that_fails_is_made_once_more(String fate) throws Exception {
    sandbox.faults().add(Fault.once(fate, NEW_RUN));
    shopIsRead(steps(shop, "ads", WEEK, Purpose.ROWS));
    assertThat(logged(NEW_RUN, 2)).hasSize(2);
  }

  @Test
  void a_run_that_fails_twice_asks_for_fewer_days() {
    sandbox.faults().add(Fault.always("meta.run.failed", NEW_RUN));
    assertThat(failure("ads", WEEK)).isInstanceOf(Failure.TooLarge.class);
  }

  @Test
  void a_run_that_stands_still_is_judged_by_its_progress_and_not_by_its_age() throws Exception {
    sandbox.faults().add(Fault.once("meta.run.stuck", NEW_RUN));
    Instant begun = sandbox.clock().instant();
    shopIsRead(steps(shop, "ads", WEEK, Purpose.ROWS));
    assertThat(Duration.between(begun, sandbox.clock().instant()))
        .isBetween(Duration.ofMinutes(30), Duration.ofMinutes(32));
    assertThat(logged(NEW_RUN, 2)).hasSize(2);
  }

  @Test
  void a_slow_run_that_moves_is_never_given_up() throws Exception {
    sandbox.faults().add(Fault.once("meta.run.stuck", NEW_RUN));
    for (int percent = 1; percent <= 99; percent++) {
      sandbox
          .faults()
          .add(
              new Fault(
                  "status",
                  "GET /v26.0/",
                  0,
                  1,
                  java.util.Map.of(
                      "status",
                      "200",
                      "body",
                      "{\"async_status\":\"Job Running\",\"async_percent_completion\":%d}"
                          .formatted(percent))));
    }
    Optional<Cursor> cursor = Optional.empty();
    for (int poll = 0; poll < 90; poll++) {
      Batch batch = adapter.sync(request(shop, "ads", WEEK, cursor, Purpose.ROWS), call());
      Batch.Next.Later later = (Batch.Next.Later) batch.next();
      cursor = Optional.of(later.cursor());
      sandbox.clock().freezeAt(sandbox.clock().instant().plus(Duration.ofMinutes(25)));
    }
    assertThat(logged(NEW_RUN, 1)).hasSize(1);
  }

  @Test
  void a_run_that_is_not_known_everywhere_yet_is_asked_about_again() throws Exception {
    sandbox.faults().add(Fault.once("meta.run.late", NEW_RUN));
    shopIsRead(steps(shop, "ads", WEEK, Purpose.ROWS));
    assertThat(logged(NEW_RUN, 1)).hasSize(1);
  }

  @Test
  void a_run_that_stays_unknown_is_not_waited_for() {
    sandbox.faults().add(Fault.always("meta.100.33", RUNS));
    assertThat(failure("ads", WEEK)).isInstanceOf(Failure.PermissionMissing.class);
  }

  @Test
  void a_server_error_while_waiting_does_not_lose_the_run() throws Exception {
    sandbox.faults().add(Fault.once("meta.2", RUNS).times(3));
    shopIsRead(steps(shop, "ads", WEEK, Purpose.ROWS));
    assertThat(logged(NEW_RUN, 1)).hasSize(1);
  }

  @Test
  void a_limit_while_waiting_does_not_lose_the_run() throws Exception {
    sandbox.faults().add(Fault.once("meta.80000.2446079", RUNS));
    List<Batch> steps = steps(shop, "ads", WEEK, Purpose.ROWS);
    assertThat(((Batch.Next.Later) steps.get(1).next()).delay())
        .isGreaterThanOrEqualTo(Duration.ofSeconds(60));
    assertThat(steps.get(1).quotas()).anyMatch(quota -> quota.remaining() == 0);
    shopIsRead(steps);
    assertThat(logged(NEW_RUN, 1)).hasSize(1);
  }

  @Test
  void a_limit_before_any_run_is_a_snooze() {
    sandbox.faults().add(Fault.once("meta.80000.2446079", NEW_RUN));
    assertThat(failure("ads", WEEK)).isInstanceOf(Failure.QuotaExhausted.class);
  }

  @Test
  void at_nine_tenths_of_a_limit_polling_waits_for_the_announced_time() throws Exception {
    sandbox.faults().add(Fault.once("meta.usage", NEW_RUN).with("percent", 95).with("minutes", 7));
    Batch first = adapter.sync(request(shop, "ads", WEEK, Optional.empty(), Purpose.ROWS), call());
    assertThat(((Batch.Next.Later) first.next()).delay()).isEqualTo(Duration.ofMinutes(7));
  }

  @Test
  void a_run_that_meta_calls_too_large_asks_for_fewer_days_at_once() throws Exception {
    sandbox.faults().add(Fault.once("meta.run.too-large", NEW_RUN));
    assertThat(failure("ads", WEEK)).isInstanceOf(Failure.TooLarge.class);
    assertThat(logged(NEW_RUN, 1)).hasSize(1);
  }

  @Test
  void a_run_with_a_reason_that_stays_is_given_up() {
    answer(
        RUNS,
        200,
        "{\"async_status\":\"Job Failed\",\"async_percent_completion\":0,\"error_code\":2,"
            + "\"error_subcode\":1504041,\"error_message\":\"no such combination\"}");
    assertThat(failure("ads", WEEK)).isInstanceOf(Failure.InvalidRequest.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"meta.reduce", "meta.reduce.100", "meta.100.1504018", "meta.2.1504038"})
  void a_small_slice_that_is_too_large_becomes_a_run(String fault) throws Exception {
    sandbox.faults().add(Fault.once(fault, INSIGHTS));
    Rows rows = rows("ads", DAY);
    assertThat(total(rows, "ads", "spend"))
        .isEqualByComparingTo(truth(MetaWorld.SHOP, DAY, "spend"));
    assertThat(logged(NEW_RUN, 1)).hasSize(1);
  }

  @Test
  void what_meta_does_not_answer_in_time_becomes_a_run_and_no_network_failure() throws Exception {
    sandbox.faults().add(Fault.once("slow", INSIGHTS).with("pauseMillis", 1_000));
    AtomicReference<Instant> now = new AtomicReference<>(NOW);
    Call impatient =
        new Call(
            now::get, NOW.plusMillis(250), () -> false, request -> now.set(NOW.plusSeconds(60)));
    Batch batch =
        adapter.sync(request(shop, "ads", DAY, Optional.empty(), Purpose.ROWS), impatient);
    assertThat(((Batch.Next.More) batch.next()).cursor().value()).startsWith("runs|");
  }

  @Test
  void a_single_day_that_is_too_large_is_divided_by_campaigns_ad_sets_and_ads() throws Exception {
    limits("{\"syncRows\":100,\"asyncRows\":5,\"pageValues\":200000,\"points\":190000}");
    sandbox.faults().add(Fault.once("meta.reduce", INSIGHTS).times(2));
    Rows rows = rows("ads", DAY);
    assertThat(total(rows, "ads", "spend"))
        .isEqualByComparingTo(truth(MetaWorld.SHOP, DAY, "spend"));
    Set<String> ids = new HashSet<>();
    for (int row = 0; row < rows.size(); row++) {
      assertThat(ids.add(rows.text(2, row))).as("no ad twice").isTrue();
    }
    sandbox.faults().add(Fault.once("meta.reduce", INSIGHTS));
    limits("{\"syncRows\":100,\"asyncRows\":0,\"pageValues\":200000,\"points\":190000}");
    assertThat(failure("ads", DAY))
        .isInstanceOf(Failure.TooMuchData.class)
        .extracting(Failure::message)
        .asString()
        .contains("ad ")
        .contains("alone is too large");
  }

  @Test
  void one_campaign_that_is_too_large_is_divided_below_it() throws Exception {
    sandbox.faults().add(Fault.once("meta.reduce", INSIGHTS));
    sandbox.faults().add(Fault.once("meta.run.too-large", NEW_RUN).times(6));
    Rows rows = rows("ads", DAY);
    assertThat(total(rows, "ads", "spend"))
        .isEqualByComparingTo(truth(MetaWorld.SHOP, DAY, "spend"));
  }

  @Test
  void a_campaign_alone_that_is_too_large_ends_with_a_reason() {
    sandbox.faults().add(Fault.always("meta.run.too-large", NEW_RUN));
    sandbox.faults().add(Fault.once("meta.reduce", INSIGHTS));
    Failure failure = failure("campaigns", DAY);
    assertThat(failure).isInstanceOf(Failure.TooMuchData.class);
    assertThat(failure.message()).contains("campaign").contains("alone");
  }

  @Test
  void a_breakdown_of_the_account_is_not_divided() {
    sandbox.faults().add(Fault.always("meta.run.too-large", NEW_RUN));
    sandbox.faults().add(Fault.once("meta.reduce", INSIGHTS));
    assertThat(failure("countries", DAY)).isInstanceOf(Failure.TooLarge.class);
  }

  @Test
  void a_day_without_any_campaign_cannot_be_divided() {
    sandbox.faults().add(Fault.once("meta.reduce", INSIGHTS));
    sandbox.faults().add(Fault.once("meta.run.too-large", NEW_RUN));
    sandbox
        .faults()
        .add(Fault.once("status", INSIGHTS).with("status", 200).with("body", "{\"data\":[]}"));
    assertThat(failure("ads", DAY)).isInstanceOf(Failure.TooLarge.class);
  }

  @Test
  void totals_and_the_account_itself_are_never_made_as_runs() {
    sandbox.faults().add(Fault.always("meta.reduce", INSIGHTS));
    assertThat(failure("account", WEEK)).isInstanceOf(Failure.TooLarge.class);
    assertThat(failure(() -> steps(shop, "ads", DAY, Purpose.TOTALS)))
        .isInstanceOf(Failure.TooLarge.class);
    assertThat(sandbox.requests().matching(NEW_RUN)).isEmpty();
  }

  @Test
  void pages_that_are_too_large_are_halved_and_no_row_is_lost_or_doubled() throws Exception {
    adapter = adapter(60);
    sandbox.faults().add(Fault.once("meta.reduce", "/insights").after(2));
    shopIsRead(steps(shop, "ads", WEEK, Purpose.ROWS));
    assertThat(logged("/insights", 3).getLast().query()).contains("limit=30");
  }

  @Test
  void later_pages_asked_for_directly_are_halved_too() throws Exception {
    adapter = adapter(30);
    sandbox.faults().add(Fault.once("meta.reduce", INSIGHTS).after(1));
    var twoDays = new dev.tributary.spi.DayRange(DAY.first(), DAY.first().plusDays(1));
    assertThat(total(rows("ads", twoDays), "ads", "spend"))
        .isEqualByComparingTo(truth(MetaWorld.SHOP, twoDays, "spend"));
    sandbox.faults().add(Fault.always("meta.reduce", INSIGHTS).after(1));
    assertThat(failure("ads", twoDays)).isInstanceOf(Failure.TooLarge.class);
  }

  @Test
  void pages_that_stay_too_large_ask_for_fewer_days() {
    sandbox.faults().add(Fault.always("meta.reduce", "/insights").after(1));
    assertThat(failure("ads", WEEK)).isInstanceOf(Failure.TooLarge.class);
  }

  @Test
  void runs_that_cannot_be_understood_are_malformed() {
    answer(NEW_RUN, 200, "{\"report_run_id\":\"../me\"}");
    assertThat(failure("ads", WEEK)).isInstanceOf(Failure.Malformed.class);
    answer(RUNS, 200, "{\"id\":\"7\"}");
    assertThat(failure("ads", WEEK)).isInstanceOf(Failure.Malformed.class);
  }

  @Test
  void a_hundred_thousand_ads_become_parts_that_meta_can_prepare() throws Exception {
    Connection giant = account(MetaWorld.GIANT, BERLIN, "EUR");
    Optional<Cursor> cursor = Optional.empty();
    boolean complete = false;
    for (int step = 0; step < 20 && !complete; step++) {
      Batch batch = adapter.sync(request(giant, "ads", DAY, cursor, Purpose.ROWS), call());
      complete = step > 0 && batch.next() instanceof Batch.Next.More;
      cursor =
          Optional.of(
              batch.next() instanceof Batch.Next.Later later
                  ? later.cursor()
                  : ((Batch.Next.More) batch.next()).cursor());
      sandbox.clock().freezeAt(sandbox.clock().instant().plusSeconds(1));
    }
    assertThat(complete).isTrue();
    assertThat(cursor.orElseThrow().value()).contains("CAMPAIGN:").contains(";CAMPAIGN:");
  }
}
