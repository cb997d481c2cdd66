package dev.tributary.engine.connect;

import static dev.tributary.engine.connect.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.FakeProvider;
import dev.tributary.spi.Account;
import dev.tributary.spi.HealthStatus;
import dev.tributary.store.AuditEntry;
import dev.tributary.store.Grant;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.Job;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What somebody does to a connection while the provider is asked for somebody else's wish. */
class ChangedMeanwhileTest {
  private final EngineFixture engine = new EngineFixture();
  private final FakeProvider provider = engine.provider;
  private final Connections connections = engine.engine.connections();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void a_connection_that_is_disconnected_while_it_is_resumed_stays_disconnected() throws Exception {
    Integration shop = held();
    provider.beforeHealth = once(() -> connections.disconnect(engine.workspace, shop.id()));
    refused("reconnect_needed", () -> connections.resume(engine.workspace, shop.id()));
    assertDisconnected(shop);
    assertThat(engine.again(shop).account().zone()).as("as it was").isEqualTo(ZoneId.of("UTC"));
    assertThat(actions(shop)).doesNotContain("integration.resumed");
  }

  @Test
  void a_connection_that_is_deleted_while_it_is_resumed_is_not_found() throws Exception {
    Integration shop = held();
    provider.beforeHealth = once(() -> connections.delete(engine.workspace, shop.id()));
    refused("not_found", () -> connections.resume(engine.workspace, shop.id()));
    assertThat(engine.number("select count(*) from tributary.scheduled_tasks")).isZero();
  }

  @Test
  void a_connection_that_two_people_resume_goes_on_once() throws Exception {
    Integration shop = held();
    provider.beforeHealth = once(() -> connections.resume(engine.workspace, shop.id()));
    connections.resume(engine.workspace, shop.id());
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.ACTIVE);
    assertThat(actions(shop)).containsOnlyOnce("integration.resumed");
  }

  @Test
  void a_pause_that_follows_on_another_resume_is_ended_without_another_history() throws Exception {
    Integration shop = held();
    provider.beforeHealth =
        once(() -> {
          connections.resume(engine.workspace, shop.id());
          connections.pause(engine.workspace, shop.id());
        });
    connections.resume(engine.workspace, shop.id());
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.ACTIVE);
    assertThat(engine.stores.requests().open(engine.workspace, shop.id())).hasSize(1);
  }

  @Test
  void a_connection_that_is_disconnected_while_it_is_reconnected_stays_disconnected()
      throws Exception {
    Integration shop = engine.connect(List.of("acc-1", "acc-2"), 2).getFirst().integration();
    long version = grant(shop).version();
    provider.beforeConnect = once(() -> connections.disconnect(engine.workspace, shop.id()));
    refused("changed_meanwhile", () -> reconnect(shop));
    assertDisconnected(shop);
    assertThat(grant(shop).version()).as("nothing was changed").isEqualTo(version);
    reconnect(shop);
    assertThat(engine.again(shop).state())
        .as("who wants it after that gets it")
        .isEqualTo(IntegrationState.ACTIVE);
  }

  @Test
  void a_connection_that_got_another_login_while_it_was_reconnected_keeps_that() throws Exception {
    Integration shop = engine.connect(2);
    provider.beforeConnect =
        once(() -> {
          provider.login = "user-2";
          engine.connect(2);
          provider.login = "user-1";
        });
    refused("changed_meanwhile", () -> reconnect(shop));
    assertThat(grant(engine.again(shop)).providerUser()).isEqualTo("user-2");
  }

  @Test
  void a_connection_that_is_being_deleted_cannot_be_reconnected() throws Exception {
    Integration shop = engine.connect(2);
    engine.turn();
    connections.disconnect(engine.workspace, shop.id());
    engine.execute("update tributary.integration set delete_requested_at = now()");
    refused("being_deleted", () -> reconnect(shop));
    assertDisconnected(shop);
    assertThat(grant(shop).state()).isEqualTo(Grant.State.DISCONNECTED);
    assertThat(connections.finishDeletions()).isOne();
  }

  @Test
  void who_connects_while_the_last_connection_of_the_login_ends_keeps_the_login() throws Exception {
    Integration shop = engine.connect(2);
    provider.beforeDisconnect = once(() -> engine.connect(List.of("acc-2"), 2));
    connections.disconnect(engine.workspace, shop.id());
    assertDisconnected(shop);
    assertThat(grant(shop).state()).isEqualTo(Grant.State.ACTIVE);
    engine.turn();
    Integration blog = engine.stores.integrations().of(engine.workspace).getLast();
    assertThat(engine.lastJob(blog).outcome()).contains(Job.Outcome.SUCCEEDED);
  }

  /** Something that may be refused. */
  private interface Deed {
    void run() throws Exception;
  }

  /** The first time alone, for what is done may ask the provider too. */
  private static Runnable once(Deed deed) {
    AtomicBoolean done = new AtomicBoolean();
    return () -> {
      if (done.compareAndSet(false, true)) {
        try {
          deed.run();
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
    };
  }

  /** The account is by another zone at the provider, and waits for a decision. */
  private Integration held() throws Exception {
    Integration shop = engine.connect(2);
    engine.turn();
    provider.accounts.set(
        0, new Account("acc-1", "Shop", ZoneId.of("Asia/Tokyo"), Optional.of("EUR"), Map.of()));
    provider.findings.add(
        new HealthStatus.Finding(HealthStatus.Change.ZONE, "UTC became Asia/Tokyo."));
    connections.checkHealth(engine.workspace, shop.id());
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.HELD);
    engine.clock.move(Duration.ofSeconds(1));
    return shop;
  }

  private void reconnect(Integration integration) throws Exception {
    connections.reconnect(
        engine.workspace, integration.id(), provider.credentials(FakeProvider.ACCESS_TOKEN + "-1"));
  }

  private Grant grant(Integration integration) {
    return engine.stores.grants().find(engine.workspace, integration.grantId()).orElseThrow();
  }

  private void assertDisconnected(Integration integration) {
    assertThat(engine.again(integration).state()).isEqualTo(IntegrationState.DISCONNECTED);
    assertThat(
            engine
                .stores
                .schedule()
                .dueAt(engine.workspace, integration.provider(), integration.id()))
        .isEmpty();
  }

  private List<String> actions(Integration integration) {
    return engine.stores.audit().recent(integration.workspaceId(), 20).stream()
        .map(AuditEntry::action)
        .toList();
  }
}
