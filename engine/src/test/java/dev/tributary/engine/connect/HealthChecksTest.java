package dev.tributary.engine.connect;

import static dev.tributary.engine.connect.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import dev.tributary.engine.Engine;
import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.FakeProvider;
import dev.tributary.spi.Account;
import dev.tributary.spi.Failure;
import dev.tributary.spi.HealthStatus;
import dev.tributary.store.Grant;
import dev.tributary.store.HealthCheck;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.Job;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HealthChecksTest {
  private final EngineFixture engine = new EngineFixture();
  private final FakeProvider provider = engine.provider;
  private final Connections connections = engine.engine.connections();

  @AfterEach
  void close() {
    engine.close();
  }

  static List<Failure> outages() {
    return List.of(
        new Failure.Network("No answer."),
        new Failure.Unavailable(503, "Out of order."),
        new Failure.Throttled(Duration.ofSeconds(3), "Slow down."),
        new Failure.Malformed("A page of HTML.", Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("outages")
  void an_outage_never_destroys_a_login(Failure outage) throws Exception {
    Integration shop = engine.connect(2);
    for (int n = 1; n <= 20; n++) {
      provider.healthFails.add(outage);
      HealthCheck check = connections.checkHealth(engine.workspace, shop.id());
      assertThat(check.problem().orElseThrow().code()).isEqualTo(outage.code());
      assertThat(check.failures()).isEqualTo(n);
    }
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.ACTIVE);
    assertThat(grant(shop).state()).isEqualTo(Grant.State.ACTIVE);
    assertThat(connections.checkHealth(engine.workspace, shop.id()).failures()).isZero();
  }

  @Test
  void a_token_that_is_refused_once_is_made_anew() throws Exception {
    Integration shop = engine.connect(2);
    provider.healthFails.add(new Failure.TokenRejected("401"));
    assertThat(connections.checkHealth(engine.workspace, shop.id()).healthy()).isTrue();
    assertThat(provider.refreshes).hasValue(1);
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.ACTIVE);
  }

  @Test
  void a_login_that_stays_refused_waits_for_its_customer_with_all_its_accounts() throws Exception {
    List<Connections.Connected> both = engine.connect(List.of("acc-1", "acc-2"), 2);
    Integration shop = both.getFirst().integration();
    provider.healthFails.add(new Failure.TokenRejected("401"));
    provider.healthFails.add(new Failure.TokenRejected("401 again"));
    HealthCheck check = connections.checkHealth(engine.workspace, shop.id());
    assertThat(check.problem().orElseThrow().code()).isEqualTo("token_rejected");
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.RECONNECT_NEEDED);
    assertThat(engine.again(both.getLast().integration()).state())
        .isEqualTo(IntegrationState.RECONNECT_NEEDED);
    assertThat(grant(shop).state()).isEqualTo(Grant.State.RECONNECT_NEEDED);
    engine.clock.move(Duration.ofDays(3));
    provider.healthChecks.set(0);
    connections.healthSweep().sweep();
    assertThat(provider.healthChecks).as("nobody could be asked").hasValue(0);
  }

  @Test
  void a_refusal_of_a_login_that_was_renewed_meanwhile_is_not_believed() throws Exception {
    Integration shop = engine.connect(2);
    provider.healthFails.add(new Failure.GrantRejected("gone"));
    provider.beforeHealth = () -> reconnect(shop);
    HealthCheck check = connections.checkHealth(engine.workspace, shop.id());
    assertThat(check.problem().orElseThrow().code()).isEqualTo("network");
    assertThat(grant(shop).state()).isEqualTo(Grant.State.ACTIVE);
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.ACTIVE);
  }

  @Test
  void an_account_that_is_gone_stops_and_a_paused_one_stays_paused() throws Exception {
    List<Connections.Connected> both = engine.connect(List.of("acc-1", "acc-2"), 2);
    Integration shop = both.getFirst().integration();
    Integration blog = both.getLast().integration();
    connections.pause(engine.workspace, blog.id());
    provider.healthFails.add(new Failure.AccountGone("The site was deleted."));
    provider.healthFails.add(new Failure.AccountGone("The site was deleted."));
    connections.checkHealth(engine.workspace, shop.id());
    connections.checkHealth(engine.workspace, blog.id());
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.GAVE_UP);
    assertThat(engine.again(shop).reason().orElseThrow().code()).isEqualTo("account_gone");
    assertThat(engine.again(blog).state()).isEqualTo(IntegrationState.PAUSED);
    assertThat(connections.lastHealth(engine.workspace, blog.id()).orElseThrow().healthy())
        .isFalse();
  }

  @Test
  void attribution_that_changed_during_a_pause_is_read_anew_afterwards() throws Exception {
    Integration shop = engine.connect(2);
    engine.turn();
    connections.pause(engine.workspace, shop.id());
    provider.findings.add(
        new HealthStatus.Finding(HealthStatus.Change.ATTRIBUTION, "Last click became linear."));
    provider.accounts.set(0, account(ZoneId.of("UTC"), Map.of("model", "linear")));
    HealthCheck check = connections.checkHealth(engine.workspace, shop.id());
    assertThat(check.changes()).containsExactly("Last click became linear.");
    assertThat(engine.stores.requests().open(engine.workspace, shop.id()))
        .singleElement()
        .satisfies(open -> assertThat(open.request().reason()).isEqualTo("attribution_changed"));
    assertThat(engine.number("select count(*) from tributary.scheduled_tasks")).isZero();
  }

  @Test
  void a_disconnected_one_is_not_asked_about() throws Exception {
    Integration shop = engine.connect(2);
    connections.disconnect(engine.workspace, shop.id());
    refused("disconnected", () -> connections.checkHealth(engine.workspace, shop.id()));
    engine.clock.move(Duration.ofDays(3));
    assertThat(connections.healthSweep().sweep()).isZero();
    assertThat(provider.healthChecks).hasValue(0);
  }

  @Test
  void every_connection_is_checked_daily_and_paused_ones_too() throws Exception {
    List<Connections.Connected> both = engine.connect(List.of("acc-1", "acc-2"), 2);
    connections.pause(engine.workspace, both.getLast().integration().id());
    assertThat(connections.healthSweep().sweep()).as("spread over the first day").isZero();
    engine.clock.move(Duration.ofDays(1));
    assertThat(connections.healthSweep().sweep()).isEqualTo(2);
    assertThat(connections.healthSweep().sweep()).as("not again").isZero();
    assertThat(provider.requests).as("no data was read").isEmpty();
    engine.clock.move(Duration.ofDays(1));
    assertThat(connections.healthSweep().sweep()).isEqualTo(2);
    assertThat(provider.healthChecks).hasValue(4);
    assertThat(
            engine.number(
                "select count(*) from tributary.health_check where healthy and claimed_until is null"))
        .isEqualTo(2);
  }

  @Test
  void two_nodes_that_sweep_at_once_ask_once() throws Exception {
    engine.connect(List.of("acc-1", "acc-2"), 2);
    connections.healthSweep().sweep();
    engine.clock.move(Duration.ofDays(1));
    AtomicReference<ManualScheduler> cranked = new AtomicReference<>();
    try (Engine other = engine.engine("node-2", cranked)) {
      Thread[] nodes = {
        Thread.ofVirtual().start(() -> connections.healthSweep().sweep()),
        Thread.ofVirtual().start(() -> other.connections().healthSweep().sweep())
      };
      for (Thread node : nodes) {
        node.join();
      }
    }
    assertThat(provider.healthChecks).hasValue(2);
  }

  @Test
  void a_check_waits_for_the_quota_and_leaves_the_last_result() throws Exception {
    Integration shop = engine.connect(2);
    connections.checkHealth(engine.workspace, shop.id());
    engine
        .stores
        .quotas()
        .empty(
            "fake",
            "acc-1",
            "tokens",
            engine.clock.instant().plus(Duration.ofHours(30)),
            engine.clock.instant());
    engine.clock.move(Duration.ofHours(25));
    connections.healthSweep().sweep();
    assertThat(provider.healthChecks).hasValue(1);
    assertThat(connections.lastHealth(engine.workspace, shop.id()).orElseThrow().healthy())
        .isTrue();
    engine.clock.move(Duration.ofHours(6));
    connections.healthSweep().sweep();
    assertThat(provider.healthChecks).hasValue(2);
  }

  @Test
  void a_reconnect_is_followed_by_a_check() throws Exception {
    Integration shop = engine.connect(2);
    connections.checkHealth(engine.workspace, shop.id());
    provider.healthChecks.set(0);
    reconnect(shop);
    connections.healthSweep().sweep();
    assertThat(provider.healthChecks).hasValue(1);
  }

  @Test
  void a_check_does_not_disturb_a_running_turn() throws Exception {
    Integration shop = engine.connect(60);
    provider.then((_, _) -> {
      try {
        connections.checkHealth(engine.workspace, shop.id());
      } catch (ConnectException e) {
        throw new AssertionError(e);
      }
    });
    engine.turn();
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(engine.number("select count(distinct day) from kpi.fake_visits")).isEqualTo(60);
  }

  private void reconnect(Integration shop) {
    try {
      connections.reconnect(
          engine.workspace, shop.id(), provider.credentials(FakeProvider.ACCESS_TOKEN + "-new"));
    } catch (ConnectException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Grant grant(Integration integration) {
    return engine.stores.grants().find(engine.workspace, integration.grantId()).orElseThrow();
  }

  private static Account account(ZoneId zone, Map<String, String> facts) {
    return new Account("acc-1", "Shop", zone, Optional.of("EUR"), facts);
  }
}
