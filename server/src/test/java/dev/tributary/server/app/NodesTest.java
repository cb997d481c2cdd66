package dev.tributary.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.postgres.TestCluster;
import dev.tributary.postgres.TestDatabase;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.server.Captured;
import dev.tributary.server.Main;
import dev.tributary.server.SharedServer;
import dev.tributary.server.demo.ConsentBrowser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real processes with different roles on one PostgreSQL and one data folder. */
@Tag("ci")
class NodesTest {
  private final List<Node> nodes = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private Sandbox sandbox;
  private TestDatabase database;
  private Map<String, String> environment;
  @TempDir Path folder;

  /** A process and what it said. */
  private record Node(Process process, Path out, Path err) {
    long pid() {
      return process.pid();
    }

    /** Waits until it runs. */
    URI address() throws IOException, InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
      while (Files.readString(out).isEmpty()) {
        assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
        assertThat(System.nanoTime()).as(Files.readString(err)).isLessThan(end);
        Thread.sleep(20);
      }
      JsonNode said = new JsonMapper().readTree(Files.readString(out));
      return URI.create(said.path("address").asString());
    }
  }

  @BeforeEach
  void prepare() throws IOException {
    sandbox = Sandbox.start(SandboxOptions.DEFAULT.withQuotas(false));
    database = TestCluster.shared().freshDatabase();
    environment = SharedServer.installation(folder, database);
    environment.putAll(SharedServer.towards(sandbox));
    environment.put("TRIBUTARY_PORT", "0");
    environment.put("TRIBUTARY_HEARTBEAT", "PT1S");
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Node node : nodes) {
      node.process().destroyForcibly().waitFor();
    }
    client.shutdownNow();
    sandbox.close();
  }

  private Node serve(String roles) throws IOException {
    Path out = folder.resolve("out-" + nodes.size());
    Path err = folder.resolve("err-" + nodes.size());
    ProcessBuilder builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dlogback.configurationFile=logback.xml",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "serve",
            "--roles",
            roles,
            "--json");
    builder.environment().putAll(environment);
    Node node =
        new Node(
            builder
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start(),
            out,
            err);
    nodes.add(node);
    return node;
  }

  private HttpResponse<String> get(Node node, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(node.address().resolve(path)).build(), BodyHandlers.ofString());
  }

  /** Which process works on something. */
  private Node atWork(List<Node> workers) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < end) {
      for (JsonNode worker : Captured.run(environment, "status", "--json").json().path("workers")) {
        for (Node node : workers) {
          if (worker.path("name").asString().startsWith("node-" + node.pid() + "-")) {
            return node;
          }
        }
      }
    }
    throw new AssertionError("no worker took the work");
  }

  @Test
  void an_api_asks_workers_read_and_a_worker_that_is_killed_is_replaced() throws Exception {
    // Together, so that both find an empty database.
    Node api = serve("api");
    Node worker = serve("worker");
    URI address = api.address();
    worker.address();

    JsonNode apiReady = new JsonMapper().readTree(get(api, "/health/ready").body());
    assertThat(apiReady.path("components").propertyNames()).doesNotContain("worker");
    JsonNode workerReady = new JsonMapper().readTree(get(worker, "/health/ready").body());
    assertThat(workerReady.path("components").path("worker").asString()).isEqualTo("up");
    assertThat(get(worker, "/").statusCode()).isEqualTo(404);
    assertThat(get(worker, "/oauth/google_analytics/callback").body()).contains("not_an_api_node");
    assertThat(get(worker, "/metrics").statusCode()).isEqualTo(200);
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.startsWith("server"))
          .hasSize(2);
    }

    Captured connect =
        Captured.start(
            environment, "connect", "google_analytics", "--account", "412001", "--days", "2");
    URI begin = URI.create(connect.said("(http://localhost:\\d+/connect/\\S+)"));
    assertThat(begin.getPort()).isEqualTo(address.getPort());
    new ConsentBrowser().open(begin);
    assertThat(connect.code()).as(connect.toString()).isZero();
    assertThat(Captured.run(environment, "sync").code()).isZero();
    assertThat(get(worker, "/metrics").body())
        .contains("tributary_turns_started_total{provider=\"google_analytics\"}");
    assertThat(get(api, "/metrics").body()).doesNotContain("tributary_turns_started_total{");

    Node other = serve("worker");
    other.address();
    sandbox.latency(Duration.ofMinutes(1));
    LocalDate yesterday = LocalDate.now(ZoneId.of("Europe/Berlin")).minusDays(1);
    Captured again =
        Captured.start(
            environment,
            "sync",
            "--from",
            yesterday.minusDays(9).toString(),
            "--to",
            yesterday.toString());
    Node victim = atWork(List.of(worker, other));
    victim.process().destroyForcibly().waitFor();
    sandbox.latency(Duration.ZERO);
    assertThat(again.code()).as(again.toString()).isZero();
    Node survivor = victim == worker ? other : worker;
    assertThat(get(survivor, "/metrics").body())
        .contains("tributary_workers_died_total{provider=\"google_analytics\"} 1.0");

    survivor.process().destroy();
    assertThat(survivor.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(get(api, "/health/ready").statusCode()).isEqualTo(200);
    assertThat(Captured.run(environment, "status").code()).isZero();
  }

  @Test
  void a_server_that_is_told_to_end_amid_a_sync_spends_no_attempt_and_the_next_one_goes_on()
      throws Exception {
    Node first = serve("api,worker");
    first.address();
    Captured connect =
        Captured.start(
            environment, "connect", "google_analytics", "--account", "412001", "--days", "2");
    new ConsentBrowser().open(URI.create(connect.said("(http://localhost:\\d+/connect/\\S+)")));
    assertThat(connect.code()).as(connect.toString()).isZero();

    sandbox.latency(Duration.ofMinutes(1));
    Captured sync = Captured.start(environment, "sync");
    atWork(List.of(first));
    first.process().destroy();
    assertThat(first.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(sync.code()).as("nobody is left to ask: " + sync).isNotZero();
    assertThat(newestJob()).isEqualTo("pending with 0 claims spent, 0 died");

    sandbox.latency(Duration.ZERO);
    serve("api,worker").address();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!newestJob().startsWith("completed") && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    assertThat(newestJob()).isEqualTo("completed with 1 claims spent, 0 died");
  }

  private String newestJob() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select j.status || ' with ' || j.claims || ' claims spent, '
                       || count(a.id) filter (where a.outcome = 'died') || ' died'
                  from tributary.sync_job j
                  left join tributary.sync_attempt a
                    on a.workspace_id = j.workspace_id and a.job_id = j.id
                 group by j.id
                 order by j.created_at desc
                 limit 1
                """)) {
      row.next();
      return row.getString(1);
    }
  }
}
