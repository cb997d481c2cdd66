package dev.tributary.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.Captured;
import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@ExtendWith(SharedServer.class)
class OperateCommandsTest {
  private final Running running;

  OperateCommandsTest(Running running) {
    this.running = running;
  }

  @BeforeAll
  static void connect(Running running) throws InterruptedException {
    running.requireShop();
  }

  @Test
  void status_tells_how_complete_and_fresh_every_stream_is() {
    Captured status = running.run("status");
    assertThat(status.out()).contains("Nordlicht Shop", "google_analytics 412001", "overview");
    JsonNode json = running.run("status", "--json").json();
    JsonNode shop = find(json.path("integrations"));
    assertThat(shop.path("status").asString()).isEqualTo("connected");
    JsonNode overview = shop.path("streams").get(0);
    assertThat(overview.path("stream").asString()).isEqualTo("overview");
    // Only what was ever asked for can be missing: two whole days, not ninety.
    assertThat(overview.path("days").asInt()).isLessThan(20);
    assertThat(overview.path("missingDays").asInt()).isZero();
  }

  private static JsonNode find(JsonNode integrations) {
    for (JsonNode one : integrations) {
      if (one.path("accountId").asString().equals("412001")) {
        return one;
      }
    }
    throw new AssertionError("the shop is not connected: " + integrations);
  }

  @Test
  void explain_shows_home_report_formula_and_every_day() {
    LocalDate today = LocalDate.now(ZoneId.of("Europe/Berlin"));
    Captured text =
        running.run(
            "explain",
            "--account",
            "412001",
            "--kpi",
            "bounce_rate",
            "--from",
            today.minusDays(9).toString(),
            "--to",
            today.minusDays(1).toString());
    assertThat(text.code()).as(text.toString()).isZero();
    assertThat(text.out())
        .contains(
            "Bounce rate of Nordlicht Shop",
            "1 - sum of engaged_sessions / sum of sessions",
            "engagedSessions, sessions",
            "overview",
            "missing",
            "Europe/Berlin",
            today.minusDays(1).toString());

    Captured captured =
        running.run(
            "explain",
            "--account",
            "412001",
            "--kpi",
            "sessions",
            "--from",
            today.minusDays(2).toString(),
            "--json");
    JsonNode it = captured.json().path("explanation");
    assertThat(it.path("formula").asString()).isEqualTo("sum of sessions");
    assertThat(it.path("days")).hasSize(2);
    long sum = 0;
    for (JsonNode day : it.path("days")) {
      assertThat(day.path("fetchedAt").isString()).isTrue();
      assertThat(day.path("version").asInt()).isPositive();
      sum += day.path("value").asLong();
    }
    assertThat(it.path("value").asLong()).isEqualTo(sum).isPositive();
  }

  @Test
  void explain_says_when_a_distinct_number_was_not_asked_for_these_days() {
    Captured users = running.run("explain", "--account", "412001", "--kpi", "active_users");
    assertThat(users.code()).as(users.toString()).isZero();
    assertThat(users.out()).contains("as the provider counts it for the whole period");
    LocalDate today = LocalDate.now(ZoneId.of("Europe/Berlin"));
    assertThat(
            running
                .run(
                    "explain",
                    "--account",
                    "412001",
                    "--kpi",
                    "active_users",
                    "--from",
                    today.minusDays(3).toString())
                .out())
        .contains("none: nothing is stored, or nobody asked");
    assertThat(running.run("explain", "--account", "412001", "--kpi", "engagement_rate").out())
        .contains("sum of engaged_sessions / sum of sessions");
  }

  @Test
  void explain_refuses_unknown_accounts_kpis_and_ranges_with_the_next_step() {
    Captured kpi = running.run("explain", "--account", "412001", "--kpi", "clicks", "--json");
    assertThat(kpi.code()).isEqualTo(2);
    assertThat(kpi.json().path("error").path("message").asString())
        .contains("no KPI clicks", "sessions", "bounce_rate");
    assertThat(running.run("explain", "--account", "1", "--kpi", "sessions").err())
        .contains("There is no connection 1; there are:", "412001");
    Captured backwards =
        running.run(
            "explain",
            "--account",
            "412001",
            "--kpi",
            "sessions",
            "--from",
            "2026-11-09",
            "--to",
            "2026-11-03");
    assertThat(backwards.code()).isEqualTo(2);
    assertThat(backwards.err()).contains("exchange them");
    assertThat(
            running
                .run("explain", "--account", "412001", "--kpi", "sessions", "--from", "2020-01-01")
                .err())
        .contains("At most 400 days");
    Captured word =
        running.run("explain", "--account", "412001", "--kpi", "sessions", "--from", "monday");
    assertThat(word.code()).isEqualTo(2);
    assertThat(word.err()).contains("--from", "./tributary explain --help");
  }

  @Test
  void sync_reads_named_days_again_and_waits_for_them() {
    LocalDate today = LocalDate.now(ZoneId.of("Europe/Berlin"));
    Captured sync =
        running.run(
            "sync",
            "--account",
            "412001",
            "--from",
            today.minusDays(2).toString(),
            "--to",
            today.minusDays(1).toString(),
            "--json");
    assertThat(sync.code()).as(sync.toString()).isZero();
    assertThat(sync.json().path("synced").get(0).path("account").asString())
        .isEqualTo("Nordlicht Shop");
    assertThat(sync.err()).contains("Nordlicht Shop: ");
  }

  @Test
  void sync_refuses_what_cannot_be_read() {
    assertThat(running.run("sync", "--to", "2026-11-03").err()).contains("--to needs --from");
    assertThat(running.run("sync", "--account", "nobody").code()).isEqualTo(2);
    Captured future =
        running.run("sync", "--account", "412001", "--from", "2199-01-01", "--to", "2199-01-02");
    assertThat(future.code()).as(future.toString()).isEqualTo(2);
    assertThat(future.err()).contains("future");
  }

  @Test
  void doctor_finds_a_running_server_well() {
    Captured doctor = running.run("doctor");
    assertThat(doctor.code()).as(doctor.toString()).isZero();
    assertThat(doctor.out())
        .contains("A server of this folder runs", "PostgreSQL answers", "OAuth client")
        .contains("answers at " + running.sandbox().base());
    JsonNode json = running.run("doctor", "--json").json();
    assertThat(json.path("ok").asBoolean()).isTrue();
    assertThat(json.path("checks")).hasSizeGreaterThan(5);
  }
}
