package dev.tributary.engine.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.FakeProvider;
import dev.tributary.engine.Streams;
import dev.tributary.engine.connect.Asks.Wish;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Slice;
import dev.tributary.spi.SyncRequest;
import dev.tributary.store.Attempt;
import dev.tributary.store.Integration;
import dev.tributary.store.Job;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
  private static final LocalDate TODAY = LocalDate.parse("2026-11-22");

  private final EngineFixture engine =
      new EngineFixture(TurnSettings.DEFAULT, List.of(Streams.day("visits"), Streams.day("sales")));
  private final FakeProvider provider = engine.provider;

  @AfterEach
  void close() {
    engine.close();
  }

  private List<Slice> asked() {
    return provider.requests.stream().map(SyncRequest::slice).distinct().toList();
  }

  private List<Attempt.Outcome> outcomes(Integration shop) {
    Job job = engine.lastJob(shop);
    return engine.stores.jobHistory().attempts(engine.workspace, job.id(), 100).stream()
        .map(Attempt::outcome)
        .toList();
  }

  @Test
  void every_slice_is_read_once_and_every_day_is_stored() {
    Integration shop = engine.connect(90);
    engine.turn();
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isEqualTo(90 * 30);
    assertThat(engine.number("select count(*) from kpi.fake_sales")).isEqualTo(90 * 30);
    assertThat(provider.requests).extracting(SyncRequest::slice).doesNotHaveDuplicates();
    assertThat(outcomes(shop)).containsOnly(Attempt.Outcome.SUCCEEDED);
  }

  @Test
  void a_wish_that_comes_meanwhile_goes_before_what_was_read_ahead() {
    AtomicReference<Integration> shop = new AtomicReference<>();
    DayRange wished = DayRange.of(TODAY.minusDays(60));
    provider.then((request, call) -> {});
    provider.then((request, call) -> {
      try {
        UUID ignored =
            engine
                .engine
                .asks()
                .ask(engine.workspace, shop.get().id(), Wish.reread(wished, List.of("visits")));
        assertThat(ignored).isNotNull();
      } catch (ConnectException e) {
        throw new AssertionError(e);
      }
    });
    shop.set(engine.connect(90));
    engine.turn();
    // One more slice is read when the first was stored before the wish was.
    assertThat(asked().subList(2, 4)).contains(new Slice("visits", wished));
    assertThat(outcomes(shop.get())).contains(Attempt.Outcome.CANCELLED);
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isEqualTo(90 * 30);
  }

  @Test
  void a_failure_met_ahead_is_its_own_slices_and_nobody_elses() {
    provider.then((request, call) -> {});
    provider.fails(new Failure.Malformed("Cut off.", Optional.empty()));
    Integration shop = engine.connect(90);
    engine.turn();
    assertThat(outcomes(shop)).containsOnlyOnce(Attempt.Outcome.FAILED);
    assertThat(outcomes(shop)).contains(Attempt.Outcome.SUCCEEDED);
  }

  @Test
  void a_refused_token_met_ahead_is_renewed_and_the_slice_asked_again() {
    provider.then((request, call) -> {});
    provider.fails(new Failure.TokenRejected("Refused."));
    Integration shop = engine.connect(90);
    engine.turn();
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isEqualTo(90 * 30);
  }
}
