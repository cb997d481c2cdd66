package dev.tributary.store;

import static dev.tributary.store.Connected.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.postgres.TestCluster;
import dev.tributary.postgres.TestDatabase;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Rows;
import dev.tributary.spi.SyncResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each invariant is broken on purpose, past every constraint, and must be the one that says so. */
class InvariantsTest {
  private static final String TASK = "sync";
  private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

  private static TestDatabase healthy() {
    return TestCluster.shared()
        .freshDatabase(
            "invariants",
            template -> {
              try (Database database = Database.open(TestServer.settings(template))) {
                database.streamTables().create(List.of(TestStreams.PROVIDER));
                database.keepPartitions(NOW);
                fill(database);
              }
            });
  }

  /** What a running, a waiting, a failed and a stopped connection leave behind. */
  private static void fill(Database database) {
    Connected running = Connected.on(database, "acme");
    ScheduleStore schedule = new ScheduleStore(database, TASK);
    schedule.rebuild(NOW);
    store(database, running);

    Connected failed = Connected.in(database, running.workspaceId(), "acme", "failed");
    new DeadLetterStore(database)
        .put(
            failed.fence(),
            Optional.of("pages"),
            Optional.of(DayRange.of(DAY)),
            Failure.Category.API,
            "unavailable",
            "Acme does not answer.",
            6,
            NOW);
    JobStore jobs = new JobStore(database);
    jobs.move(failed.fence(), new JobEvent.GaveUp("Acme does not answer.", Optional.empty()), NOW);
    tell(database, failed);

    Connected waiting = Connected.in(database, running.workspaceId(), "acme", "waiting");
    jobs.move(waiting.fence(), new JobEvent.Snoozed(NOW.plusSeconds(60), "the quota"), NOW);

    Connected done = Connected.in(database, running.workspaceId(), "acme", "done");
    jobs.move(
        done.fence(),
        new JobEvent.Completed(
            new SyncResult(true, 3, List.of(), Optional.of(NOW.plusSeconds(3600)))),
        NOW);

    Connected stopped = Connected.in(database, running.workspaceId(), "acme", "stopped");
    jobs.move(stopped.fence(), new JobEvent.Cancelled(), NOW);
    new IntegrationStore(database)
        .setState(
            stopped.workspaceId(),
            stopped.integrationId(),
            IntegrationState.DISCONNECTED,
            Optional.of(new Integration.Reason("disconnected", "By a person.")),
            NOW);
    new GrantStore(database).disconnect(stopped.workspaceId(), stopped.grantId(), "By them.", NOW);
    schedule.rebuild(NOW.plusSeconds(60));
  }

  private static void store(Database database, Connected shop) {
    SliceStore slices = new SliceStore(database);
    ask(database, shop);
    slices.apply(
        TestSlices.write(
            shop.fence(),
            TestStreams.PAGES,
            new DayRange(DAY, DAY.plusDays(1)),
            TestSlices.pages(DAY, "/", "", 7, 1_500_000, 0, DAY, "/a", "", 3, 0, 1)));
    slices.apply(
        TestSlices.write(
            shop.fence(),
            TestStreams.CAMPAIGNS,
            DayRange.of(DAY),
            Rows.builder(TestStreams.CAMPAIGNS)
                .row(DAY)
                .text(0, "c1")
                .text(1, "Autumn")
                .text(2, "on")
                .build()));
  }

  /** To two addresses, of which one got its e-mail. */
  private static void tell(Database database, Connected shop) {
    NoticeRouteStore routes = new NoticeRouteStore(database);
    for (String name : List.of("anna", "ben")) {
      routes.put(
          shop.workspaceId(),
          new NoticeRoute(name + "@example.com", Set.of(NoticeKind.DEAD_LETTER), true),
          NOW.minusSeconds(600));
    }
    new NoticeStore(database)
        .raise(
            shop.workspaceId(),
            new Notice(
                NoticeKind.DEAD_LETTER,
                "dead_letters/" + shop.integrationId(),
                Optional.of(shop.integrationId()),
                "Gave up on pages",
                "Acme does not answer.",
                "/"),
            NOW);
    DeliveryStore deliveries = new DeliveryStore(database);
    deliveries.route(List.of(), "example.com", NOW);
    deliveries.sent(deliveries.claim(NOW, Duration.ofMinutes(5)).orElseThrow(), NOW);
  }

