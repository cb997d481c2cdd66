package dev.tributary.engine.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.FakeProvider;
import dev.tributary.spi.Batch;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Rows;
import dev.tributary.spi.SyncRequest;
import dev.tributary.store.Attempt;
import dev.tributary.store.Integration;
import dev.tributary.store.Job;
import dev.tributary.store.JobStatus;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.Problem;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** However long a provider goes on, a read ends. */
class SliceReaderTest {
  private static final LocalDate TODAY = LocalDate.parse("2026-11-22");
  private static final int STEPS_MAX = 20_000;

  private final EngineFixture engine = new EngineFixture();
  private final AtomicInteger pages = new AtomicInteger();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void pages_that_never_end_fail_their_days_alone_and_nothing_of_them_is_stored() {
    Integration shop = engine.connect(1);
    engine.provider.distortion =
        (request, answer) -> pages.get() == 0 ? more(answer) : more(empty(request, answer));
    engine.turn();

    assertThat(pages).hasValue(STEPS_MAX);
    assertThat(attempt(shop).error().orElseThrow().message()).endsWith("do not end.");
    assertThat(attempt(shop).error().orElseThrow().code()).isEqualTo("malformed");
    assertThat(today(shop).problem()).isEqualTo(Problem.FAILED);
    assertNothingIsStored(shop);
    assertItIsReadOnceThePagesEnd(shop);
  }

  @Test
  void a_read_that_outlasts_four_minutes_is_tried_again_and_nothing_of_it_is_stored() {
    Integration shop = engine.connect(1);
    engine.provider.distortion =
        (_, answer) -> {
          engine.clock.move(Duration.ofSeconds(61));
          return more(answer);
        };
    engine.turn();

    assertThat(pages).hasValue(4);
    Job job = engine.lastJob(shop);
    assertThat(job.status()).isEqualTo(JobStatus.PENDING);
    assertThat(job.error().orElseThrow())
        .startsWith("Reading visits")
        .endsWith("took more than 4 minutes.");
    assertThat(attempt(shop).error().orElseThrow().code()).isEqualTo("network");
    assertNothingIsStored(shop);
    assertItIsReadOnceThePagesEnd(shop);
  }

  @Test
  void the_totals_of_a_slice_have_no_time_of_their_own() {
    AtomicInteger totals = new AtomicInteger();
    engine.provider.clear(TODAY.minusDays(1));
    engine.provider.distortion =
        (request, answer) -> {
          if (request.slice().days().contains(TODAY)) {
            return answer;
          }
          engine.clock.move(Duration.ofSeconds(61));
          if (request.purpose() == SyncRequest.Purpose.TOTALS) {
            totals.incrementAndGet();
            return more(answer);
          }
          return pages.get() < 2 ? more(answer) : answer;
        };
    Integration shop = engine.connect(2);
    engine.turn();

    assertThat(pages).as("rows thrice and totals once, each for a minute").hasValue(3);
    assertThat(totals).hasValue(1);
    assertThat(attempt(shop).error().orElseThrow().message()).endsWith("took more than 4 minutes.");
    assertThat(attempt(shop).requests()).isEqualTo(4);
  }

  /** Another page follows, but not for ever, so that a read without an end of its own fails. */
  private Batch more(Batch answer) {
    int page = pages.incrementAndGet();
    return page > STEPS_MAX
        ? answer
        : FakeProvider.next(answer, new Batch.Next.More(FakeProvider.cursor("page " + page)));
  }

  private static Batch empty(SyncRequest request, Batch answer) {
    return new Batch(
        Rows.builder(request.stream()).build(),
        List.of(),
        answer.answer(),
        answer.quotas(),
        answer.next());
  }

  private void assertNothingIsStored(Integration shop) {
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isZero();
    assertThat(
            engine.number(
                "select count(*) from tributary.day_ledger where content_hash is not null"))
        .isZero();
    assertThat(engine.number("select count(*) from tributary.range_request where done_at is null"))
        .as("%s is still to be read", shop.id())
        .isPositive();
    assertThat(engine.broken()).isEmpty();
  }

  private void assertItIsReadOnceThePagesEnd(Integration shop) {
    engine.provider.distortion = (_, answer) -> answer;
    engine.turnAfter(Duration.ofMinutes(2));
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isEqualTo(30);
  }

  private Attempt attempt(Integration shop) {
    return engine
        .stores
        .jobHistory()
        .attempts(engine.workspace, engine.lastJob(shop).id(), 1)
        .getFirst();
  }

  private LedgerDay today(Integration shop) {
    return engine
        .stores
        .ledger()
        .days(engine.workspace, shop.id(), "visits", DayRange.of(TODAY))
        .getFirst();
  }
}
