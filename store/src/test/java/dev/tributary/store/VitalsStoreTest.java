package dev.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.spi.QuotaReading;
import dev.tributary.store.Vital.Sign;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class VitalsStoreTest {
  private Database database;

  @BeforeAll
  void open() {
    database = TestServer.database();
  }

  @AfterAll
  void close() {
    database.close();
  }

  private Optional<Double> value(Sign sign, String provider, String detail) {
    return new VitalsStore(database)
        .all().stream()
            .filter(vital ->
                vital.sign() == sign
                    && vital.provider().equals(provider)
                    && vital.detail().equals(detail))
            .map(Vital::value)
            .findFirst();
  }

  @Test
  void every_figure_is_of_the_whole_installation() {
    Connected shop = Connected.on(database, "vitals");
    Instant now = database.clock().instant();
    String provider = "vitals";
    ScheduleStore schedule = new ScheduleStore(database, "sync");
    schedule.pull(
        shop.workspaceId(), provider, shop.integrationId(), now.minusSeconds(90), Priority.MANUAL);
    new QuotaStore(database)
        .seen(
            provider,
            "1",
            List.of(new QuotaReading("tokens", 0, 100, Optional.of(now.plusSeconds(60)))),
            now);
    new QuotaStore(database)
        .seen(
            provider,
            "1",
            List.of(new QuotaReading("tokens", 75, 25, Optional.of(now.plusSeconds(60)))),
            now.plusSeconds(1));
    assertThat(value(Sign.INTEGRATIONS, provider, "active"))
        .hasValueSatisfying(n -> assertThat(n).isPositive());
    assertThat(new VitalsStore(database).all())
        .filteredOn(vital -> vital.sign() == Sign.DUE_SECONDS && vital.provider().equals(provider))
        .singleElement()
        .satisfies(vital -> assertThat(vital.value()).isBetween(89.0, 600.0));
    VitalsStore.Queue queue = new VitalsStore(database).queue();
    assertThat(queue.due()).isPositive();
    assertThat(queue.dueSeconds()).isBetween(89L, 600L);
    assertThat(queue.claimed()).isZero();
    new ProviderPauseStore(database)
        .pause(new ProviderPause(provider, "Maintenance.", "Anna", now));
    assertThat(new VitalsStore(database).queue().due()).as("paused").isLessThan(queue.due());
    new ProviderPauseStore(database).resume(provider);
    VitalsStore.Server server = new VitalsStore(database).server();
    assertThat(server.version()).isNotBlank();
    assertThat(server.bytes()).isPositive();
    assertThat(database.schema()).matches("\\d+");
    assertThat(value(Sign.QUOTA_LEFT, provider, "tokens")).contains(0.25);
    assertThat(value(Sign.DATA_AGE_SECONDS, provider, "0.5")).isPresent();
    assertThat(value(Sign.DATA_AGE_SECONDS, provider, "1")).isPresent();
    assertThat(value(Sign.OLDEST_TRANSACTION, "", ""))
        .hasValueSatisfying(age -> assertThat(age).isNotNegative());
  }

  @Test
  void the_pools_tell_how_they_are_used() {
    PoolUse system =
        database.system(() ->
            database.pools().stream()
                .filter(pool -> pool.name().equals("system"))
                .findFirst()
                .orElseThrow());
    assertThat(system.active()).isPositive();
    assertThat(system.max()).isGreaterThanOrEqualTo(system.active());
    assertThat(system.idle()).isNotNegative();
    assertThat(system.waiting()).isZero();
  }
}