  private static void ask(Database database, Connected shop) {
    new RangeRequestStore(database)
        .add(
            new RangeRequest(
                UUID.randomUUID(),
                shop.workspaceId(),
                shop.integrationId(),
                "pages",
                DayRange.of(DAY),
                "sync_now",
                Priority.MANUAL,
                false,
                Optional.empty(),
                NOW.minusSeconds(1),
                0,
                Optional.empty()));
  }

  /** A fault of ours, as the database would show it. */
  private record Plant(String invariant, String... sql) {
    @Override
    public String toString() {
      return invariant;
    }
  }

  private static final String RUNNING =
      "(select integration_id from sync_job where status = 'running')";
  private static final String PLACE =
      " where task_instance like '%' || "
          + RUNNING.replace("integration_id", "integration_id::text");

  static Stream<Plant> plants() {
    String waiting = "(select integration_id::text from sync_job where status = 'pending')";
    return Stream.of(
        new Plant("running-has-claim", "update scheduled_tasks set picked = false" + PLACE),
        new Plant("fence-not-ahead", "update sync_job set fence = 99 where status = 'running'"),
        new Plant(
            "claims-alive",
            "update scheduled_tasks set last_heartbeat = '2026-11-22T11:00Z'" + PLACE),
        new Plant(
            "one-open-job",
            "drop index sync_job_open",
            "insert into sync_job (id, workspace_id, integration_id, status, trigger, created_at)"
                + " select gen_random_uuid(), workspace_id, integration_id, 'pending', 'manual', now()"
                + " from sync_job where status = 'running'"),
        new Plant(
            "asked-after-cancel",
            "update integration set next_trigger = 'manual' where id = " + RUNNING),
        new Plant(
            "open-job-can-run",
            "insert into sync_job (id, workspace_id, integration_id, status, trigger, created_at)"
                + " select gen_random_uuid(), workspace_id, id, 'pending', 'manual', now()"
                + " from integration where state = 'disconnected'"),
        new Plant(
            "active-has-place",
            "delete from scheduled_tasks where task_instance not like '%' || "
                + waiting
                + " and not picked"),
        new Plant(
            "place-has-active",
            "insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)"
                + " select 'sync', workspace_id || '/acme/' || id, now(), false, 1"
                + " from integration where state = 'disconnected'"),
        new Plant(
            "retry-times-agree",
            "update scheduled_tasks set execution_time = '2026-11-22T13:00Z'"
                + " where task_instance like '%' || "
                + waiting),
        new Plant(
            "wait-has-end", "update sync_job set next_retry_at = null where status = 'pending'"),
        new Plant("claims-bounded", "update sync_job set claims = 7 where status = 'running'"),
        new Plant("failed-has-letter", "delete from dead_letter"),
        new Plant(
            "ended-has-result", "update sync_job set success = false where outcome = 'succeeded'"),
        new Plant("success-is-noted", "update integration set last_sync_at = null"),
        new Plant(
            "ledger-equals-rows",
            "delete from kpi.acme_pages where page = '/a'",
            "update kpi.acme_pages set views = 10"),
        new Plant("ledger-equals-totals", "update kpi.acme_pages set views = views + 1"),
        new Plant(
            "rows-have-ledger",
            "insert into kpi.acme_users (workspace_id, integration_id, day, period)"
                + " select workspace_id, integration_id, '2026-11-20', 'day'"
                + " from sync_job where status = 'running'"),
        new Plant("entities-equal-ledger", "update kpi.acme_campaigns set gone_at = now()"),
        new Plant(
            "settled-has-content",
            "alter table day_ledger drop constraint day_ledger_check3, drop constraint"
                + " day_ledger_check4, drop constraint day_ledger_check5, drop constraint"
                + " day_ledger_check6, drop constraint day_ledger_check7",
            "update day_ledger set content_hash = null where stream = 'pages' and row_count = 0"),
        new Plant("revision-equals-ledger", "delete from revision where rows_after = 0"),
        new Plant("unsettled-is-due", "update day_ledger set next_due_at = null"),
        new Plant(
            "no-day-from-the-future",
            "update day_ledger set day = '2026-11-24' where stream = 'campaigns'"),
        new Plant(
            "done-request-is-decided",
            "update day_ledger set decided_at = '2026-11-22T11:00Z' where stream = 'pages'"),
        new Plant(
            "decided-request-is-done",
            "update range_request set done_at = null",
            "update sync_job set integration_id = "
                + RUNNING
                + ", started_at = '2026-11-22T12:00Z' where outcome = 'succeeded'",
            "update integration set last_sync_at = '2026-11-22T12:00Z'"),
        new Plant(
            "read-letter-is-closed",
            "update dead_letter set integration_id = "
                + RUNNING
                + ", created_at = '2026-11-22T12:00Z'",
            "update sync_job set integration_id = " + RUNNING + " where status = 'failed'",
            "update notification set integration_id = " + RUNNING),
        new Plant("tenants-kept-apart", "alter table kpi.acme_pages no force row level security"),
        new Plant(
            "rows-have-connection",
            "insert into kpi.acme_users (workspace_id, integration_id, day, period)"
                + " select id, gen_random_uuid(), '2026-11-20', 'day' from workspace"),
        new Plant(
            "login-has-credentials",
            "update provider_grant set ciphertext = '' where state = 'active'"),
        new Plant(
            "active-has-login",
            "update provider_grant set state = 'disconnected', reason = 'x', ciphertext = ''"
                + " where state = 'active'"),
        new Plant(
            "unused-login-is-destroyed",
            "update provider_grant set state = 'active', reason = null, ciphertext = 'x',"
                + " key_id = 'k', updated_at = '2026-11-22T11:00Z' where state = 'disconnected'",
            "update integration set updated_at = '2026-11-22T11:00Z'"),
        new Plant(
            "refresh-lease-ends",
            "update provider_grant set refresh_owner = 'n', refresh_until = '2026-11-23T12:00Z'"),
        new Plant(
            "places-come-back",
            "insert into quota_lease values ('acme', '1', gen_random_uuid(), '2026-11-23T12:00Z')"),
        new Plant(
            "quota-wait-ends",
            "insert into quota (provider, account, bucket, largest, empty_until, seen_at)"
                + " values ('acme', '1', 'day', 9, '2036-11-22T12:00Z', now())"),
        new Plant("given-up-is-told", "delete from notification"),
        new Plant(
            "reconnect-is-told",
            "update provider_grant set state = 'reconnect_needed', reason = 'x'"
                + " where id = (select grant_id from integration where id = "
                + RUNNING
                + ")",
            "update integration set state = 'reconnect_needed', reason_code = 'x', reason = 'x'"
                + " where id = "
                + RUNNING),
        new Plant(
            "one-open-notice",
            "drop index notification_open",
            notice("kind, ends, ends_kind, closed_at", "kind, ends, ends_kind, closed_at")),
        new Plant(
            "recovery-ends-one",
            notice("kind, ends, ends_kind, closed_at", "'recovered', id, kind, last_at")),
        new Plant(
            "notice-goes-everywhere",
            "delete from notice_delivery where address = 'anna@example.com'"),
        new Plant(
            "mail-wait-ends",
            "update notice_delivery set next_try_at = '2026-11-22T15:00Z' where state = 'pending'"),
        new Plant(
            "no-mail-passed-over",
            "update notice_delivery set next_try_at = '2026-11-22T11:45Z' where state = 'pending'"),
        new Plant(
            "email-batch-ends-with-its-parts", batch("done", NOW), chunk("null", "null", "null")),
        new Plant(
            "email-sent-once",
            batch("done", NOW),
            "insert into email_recipient (id, workspace_id, batch_id, address_key, state, message_id,"
                + " decided_at) select gen_random_uuid(), workspace_id, id, sha256(n::bytea),"
                + " 'accepted', 'm', now() from email_batch, unnest(array['a', 'b']) n"),
        new Plant("email-tried-is-frozen", batch("sending", NOW), chunk("'x'", "'k'", "null")));
  }

