package dev.tributary.engine.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.FakeProvider;
import dev.tributary.spi.EmailState;
import dev.tributary.spi.Failure;
import dev.tributary.store.AddressKey;
import dev.tributary.store.EmailEventStore;
import dev.tributary.store.EmailEventStore.Told;
import dev.tributary.store.Integration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CountedSlicesTest {
  private final EngineFixture engine = new EngineFixture();

  @AfterEach
  void close() {
    engine.close();
  }

  private void told(Integration shop, int count, String sender, EmailState state, Instant at) {
    List<Told> events = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      String id = sender.hashCode() + "-" + n;
      events.add(
          new Told(
              id + state + at,
              id,
              state,
              at,
              "x@customers.example",
              new AddressKey("ab".repeat(32)),
              true,
              sender,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty()));
    }
    new EmailEventStore(engine.database).apply(engine.workspace, shop.id(), events, at);
  }

  @Test
  void an_account_without_numbers_is_counted_from_what_was_told_since_it_was_connected() {
    Integration shop = engine.connect(3);
    Instant now = engine.clock.instant();
    told(shop, 3, "Shop <hello@Shop.example>", EmailState.SENT, now);
    told(shop, 2, "hello@shop.example", EmailState.DELIVERED, now);
    told(shop, 1, "news@news.example", EmailState.SENT, now);
    for (int n = 0; n < 20; n++) {
      engine.provider.fails(
          new Failure.PermissionMissing(
              FakeProvider.NUMBERS, Failure.Scope.STREAM, "There are no numbers."));
    }
    engine.turn();
    assertThat(
            engine.number("select visits from kpi.fake_visits where channel = 'shop.example SENT'"))
        .isEqualTo(3);
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isEqualTo(3);
    assertThat(engine.number("select count(*) from tributary.day_ledger where state = 'skipped'"))
        .as("nothing was told of the days before")
        .isEqualTo(2);
  }

  @Test
  void another_missing_permission_is_still_one() {
    Integration shop = engine.connect(3);
    told(shop, 1, "hello@shop.example", EmailState.SENT, engine.clock.instant());
    for (int n = 0; n < 20; n++) {
      engine.provider.fails(
          new Failure.PermissionMissing("read", Failure.Scope.STREAM, "It may not be read."));
    }
    engine.turnAfter(Duration.ofSeconds(1));
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isZero();
  }
}
