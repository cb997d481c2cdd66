package dev.tributary.engine.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.FakeProvider;
import dev.tributary.spi.Account;
import dev.tributary.spi.ApiKeyCredentials;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.HealthStatus;
import dev.tributary.spi.Secret;
import dev.tributary.spi.ServiceAccountCredentials;
import dev.tributary.store.Grant;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.Job;
import dev.tributary.store.JobStatus;
import dev.tributary.store.Priority;
import dev.tributary.store.RangeRequest;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  private static final LocalDate TODAY = LocalDate.parse("2026-11-22");

  private final EngineFixture engine = new EngineFixture();
  private final Connections connections = engine.engine.connections();
  private final Asks asks = engine.engine.asks();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void a_service_account_makes_its_token_first_and_is_kept_as_such() throws Exception {
    List<Connections.Connected> connected =
        connections.connect(
            engine.workspace,
            "fake",
            ServiceAccountCredentials.unused("fake", Secret.of("key-file-canary")),
            List.of("acc-1"),
            Map.of("setting", "on"),
            2);
    assertThat(engine.provider.refreshes).hasValue(1);
    Grant grant =
        engine
            .stores
            .grants()
            .find(engine.workspace, connected.getFirst().integration().grantId())
            .orElseThrow();
    assertThat(grant.state()).isEqualTo(Grant.State.ACTIVE);
    engine.turn();
    assertThat(engine.provider.requests.getFirst().connection().settings())
        .containsEntry("setting", "on");
  }

  @Test
  void an_api_key_that_is_connected_twice_stays_one_login() throws Exception {
    ApiKeyCredentials key = new ApiKeyCredentials("fake", Secret.of("key-canary"));
    connections.connect(engine.workspace, "fake", key, List.of("acc-1"), Map.of(), 2);
    connections.connect(engine.workspace, "fake", key, List.of("acc-1", "acc-2"), Map.of(), 2);
    assertThat(engine.number("select count(*) from tributary.provider_grant")).isOne();
    assertThat(engine.number("select count(*) from tributary.integration")).isEqualTo(2);
  }

  @Test
  void an_account_whose_zone_is_left_to_the_customer_gets_the_chosen_one() throws Exception {
    ApiKeyCredentials key = new ApiKeyCredentials("fake", Secret.of("key-canary"));
    refused(
        "setting_unreadable",
        () ->
            connections.connect(
                engine.workspace, "fake", key, List.of("acc-1"), Map.of("zone", "nowhere"), 2));
    List<Connections.Connected> connected =
        connections.connect(
            engine.workspace, "fake", key, List.of("acc-1"), Map.of("zone", "Asia/Tokyo"), 2);
    assertThat(connected.getFirst().integration().account().zone())
        .isEqualTo(java.time.ZoneId.of("Asia/Tokyo"));
  }

  @Test
  void an_unknown_provider_or_connection_is_named() {
    ApiKeyCredentials key = new ApiKeyCredentials("nobody", Secret.of("key-canary"));
    refused("no_adapter", () -> connections.accounts("nobody", key));
    refused("not_found", () -> connections.pause(engine.workspace, UUID.randomUUID()));
    refused("not_found", () -> asks.ask(engine.workspace, UUID.randomUUID(), Asks.Wish.syncNow()));
    refused(
        "not_found", () -> engine.engine.deadLetters().replay(engine.workspace, UUID.randomUUID()));
  }

  @Test
  void a_pause_ends_the_open_job_and_a_resume_goes_on() throws Exception {
    Integration shop = engine.connect(3);
    connections.pause(engine.workspace, shop.id());
    connections.pause(engine.workspace, shop.id());
    engine.turn();
    assertThat(engine.provider.requests).isEmpty();
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.CANCELLED);
    refused("not_syncing", () -> asks.ask(engine.workspace, shop.id(), Asks.Wish.syncNow()));
    engine.clock.move(Duration.ofSeconds(1));
    connections.resume(engine.workspace, shop.id());
    connections.resume(engine.workspace, shop.id());
    engine.turn();
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isEqualTo(90);
  }

  @Test
  void a_pause_during_a_turn_stops_it_at_its_next_step() {
    Integration shop = engine.connect(30);
    engine.provider.then((_, call) -> {
      try {
        connections.pause(engine.workspace, shop.id());
      } catch (ConnectException e) {
        throw new AssertionError(e);
      }
      engine.clock.move(Duration.ofSeconds(5));
      call.checkpoint();
    });
    engine.turn();
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.PAUSED);
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.CANCELLED);
    assertThat(engine.stores.schedule().dueAt(engine.workspace, "fake", shop.id())).isEmpty();
  }

  @Test
  void only_the_last_connection_of_a_login_withdraws_it_at_the_provider() throws Exception {
    List<Connections.Connected> both = engine.connect(List.of("acc-1", "acc-2"), 2);
    engine.turn();
    UUID shop = both.getFirst().integration().id();
    UUID blog = both.getLast().integration().id();
    assertThat(connections.disconnect(engine.workspace, shop))
        .isEqualTo(new Connections.Disconnected(false, Optional.empty()));
    assertThat(engine.provider.revocations).hasValue(0);
    assertThat(connections.disconnect(engine.workspace, blog))
        .isEqualTo(new Connections.Disconnected(true, Optional.empty()));
    assertThat(engine.provider.revocations).hasValue(1);
    assertThat(connections.disconnect(engine.workspace, blog).revoked()).isFalse();
    assertThat(engine.number("select sum(length(ciphertext)) from tributary.provider_grant"))
        .as("the credentials are destroyed")
        .isZero();
    assertThat(engine.number("select count(*) from kpi.fake_visits"))
        .as("the data stays")
        .isPositive();
    refused("reconnect_needed", () -> connections.resume(engine.workspace, shop));
  }

  @Test
  void a_provider_that_cannot_be_reached_does_not_keep_anybody_connected() throws Exception {
    Integration shop = engine.connect(2);
    engine.provider.disconnectFails = Optional.of(new Failure.Network("No answer."));
    Connections.Disconnected gone = connections.disconnect(engine.workspace, shop.id());
    assertThat(gone.revoked()).isFalse();
    assertThat(gone.message().orElseThrow()).contains("No answer.").contains("yourself");
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.DISCONNECTED);
  }

  @Test
  void a_disconnected_account_can_be_connected_again_with_its_data() throws Exception {
    Integration shop = engine.connect(2);
    engine.turn();
    connections.disconnect(engine.workspace, shop.id());
    engine.clock.move(Duration.ofDays(3));
    Integration again = engine.connect(2);
    assertThat(again.id()).isEqualTo(shop.id());
    engine.turn();
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(engine.number("select count(distinct day) from kpi.fake_visits"))
        .as("the days between are caught up")
        .isEqualTo(5);
  }

  @Test
  void a_changed_zone_holds_the_account_until_a_person_decides_and_then_all_is_read_anew()
      throws Exception {
    Integration shop = engine.connect(3);
    engine.turn();
    assertThat(connections.checkHealth(engine.workspace, shop.id()).healthy()).isTrue();
    engine.provider.accounts.set(
        0, new Account("acc-1", "Shop", ZoneId.of("Asia/Tokyo"), Optional.of("EUR"), Map.of()));
    engine.provider.findings.add(
        new HealthStatus.Finding(HealthStatus.Change.ZONE, "UTC became Asia/Tokyo."));
    connections.checkHealth(engine.workspace, shop.id());
    connections.checkHealth(engine.workspace, shop.id());
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.HELD);
    assertThat(engine.again(shop).account().zone()).isEqualTo(ZoneId.of("UTC"));
    engine.turnAfter(Duration.ofHours(2));
    connections.resume(engine.workspace, shop.id());
    assertThat(engine.again(shop).account().zone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
    engine.provider.requests.clear();
    engine.turn();
    assertThat(engine.lastJob(shop).status()).isNotEqualTo(JobStatus.FAILED);
    assertThat(engine.provider.requests)
        .anyMatch(request -> request.slice().days().contains(TODAY.minusDays(2)));
  }

  @Test
  void another_account_connected_with_a_login_that_had_ended_lets_its_others_go_on() {
    Integration shop = engine.connect(3);
    engine.provider.fails(new Failure.GrantRejected("The login was withdrawn."));
    engine.turn();
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.RECONNECT_NEEDED);
    engine.connect(List.of("acc-2"), 3);
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.ACTIVE);
    engine.turn();
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(engine.stores.deadLetters().open(engine.workspace, shop.id())).isEmpty();
  }

  @Test
  void an_account_that_is_disconnected_while_it_is_being_resumed_stays_so() throws Exception {
    Integration shop = engine.connect(3);
    engine.turn();
    engine.provider.findings.add(
        new HealthStatus.Finding(HealthStatus.Change.ZONE, "UTC became Asia/Tokyo."));
    connections.checkHealth(engine.workspace, shop.id());
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.HELD);
    engine.provider.beforeHealth = () -> disconnect(shop);
    refused("reconnect_needed", () -> connections.resume(engine.workspace, shop.id()));
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.DISCONNECTED);
    assertThat(engine.stores.schedule().dueAt(engine.workspace, FakeProvider.ID, shop.id()))
        .isEmpty();
  }

  private void disconnect(Integration shop) {
    engine.provider.beforeHealth = () -> {};
    try {
      connections.disconnect(engine.workspace, shop.id());
    } catch (ConnectException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void changed_attribution_or_key_events_are_read_anew_and_a_service_level_is_noted()
      throws Exception {
    Integration shop = engine.connect(3);
    engine.turn();
    engine.provider.accounts.set(
        0,
        new Account("acc-1", "Shop", ZoneId.of("UTC"), Optional.of("EUR"), Map.of("level", "360")));
    engine.provider.findings.add(
        new HealthStatus.Finding(
            HealthStatus.Change.ATTRIBUTION, "Last click became data driven."));
    engine.provider.findings.add(
        new HealthStatus.Finding(HealthStatus.Change.KEY_EVENTS, "purchase was added."));
    engine.provider.findings.add(
        new HealthStatus.Finding(HealthStatus.Change.SERVICE_LEVEL, "standard became 360."));
    engine.clock.move(Duration.ofSeconds(5));
    connections.checkHealth(engine.workspace, shop.id());
    assertThat(engine.stores.requests().open(engine.workspace, shop.id()))
        .extracting(open -> open.request().reason())
        .containsExactlyInAnyOrder("attribution_changed", "key_events_changed");
    assertThat(engine.again(shop).account().facts()).containsEntry("level", "360");
    connections.pause(engine.workspace, shop.id());
    connections.checkHealth(engine.workspace, shop.id());
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.PAUSED);
  }

  @Test
  void a_range_beyond_what_can_be_read_is_refused_and_a_future_end_is_cut() throws Exception {
    Integration shop = engine.connect(2);
    DayRange future = new DayRange(TODAY.plusDays(1), TODAY.plusDays(9));
    long jobs = engine.number("select count(*) from tributary.sync_job");
    long requests = engine.number("select count(*) from tributary.range_request");
    refused(
        "range_in_future",
        () -> asks.ask(engine.workspace, shop.id(), Asks.Wish.reread(future, List.of())));
    assertThat(engine.number("select count(*) from tributary.sync_job")).isEqualTo(jobs);
    assertThat(engine.number("select count(*) from tributary.range_request")).isEqualTo(requests);
    DayRange across = new DayRange(TODAY.minusDays(9), TODAY.plusDays(9));
    UUID operation =
        asks.ask(engine.workspace, shop.id(), Asks.Wish.reread(across, List.of("visits")));
    RangeRequest request =
        engine.stores.requests().ofOperation(engine.workspace, operation).getFirst();
    assertThat(request.days()).isEqualTo(new DayRange(TODAY.minusDays(9), TODAY));
    assertThat(request.priority()).isEqualTo(Priority.MANUAL);
    refused(
        "stream_unknown",
        () -> asks.ask(engine.workspace, shop.id(), Asks.Wish.reread(across, List.of("nothing"))));
  }

  @Test
  void a_dead_letter_of_the_whole_connection_is_replayed_by_a_sync() throws Exception {
    Integration shop = engine.connect(2);
    engine.provider.fails(new Failure.AccountGone("The property was deleted."));
    engine.turn();
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.GAVE_UP);
    UUID letter = engine.stores.deadLetters().open(engine.workspace, shop.id()).getFirst().id();
    engine.clock.move(Duration.ofSeconds(1));
    engine.engine.deadLetters().replay(engine.workspace, letter);
    engine.turn();
    assertThat(engine.stores.deadLetters().open(engine.workspace, shop.id()))
        .as("recovered")
        .isEmpty();
  }

  @Test
  void what_people_did_is_in_the_audit_log() throws Exception {
    Integration shop = engine.connect(2);
    connections.pause(engine.workspace, shop.id());
    connections.resume(engine.workspace, shop.id());
    connections.disconnect(engine.workspace, shop.id());
    assertThat(engine.stores.audit().recent(engine.workspace, 9))
        .extracting(entry -> entry.action())
        .containsExactlyInAnyOrder(
            "integration.connected",
            "integration.paused",
            "integration.resumed",
            "integration.disconnected");
  }

  @Test
  void a_connection_whose_token_ended_is_checked_with_a_new_one() throws Exception {
    engine.provider.tokenLife = Duration.ofMinutes(1);
    Integration shop = engine.connect(2);
    engine.provider.tokenLife = Duration.ofHours(1);
    engine.clock.move(Duration.ofMinutes(5));
    connections.checkHealth(engine.workspace, shop.id());
    assertThat(engine.provider.refreshes.get()).isPositive();
    assertThat(FakeProvider.ACCESS_TOKEN).isNotEmpty();
  }

  private static void refused(
      String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable deed) {
    assertThatThrownBy(deed)
        .isInstanceOfSatisfying(
            ConnectException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e).hasMessageEndingWith(".").hasMessageNotContaining("canary");
            });
  }

  @Test
  void a_refused_login_takes_all_its_connections_out_of_the_queue() throws Exception {
    List<Connections.Connected> both = engine.connect(List.of("acc-1", "acc-2"), 2);
    engine.turn();
    Integration blog = engine.again(both.getLast().integration());
    engine
        .engine
        .connections()
        .change(
            engine.workspace,
            blog.id(),
            blog.version(),
            blog.settings(),
            Optional.of(Schedules.cron("0 6 * * *", "UTC")));
    engine.provider.fails(new Failure.TokenRejected("The token is refused."));
    engine.provider.refreshFails = Optional.of(new Failure.GrantRejected("The login has ended."));
    engine.turnAfter(Duration.ofHours(1));
    assertThat(engine.again(blog).state()).isEqualTo(IntegrationState.RECONNECT_NEEDED);
    assertThat(engine.stores.schedule().dueAt(engine.workspace, blog.provider(), blog.id()))
        .isEmpty();
    assertThat(engine.stores.jobs().open(engine.workspace, blog.id())).isEmpty();
  }
}