  private static String notice(String columns, String values) {
    return ("insert into notification (id, workspace_id, incident, severity, subject, text, link,"
            + " raised_at, last_at, %s) select gen_random_uuid(), workspace_id, incident, severity,"
            + " subject, text, link, raised_at, last_at, %s from notification")
        .formatted(columns, values);
  }

  private static String batch(String state, Instant at) {
    return ("insert into email_batch (id, workspace_id, integration_id, name, kind, sender, subject,"
            + " reply_to, html, state, turn_at, created_by, created_at, started_at, ended_at)"
            + " select gen_random_uuid(), workspace_id, id, 'b', 'marketing', 's', 's', '{}', 'h',"
            + " '%1$s', '%2$s', 'x', '%2$s', '%2$s', case when '%1$s' = 'done' then"
            + " timestamptz '%2$s' end from integration limit 1")
        .formatted(state, at);
  }

  private static String chunk(String payload, String key, String unknownSince) {
    return ("insert into email_chunk (workspace_id, batch_id, number, state, next_try_at, payload,"
            + " key, unknown_since) select workspace_id, id, 0, 'waiting', now(), %s, %s, %s"
            + " from email_batch")
        .formatted(payload, key, unknownSince);
  }

  private static void run(TestDatabase database, String... statements) throws SQLException {
    try (Connection superuser = database.connect();
        Statement sql = superuser.createStatement()) {
      sql.execute("set search_path = tributary");
      for (String statement : statements) {
        sql.execute(statement);
      }
    }
  }

