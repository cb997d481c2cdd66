package dev.tributary.engine.condition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.Streams;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.connect.Pricing;
import dev.tributary.engine.sync.TurnSettings;
import dev.tributary.spi.Failure;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationPages;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConditionReaderTest {
  private final EngineFixture engine =
      new EngineFixture(
          List.of(Streams.day("visits"), Streams.day("orders"), Streams.snapshot("campaigns")),
          TurnSettings.DEFAULT);
  private final ConditionReader reader = engine.engine.conditions();

  @AfterEach
  void close() {
    engine.close();
  }

  private Condition condition(Integration integration) {
    return reader.of(engine.workspace, integration.id()).orElseThrow();
  }

  @Test
  void an_account_goes_from_its_backfill_to_up_to_date() {
    assertThat(reader.of(engine.workspace, UUID.randomUUID())).isEmpty();
    assertThat(reader.of(engine.workspace, List.of())).isEmpty();
    Integration shop = engine.connect(40);
    Condition before = condition(shop);
    assertThat(before.state()).isEqualTo(State.BACKFILLING);
    assertThat(before.freshness()).isEqualTo(Freshness.NO_DATA);
    // Forty days of two streams, and one look at the campaigns.
    assertThat(before.progress().orElseThrow().daysPlanned()).isEqualTo(81);
    engine.turn();
    Condition after = condition(shop);
    assertThat(after.state()).isEqualTo(State.HEALTHY);
    assertThat(after.freshness()).isEqualTo(Freshness.FRESH);
    assertThat(after.dataThrough()).contains(LocalDate.of(2026, 11, 21));
    assertThat(reader.pace(shop).get("visits").days()).isEqualTo(40);
    assertThat(after.streams())
        .extracting(one -> one.facts().stream().name())
        .containsExactly("visits", "orders", "campaigns");
  }

  @Test
  void a_backfill_stays_as_large_as_it_was_while_one_stream_after_the_other_is_read() {
    Integration shop = engine.connect(40);
    engine.execute(
        "update tributary.range_request set days_done = 40, done_at = asked_at where stream = 'orders'");
    Condition.Progress progress = condition(shop).progress().orElseThrow();
    assertThat(progress.daysPlanned()).isEqualTo(81);
    assertThat(progress.daysDone()).isEqualTo(40);
    assertThat(progress.streams()).hasValue(3);

    engine.execute("update tributary.range_request set withdrawn = true where done_at is not null");
    assertThat(condition(shop).progress().orElseThrow().daysPlanned()).isEqualTo(41);
  }

  @Test
  void days_on_their_ladder_are_a_retry_of_their_stream_alone() {
    Integration shop = engine.connect(3);
    engine.turn();
    engine.provider.fails(
        new Failure.Malformed("Half of the answer is missing.", Optional.empty()));
    engine.turnAfter(Duration.ofHours(1));
    Condition condition = condition(shop);
    assertThat(condition.state()).isEqualTo(State.RETRYING);
    assertThat(condition.reason().orElseThrow().code()).isEqualTo("malformed");
    assertThat(condition.waitingUntil()).isPresent();
    assertThat(condition.streams()).filteredOn(one -> one.state() == State.RETRYING).hasSize(1);
    assertThat(condition.freshness()).isEqualTo(Freshness.FRESH);
  }

  @Test
  void a_wait_that_was_announced_says_until_when_and_for_what() {
    Integration shop = engine.connect(3);
    engine.provider.fails(
        new Failure.QuotaExhausted(
            "tokens", engine.clock.instant().plusSeconds(1_200), "The tokens are used up."));
    engine.turn();
    Condition condition = condition(shop);
    assertThat(condition.state()).isEqualTo(State.WAITING_QUOTA);
    assertThat(condition.waitingUntil()).isPresent();
    assertThat(new Sentences(java.time.ZoneOffset.UTC, engine.clock.instant()).of(condition))
        .contains("Waiting until", "nothing is lost");
  }

  @Test
  void a_pause_names_who_and_why() throws Exception {
    Integration shop = engine.connect(2);
    engine.engine.connections().pause(engine.workspace, shop.id(), Optional.of("the shop moves"));
    assertThat(condition(shop).reason().orElseThrow().sentence())
        .isEqualTo("Paused by operator: the shop moves. Resume it to go on.");
  }

  @Test
  void a_page_of_integrations_is_filtered_and_goes_on_where_it_ended() {
    engine.connect(List.of("acc-1", "acc-2"), 1);
    IntegrationPages store = new IntegrationPages(engine.database);
    List<Integration> first =
        store.page(engine.workspace, IntegrationPages.Filter.ALL, Optional.empty(), 1);
    List<Integration> second =
        store.page(
            engine.workspace, IntegrationPages.Filter.ALL, Optional.of(first.getFirst().id()), 5);
    assertThat(second).hasSize(1).doesNotContainAnyElementsOf(first);
    assertThat(
            store.page(
                engine.workspace,
                new IntegrationPages.Filter(
                    Optional.of("fake"),
                    Optional.of(dev.tributary.store.IntegrationStatus.CONNECTED),
                    Optional.of("BLO")),
                Optional.empty(),
                5))
        .extracting(one -> one.account().name())
        .containsExactly("Blog");
    assertThat(reader.of(engine.workspace, second)).hasSize(1);
  }

  // --- prices ---

  @Test
  void a_backfill_is_priced_by_what_is_missing_at_the_accounts_own_pace() throws Exception {
    Integration shop = engine.connect(10);
    Pricing pricing = engine.engine.pricing();
    engine.turn();
    Pricing.Gap gap = pricing.gap(shop, LocalDate.of(2026, 10, 24));
    assertThat(gap.days())
        .isEqualTo(
            new dev.tributary.spi.DayRange(LocalDate.of(2026, 10, 24), LocalDate.of(2026, 11, 12)));
    assertThat(gap.streams()).containsExactly("visits", "orders");
    Pricing.Estimate estimate = pricing.filling(shop, gap);
    assertThat(estimate.price().days()).isEqualTo(40);
    assertThat(estimate.price().streams()).isEqualTo(2);
    assertThat(estimate.price().rows()).hasValue(40 * 30L);
    assertThat(estimate.quotaNote()).contains("a wait costs nothing");
    UUID operation = engine.engine.asks().ask(engine.workspace, shop.id(), gap.wish());
    assertThat(condition(shop).state()).isEqualTo(State.BACKFILLING);
    assertThat(condition(shop).progress().orElseThrow().left()).isPresent();
    engine.turn();
    assertThat(engine.engine.progress(engine.workspace, operation).done()).isTrue();
    assertThat(
            org.assertj.core.api.Assertions.catchThrowableOfType(
                    ConnectException.class, () -> pricing.gap(shop, LocalDate.of(2026, 10, 24)))
                .code())
        .isEqualTo("nothing_missing");
    assertThat(
            org.assertj.core.api.Assertions.catchThrowableOfType(
                    ConnectException.class, () -> pricing.gap(shop, LocalDate.of(2027, 1, 1)))
                .code())
        .isEqualTo("range_in_future");
  }
}
