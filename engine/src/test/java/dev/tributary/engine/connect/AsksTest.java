package dev.tributary.engine.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.engine.EngineFixture;
import dev.tributary.spi.Account;
import dev.tributary.spi.DayRange;
import dev.tributary.store.Integration;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wishes that cannot be fulfilled: each a clear problem, and nothing was begun. */
class AsksTest {
  private final EngineFixture engine = new EngineFixture();

  @AfterEach
  void close() {
    engine.close();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-23, 2026-11-25, range_in_future, until today",
    "2026-01-01, 2026-02-28, range_before_account, from 2026-03-01 on",
  })
  void days_that_cannot_be_are_refused(
      LocalDate first, LocalDate last, String code, String nextStep) {
    Integration shop = founded("2026-03-01");
    Instant dueAt = engine.dueAt(shop);
    long requests = engine.number("select count(*) from tributary.range_request");
    Asks.Wish wish = Asks.Wish.reread(new DayRange(first, last), List.of());
    assertThatThrownBy(() -> engine.engine.asks().ask(engine.workspace, shop.id(), wish))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(nextStep)
        .extracting(refused -> ((ConnectException) refused).code())
        .isEqualTo(code);
    assertThat(engine.number("select count(*) from tributary.range_request")).isEqualTo(requests);
    assertThat(engine.stores.jobs().open(engine.workspace, shop.id())).isEmpty();
    assertThat(engine.dueAt(shop)).isEqualTo(dueAt);
  }

  @Test
  void a_range_is_read_from_the_day_on_which_the_account_began() throws Exception {
    Integration shop = founded("2026-11-20");
    DayRange wish = new DayRange(LocalDate.of(2026, 11, 1), LocalDate.of(2026, 11, 22));
    UUID operation =
        engine.engine.asks().ask(engine.workspace, shop.id(), Asks.Wish.reread(wish, List.of()));
    engine.turn();
    assertThat(engine.engine.progress(engine.workspace, operation).done()).isTrue();
  }

  @Test
  void days_that_were_read_since_the_moment_of_asking_answer_a_wish_when_it_is_written()
      throws Exception {
    Integration shop = engine.connect(3);
    engine.turn();
    DayRange read = DayRange.of(LocalDate.of(2026, 11, 21));
    UUID operation =
        engine
            .engine
            .asks()
            .ask(engine.workspace, shop.id(), Asks.Wish.reread(read, List.of("visits")));
    assertThat(engine.engine.progress(engine.workspace, operation).done()).isTrue();
  }

  @Test
  void of_several_none_is_asked_when_one_cannot_be() throws Exception {
    Integration shop = engine.connect(3);
    Integration young = founded("2026-11-10");
    engine.turn();
    Asks.Wish wish =
        Asks.Wish.reread(
            new DayRange(LocalDate.of(2026, 11, 1), LocalDate.of(2026, 11, 2)), List.of());
    Map<UUID, Asks.Wish> wishes = new LinkedHashMap<>();
    wishes.put(shop.id(), wish);
    wishes.put(young.id(), wish);
    assertThatThrownBy(() -> engine.engine.asks().askAll(engine.workspace, wishes))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("before the account Young existed");
    assertThat(engine.number("select count(*) from tributary.range_request where done_at is null"))
        .isZero();
    wishes.put(young.id(), Asks.Wish.syncNow());
    assertThat(engine.engine.asks().askAll(engine.workspace, wishes))
        .containsOnlyKeys(shop.id(), young.id());
  }

  @Test
  void nobody_asks_what_does_not_exist() {
    assertThatThrownBy(() ->
            engine.engine.asks().ask(engine.workspace, UUID.randomUUID(), Asks.Wish.syncNow()))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("There is no connection");
  }

  /** An account that exists since a day, read for the first time. */
  private Integration founded(String day) {
    engine.provider.accounts.add(
        new Account(
            "young",
            "Young",
            ZoneId.of("UTC"),
            Optional.of("EUR"),
            Map.of(Account.CREATED_ON, day)));
    Integration shop = engine.connect(List.of("young"), 1).getFirst().integration();
    engine.turn();
    engine.clock.move(Duration.ofSeconds(5));
    return shop;
  }
}