  private static TestDatabase claimed() throws SQLException {
    TestDatabase database = healthy();
    run(
        database,
        "update scheduled_tasks set picked = true, picked_by = 'node', version = 2,"
            + " last_heartbeat = '2026-11-22T11:59:59Z'"
            + PLACE);
    return database;
  }

  /** Opened before the fault is planted: opening refuses some of them. */
  private static List<String> broken(String... plant) throws SQLException {
    TestDatabase database = claimed();
    try (Database open = Database.open(TestServer.settings(database))) {
      run(database, plant);
      return new Invariants(open, TASK, List.of(TestStreams.PROVIDER))
          .check(NOW).stream()
              .filter(result -> !result.holds())
              .map(result -> {
                assertThat(result.example()).as(result.invariant().name()).isPresent();
                return result.invariant().name();
              })
              .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("plants")
  void a_planted_fault_breaks_exactly_its_invariant(Plant plant) throws SQLException {
    assertThat(broken(plant.sql())).containsExactly(plant.invariant());
  }

  @Test
  void a_healthy_database_breaks_none() throws SQLException {
    assertThat(broken()).isEmpty();
  }

  @Test
  void every_invariant_has_a_planted_fault_and_a_next_step() throws SQLException {
    Set<String> planted = new TreeSet<>(plants().map(Plant::invariant).toList());
    try (Database open = Database.open(TestServer.settings(healthy()))) {
      List<Invariant> all = new Invariants(open, TASK, List.of(TestStreams.PROVIDER)).all();
      assertThat(planted).containsExactlyInAnyOrderElementsOf(names(all));
      assertThat(all).hasSizeGreaterThan(15);
      assertThat(all)
          .allSatisfy(one -> {
            assertThat(one.sentence()).endsWith(".");
            assertThat(one.nextStep()).endsWith(".");
          });
    }
  }

  @Test
  void without_providers_there_is_nothing_to_compare() throws SQLException {
    try (Database open = Database.open(TestServer.settings(claimed()))) {
      assertThat(new Invariants(open, TASK, List.of()).check(NOW))
          .allMatch(Invariants.Result::holds);
    }
  }

  private static List<String> names(List<Invariant> all) {
    return all.stream().map(Invariant::name).toList();
  }
}
