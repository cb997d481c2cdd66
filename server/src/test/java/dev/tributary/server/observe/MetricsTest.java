package dev.tributary.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.store.PoolUse;
import dev.tributary.store.Vital;
import dev.tributary.store.Vital.Sign;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedServer.class)
class MetricsTest {
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

  /** Dashboards and alerts are built on these: a name is only ever added. */
  private static final Set<String> NAMES =
      Set.of(
          "tributary_attempts_total",
          "tributary_data_age_seconds",
          "tributary_database_oldest_transaction_age",
          "tributary_database_up",
          "tributary_days_stored_total",
          "tributary_dead_letters_open",
          "tributary_http_requests_seconds",
          "tributary_http_requests_seconds_max",
          "tributary_integrations",
          "tributary_jobs_waiting",
          "tributary_notices_pending",
          "tributary_pool_connections",
          "tributary_provider_requests_seconds",
          "tributary_provider_requests_seconds_max",
          "tributary_providers_paused",
          "tributary_queue_age_seconds",
          "tributary_queue_claimed",
          "tributary_queue_due",
          "tributary_quota_left_ratio",
          "tributary_rows_stored_total",
          "tributary_turns_running",
          "tributary_turns_seconds",
          "tributary_turns_seconds_max",
          "tributary_turns_started_total",
          "tributary_webhooks_deliveries_total",
          "tributary_workers_died_total");

  /** Each has few values, whoever uses the installation. */
  private static final Set<String> LABELS =
      Set.of(
          "provider",
          "lane",
          "reason",
          "state",
          "code",
          "quantile",
          "quota",
          "outcome",
          "status",
          "method",
          "route",
          "pool",
          "le",
          "area",
          "id");

  private final Running running;

  MetricsTest(Running running) {
    this.running = running;
  }

  /** Before anybody asks: the figures of the installation are good for a while. */
  @BeforeAll
  static void connect(Running running) throws InterruptedException {
    running.requireShop();
  }

  /** Figures of every kind. */
  private record Known(List<Vital> vitals) implements Metrics.Source {
    static Known all() {
      return new Known(
          Arrays.stream(Sign.values())
              .map(sign ->
                  new Vital(sign, sign == Sign.OLDEST_TRANSACTION ? "" : "fake", "a_word", 12.5))
              .toList());
    }

    @Override
    public List<PoolUse> pools() {
      return List.of(new PoolUse("app", 1, 2, 3, 8));
    }
  }

  private static Set<String> names(String text) {
    return text.lines()
        .filter(line -> line.startsWith("# TYPE tributary_"))
        .map(line -> line.split(" ", -1)[2])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<MatchResult> labels(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("#"))
        .flatMap(line -> LABEL.matcher(line).results())
        .toList();
  }

  @Test
  void the_names_are_those_that_dashboards_know_and_the_documents_list() throws Exception {
    try (Metrics metrics = new Metrics(Known.all())) {
      new WatchedTurn(metrics.watch()).run();
      metrics.answered("GET", "/health", 200, Duration.ofMillis(3));
      metrics.delivered("fake", "stored");
      String text = metrics.text();
      assertThat(names(text)).containsExactlyInAnyOrderElementsOf(NAMES);
      assertThat(text)
          .contains("tributary_queue_due{lane=\"a_word\",provider=\"fake\"} 12.5")
          .contains("tributary_turns_started_total{provider=\"fake\"} 1.0")
          .contains("tributary_rows_stored_total{provider=\"fake\"} 60.0")
          .contains("tributary_workers_died_total{provider=\"fake\"} 1.0")
          .contains("tributary_webhooks_deliveries_total{outcome=\"stored\",provider=\"fake\"} 1.0")
          .contains(
              "tributary_attempts_total{code=\"throttled\",outcome=\"snoozed\",provider=\"fake\"} 1.0")
          .contains(
              "tributary_provider_requests_seconds_count{provider=\"fake\",status=\"none\"} 1")
          .contains("tributary_pool_connections{pool=\"app\",state=\"max\"} 8.0")
          .contains("tributary_database_up 1.0", "tributary_turns_running 0.0")
          .contains("jvm_memory_used_bytes", "process_cpu_usage", "process_uptime_seconds");
      String documented = Files.readString(Path.of("../docs/operating.md"));
      assertThat(NAMES.stream().filter(name -> !name.endsWith("_max")))
          .allSatisfy(name -> assertThat(documented).contains("`" + name + "`"));
    }
  }

  @Test
  void without_a_database_the_rest_is_still_told() {
    try (Metrics metrics = new Metrics(new Known(List.of()))) {
      assertThat(metrics.text()).contains("tributary_database_up 0.0", "jvm_threads_live_threads");
    }
  }

  @Test
  void no_label_holds_a_workspace_an_integration_or_an_account() throws Exception {
    running.get("/connect/some-session-412001");
    running.get("/nothing-412001");
    String live = running.get("/metrics").body();
    try (Metrics metrics = new Metrics(Known.all())) {
      new WatchedTurn(metrics.watch()).run();
      for (String text : List.of(live, metrics.text())) {
        assertThat(labels(text)).isNotEmpty();
        assertThat(labels(text))
            .allSatisfy(label -> {
              assertThat(LABELS).contains(label.group(1));
              assertThat(label.group(2))
                  .doesNotContain("412001", "Nordlicht", "some-session")
                  .doesNotContainPattern("[0-9a-f]{8}-[0-9a-f]{4}");
            });
      }
    }
    assertThat(live)
        .containsPattern(
            "tributary_integrations\\{provider=\"google_analytics\",state=\"active\"} [1-9]")
        .contains("tributary_data_age_seconds{provider=\"google_analytics\",quantile=\"1\"}")
        .contains("route=\"/connect/{session:", "route=\"/**\"")
        .contains("outcome=\"completed\"", "tributary_pool_connections{pool=\"system\"");
  }

  @Test
  void metrics_go_to_this_machine_and_to_the_bearer_of_the_token() throws Exception {
    assertThat(running.get("/metrics").headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain");
    HttpResponse<String> stranger = running.get("/metrics", "X-Forwarded-For", "203.0.113.9");
    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(stranger.body()).contains("metrics-token").doesNotContain("tributary_");
    assertThat(
            running
                .get("/metrics", "X-Forwarded-For", "203.0.113.9", "Authorization", "Bearer wrong")
                .statusCode())
        .isEqualTo(401);
    assertThat(
            running
                .get(
                    "/metrics",
                    "X-Forwarded-For",
                    "203.0.113.9",
                    "Authorization",
                    "Bearer " + SharedServer.METRICS_TOKEN)
                .statusCode())
        .isEqualTo(200);
  }
}
