package dev.tributary.engine.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.FakeProvider;
import dev.tributary.engine.Situation;
import dev.tributary.engine.Streams;
import dev.tributary.engine.connect.Asks;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.spi.Account;
import dev.tributary.spi.ApiKeyCredentials;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.Failure;
import dev.tributary.spi.ProviderLimits;
import dev.tributary.spi.Secret;
import dev.tributary.spi.SyncException;
import dev.tributary.store.Attempt;
import dev.tributary.store.Ids;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.Job;
import dev.tributary.store.JobStatus;
import dev.tributary.store.Workspace;
import dev.tributary.store.WorkspaceStore;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What fails never holds up what does not. */
class DegradationTest {
  private static final ProviderLimits ONE_A_MINUTE =
      new ProviderLimits(
          10,
          List.of(
              new ProviderLimits.Rate(
                  "requests", ProviderLimits.Scope.ACCOUNT, Set.of(), 1, Duration.ofMinutes(1))));

  private final EngineFixture engine =
      new EngineFixture(
          TurnSettings.DEFAULT.withoutReadAhead(),
          List.of(Streams.day("visits")),
          clock ->
              List.of(
                  new FakeProvider(
                      clock, List.of(Streams.day("visits")), "second", ProviderLimits.UNKNOWN),
                  new FakeProvider(clock, List.of(Streams.day("visits")), "slow", ONE_A_MINUTE)));
  private final FakeProvider first = engine.provider;
  private final FakeProvider second = engine.others.getFirst();
  private final FakeProvider slow = engine.others.getLast();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void one_failing_integration_climbs_its_ladder_and_the_others_do_not_notice() {
    Integration broken = connect(first, engine.workspace, "acc-1");
    Integration healthy = connect(first, engine.workspace, "acc-2");
    Integration elsewhere = connect(second, engine.workspace, "acc-1");
    failsFor(first, "acc-1");
    for (int n = 0; n < 6; n++) {
      // The same provider answers the others, so this is no outage.
      turns();
      engine.clock.set(engine.dueAt(broken));
    }
    assertThat(engine.lastJob(broken).status()).isEqualTo(JobStatus.FAILED);
    assertThat(engine.lastJob(healthy).outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(engine.lastJob(elsewhere).outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(engine.stores.deadLetters().open(engine.workspace, healthy.id())).isEmpty();
  }

  @Test
  void an_outage_costs_few_attempts_is_told_and_ends_by_itself() throws Exception {
    List<Integration> many = new ArrayList<>();
    for (int n = 0; n < 12; n++) {
      many.add(connect(first, engine.workspace, "site-" + n));
    }
    Integration elsewhere = connect(second, engine.workspace, "acc-1");
    for (int n = 0; n < 12; n++) {
      failsFor(first, "site-" + n);
    }
    turns();
    assertThat(engine.lastJob(elsewhere).outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(first.requests).as("three accounts were enough to see it").hasSize(3);
    List<Job> jobs = many.stream().map(engine::lastJob).toList();
    assertThat(jobs).extracting(Job::status).containsOnly(JobStatus.PENDING);
    assertThat(jobs.stream().mapToInt(Job::claims).sum())
        .as("the one that made it an outage paid nothing any more")
        .isEqualTo(2);
    Job waiting =
        jobs.stream().filter(job -> job.waitingFor().isPresent()).findFirst().orElseThrow();
    assertThat(waiting.waitingFor()).contains("Fake does not answer");
    assertThat(waiting.nextRetryAt().orElseThrow()).isAfter(engine.clock.instant());

    // Hours of it: nobody's ladder is used up, and asking always gets a job with its reason.
    for (int n = 0; n < 18; n++) {
      turnsAfter(Duration.ofMinutes(10));
    }
    for (Integration one : many) {
      Situation situation = ask(one);
      assertThat(situation.job().orElseThrow().status()).isEqualTo(JobStatus.PENDING);
      assertThat(situation.job().orElseThrow().claims()).isLessThanOrEqualTo(1);
      assertThat(situation.gaveUp()).isEmpty();
    }
    assertThat(engine.number("select count(*) from tributary.server_error where account <> 'none'"))
        .as("180 minutes of it: one try at a time, at most every eight minutes")
        .isLessThan(40);
    assertThat(engine.number("select count(*) from kpi.second_visits"))
        .as("what is stored can be read all the time")
        .isPositive();

    first.distortion = (_, answer) -> answer;
    for (int n = 0; n < 12; n++) {
      turnsAfter(Duration.ofMinutes(1));
    }
    assertThat(many)
        .allSatisfy(
            one -> assertThat(engine.lastJob(one).outcome()).contains(Job.Outcome.SUCCEEDED));
  }

  @Test
  void an_outage_of_two_days_ends_in_a_dead_letter_that_says_so() {
    List<Integration> many = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      many.add(connect(first, engine.workspace, "site-" + n));
      failsFor(first, "site-" + n);
    }
    turns();
    Instant start = engine.clock.instant();
    while (engine.clock.instant().isBefore(start.plus(Duration.ofHours(49)))) {
      turnsAfter(Duration.ofMinutes(90));
    }
    for (Integration one : many) {
      assertThat(engine.stores.deadLetters().open(engine.workspace, one.id())).isNotEmpty();
      assertThat(engine.again(one).state()).isEqualTo(IntegrationState.ACTIVE);
    }
  }

  @Test
  void a_wrong_set_up_of_ours_makes_all_wait_and_all_go_on_when_it_is_right() throws Exception {
    List<Integration> many = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      many.add(connect(first, engine.workspace, "site-" + n));
    }
    Integration elsewhere = connect(second, engine.workspace, "acc-1");
    first.distortion =
        (_, _) -> {
          throw new SyncException(
              new Failure.Misconfigured("Enable the reporting API for our client."));
        };
    turns();
    assertThat(first.requests).as("one was enough").hasSize(1);
    assertThat(engine.lastJob(elsewhere).outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(engine.stores.providerFaults().all()).hasSize(1);
    for (Integration one : many) {
      Job job = engine.lastJob(one);
      assertThat(job.claims()).isZero();
      assertThat(job.waitingFor()).contains("Enable the reporting API for our client.");
      assertThat(engine.again(one).state()).isEqualTo(IntegrationState.ACTIVE);
    }
    Situation asked = ask(many.getFirst());
    assertThat(asked.job().orElseThrow().waitingFor()).isPresent();
    String told = "select count(*) from tributary.notification where kind = '%s'";
    assertThat(engine.number(told.formatted("misconfigured"))).as("one notice for all").isOne();

    Instant start = engine.clock.instant();
    while (engine.clock.instant().isBefore(start.plus(Duration.ofHours(50)))) {
      turnsAfter(Duration.ofHours(5));
    }
    assertThat(engine.number("select count(*) from tributary.dead_letter"))
        .as("nobody gives up what the operator has to mend")
        .isZero();
    assertThat(
            engine
                .stores
                .jobHistory()
                .attempts(engine.workspace, engine.lastJob(many.get(0)).id(), 1_000))
        .extracting(Attempt::outcome)
        .doesNotContain(Attempt.Outcome.FAILED);

    first.distortion = (_, answer) -> answer;
    for (int n = 0; n < 12; n++) {
      turnsAfter(Duration.ofMinutes(1));
    }
    assertThat(engine.stores.providerFaults().all()).isEmpty();
    assertThat(engine.number(told.formatted("recovered"))).isOne();
    assertThat(many)
        .allSatisfy(
            one -> assertThat(engine.lastJob(one).outcome()).contains(Job.Outcome.SUCCEEDED));
  }

  @Test
  void the_set_up_of_a_customers_own_key_concerns_that_customer_alone() {
    Integration ours = connect(first, engine.workspace, "acc-1");
    Integration own =
        connect(
            first,
            engine.workspace,
            "acc-2",
            new ApiKeyCredentials(FakeProvider.ID, Secret.of("key")));
    first.distortion =
        (request, answer) -> {
          if (request.connection().account().id().equals("acc-2")) {
            throw new SyncException(new Failure.Misconfigured("Enable it in your own project."));
          }
          return answer;
        };
    turns();
    assertThat(engine.again(own).state()).isEqualTo(IntegrationState.GAVE_UP);
    assertThat(engine.again(own).reason().orElseThrow().code()).isEqualTo("misconfigured");
    assertThat(engine.stores.providerFaults().all()).isEmpty();
    assertThat(engine.lastJob(ours).outcome()).contains(Job.Outcome.SUCCEEDED);
  }

  @Test
  void a_workspace_with_endless_work_holds_up_nobody() throws Exception {
    UUID small = Ids.next(engine.clock.instant());
    new WorkspaceStore(engine.database)
        .create(new Workspace(small, "Small", ZoneId.of("UTC"), engine.clock.instant()));
    Integration endless = connect(first, engine.workspace, "acc-1", 400);
    // Every read takes a whole turn, so the backlog never ends.
    first.distortion =
        (_, answer) -> {
          engine.clock.move(Duration.ofSeconds(61));
          return answer;
        };
    Integration other = connect(second, small, "acc-1");
    turns();
    assertThat(engine.dueAt(endless)).as("there is more").isBeforeOrEqualTo(engine.clock.instant());
    assertThat(engine.stores.jobHistory().recent(small, other.id(), 1).getFirst().outcome())
        .contains(Job.Outcome.SUCCEEDED);
  }

  @Test
  void a_paused_provider_holds_up_no_other_and_a_wish_for_it_waits_with_a_job() throws Exception {
    Integration paused = connect(first, engine.workspace, "acc-1");
    Integration other = connect(second, engine.workspace, "acc-1");
    engine.engine.providers().pause("fake", "operator", "Too many errors.", engine.clock.instant());
    turns();
    Situation asked = ask(paused);
    assertThat(asked.job().orElseThrow().status()).isEqualTo(JobStatus.PENDING);
    assertThat(first.requests).isEmpty();
    assertThat(engine.lastJob(other).outcome()).contains(Job.Outcome.SUCCEEDED);
    engine.engine.providers().resume("fake", "operator", engine.clock.instant());
    turns();
    assertThat(engine.lastJob(paused).outcome()).contains(Job.Outcome.SUCCEEDED);
  }

  @Test
  void a_rate_of_ours_makes_a_turn_wait_at_no_cost() throws Exception {
    Integration shop = connect(slow, engine.workspace, "acc-1", 150);
    turns();
    Job job = engine.lastJob(shop);
    assertThat(slow.requests).hasSize(1);
    assertThat(job.status()).isEqualTo(JobStatus.PENDING);
    assertThat(job.claims()).isZero();
    assertThat(job.waitingFor().orElseThrow())
        .isEqualTo(
            "Slow is asked at most 1 times in a minute for one site; waiting for the next turn.");
    assertThat(ask(shop).job()).isPresent();
    // One more than there are slices: the account's moment in the hour may come in between.
    for (int n = 0; n < 5; n++) {
      turnsAfter(Duration.ofMinutes(1));
    }
    assertThat(engine.number("select count(*) from kpi.slow_visits")).isEqualTo(150 * 30);
  }

  /** One crank runs only so many. */
  private void turns() {
    String due =
        "select count(*) from tributary.scheduled_tasks where execution_time <= '%s'"
            .formatted(engine.clock.instant());
    engine.turn();
    for (int n = 0; n < 15 && engine.number(due) > 0; n++) {
      engine.turn();
    }
  }

  private void turnsAfter(Duration wait) {
    engine.clock.move(wait);
    turns();
  }

  private Situation ask(Integration integration) throws ConnectException {
    engine.engine.asks().ask(integration.workspaceId(), integration.id(), Asks.Wish.syncNow());
    turns();
    return engine.engine.situation(integration.workspaceId(), integration.id()).orElseThrow();
  }

  /** From now on an account gets 503 for every read. */
  private static void failsFor(FakeProvider provider, String account) {
    FakeProvider.Distortion before = provider.distortion;
    provider.distortion =
        (request, answer) -> {
          if (request.connection().account().id().equals(account)) {
            throw new SyncException(new Failure.Unavailable(503, "No answer."));
          }
          return before.change(request, answer);
        };
  }

  private Integration connect(FakeProvider provider, UUID workspace, String account) {
    return connect(provider, workspace, account, 5);
  }

  private Integration connect(FakeProvider provider, UUID workspace, String account, int days) {
    return connect(
        provider, workspace, account, provider.credentials(FakeProvider.ACCESS_TOKEN + "-0"), days);
  }

  private Integration connect(
      FakeProvider provider, UUID workspace, String account, ConnectionCredentials credentials) {
    provider.login = "key-owner";
    return connect(provider, workspace, account, credentials, 5);
  }

  private Integration connect(
      FakeProvider provider,
      UUID workspace,
      String account,
      ConnectionCredentials credentials,
      int days) {
    if (provider.accounts.stream().noneMatch(known -> known.id().equals(account))) {
      provider.accounts.add(
          new Account(account, account, ZoneId.of("UTC"), Optional.of("EUR"), Map.of()));
    }
    try {
      return engine
          .engine
          .connections()
          .connect(
              workspace, credentials.provider(), credentials, List.of(account), Map.of(), days - 1)
          .getFirst()
          .integration();
    } catch (ConnectException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
