package dev.tributary.benchmarks.meta;

import dev.tributary.benchmarks.Child;
import dev.tributary.benchmarks.ServerProcess;
import dev.tributary.engine.vault.MasterKey;
import dev.tributary.postgres.EmbeddedPostgres;
import dev.tributary.postgres.Options;
import dev.tributary.sandbox.http.LoopbackCertificate;
import dev.tributary.sandbox.meta.world.MetaWorld;
import dev.tributary.spi.DayRange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Ads by day from the sandbox through the adapter into PostgreSQL, beside the vendor's own client
 * that reads the same and inserts it by JDBC batches into an identical table. What is measured and
 * why is in docs/benchmarks.md.
 */
public final class MetaBenchmark {
  private static final String OURS = "kpi.meta_ads_ads";
  private static final String THEIRS = "bench.ads";
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * How much is read.
   *
   * @param account with 5,000 ads, or with some forty
   * @param days today among them
   * @param latency of every answer, for both sides
   */
  record Size(String account, int days, Duration latency) {
    static final Size FULL = new Size(MetaWorld.BIG, 90, Duration.ofMillis(250));
    static final Size QUICK = new Size(MetaWorld.BIG, 9, Duration.ofMillis(250));
    static final Size TINY = new Size(MetaWorld.SHOP, 3, Duration.ZERO);
  }

  /** Read by both before anything is measured, so that neither runs cold. */
  private static final String WARM_UP = MetaWorld.US_STORE;

  private static final int WARM_UP_DAYS = 40;

  private MetaBenchmark() {}

  /** The exit code: 0, or 1 when a bar was missed, which is then named. */
  public static int main(List<String> options) throws Exception {
    Optional<String> unknown =
        options.stream()
            .filter(option -> !option.equals("--json") && !option.equals("--quick"))
            .findFirst();
    if (unknown.isPresent()) {
      System.err.println(
          "./tributary bench meta does not know " + unknown.get() + "; it takes --quick, --json.");
      return 2;
    }
    Report report = run(options.contains("--quick") ? Size.QUICK : Size.FULL);
    System.out.println(options.contains("--json") ? report.json() : report.text());
    report.missed().forEach(missed -> System.err.println("missed: " + missed));
    return report.missed().isEmpty() ? 0 : 1;
  }

  static Report run(Size size) throws Exception {
    Path folder = Files.createTempDirectory("tributary-bench");
    try {
      return run(folder, size);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static Report run(Path folder, Size size) throws Exception {
    say("starting the sandbox, PostgreSQL, the server and the vendor's client");
    LoopbackCertificate certificate = LoopbackCertificate.make(folder);
    try (Child sandbox =
            Child.start(
                "1g",
                Map.of(SandboxProcess.KEYS, certificate.keys().toString()),
                "dev.tributary.benchmarks.Main",
                SandboxProcess.WORD);
        EmbeddedPostgres postgres =
            EmbeddedPostgres.start(Options.in(folder.resolve("postgres")))) {
      JsonNode description = sandbox.read();
      try (Child server = server(folder, postgres, description, certificate);
          Child sdk = sdk(postgres, description, certificate);
          Connection connection =
              DriverManager.getConnection(
                  postgres.jdbcUrl("postgres"), postgres.user(), postgres.password());
          Control control =
              new Control(
                  URI.create(description.path("control").asString()),
                  HttpClient.newBuilder().sslContext(certificate.context()).build())) {
        server.read();
        sdk.read();
        return measure(control, server, sdk, connection, size);
      }
    }
  }

  private static Child server(
      Path folder, EmbeddedPostgres postgres, JsonNode sandbox, LoopbackCertificate certificate)
      throws IOException {
    String base = sandbox.path("base").asString();
    JsonNode meta = sandbox.path("meta");
    Map<String, String> environment = new HashMap<>();
    environment.put("TRIBUTARY_DATABASE_URL", postgres.jdbcUrl("postgres"));
    environment.put("TRIBUTARY_DATABASE_USER", postgres.user());
    environment.put("TRIBUTARY_DATABASE_PASSWORD", postgres.password());
    environment.put("TRIBUTARY_DATA", folder.resolve("data").toString());
    environment.put("TRIBUTARY_KEY", MasterKey.generate().reveal());
    environment.put("TRIBUTARY_PORT", "0");
    environment.put("TRIBUTARY_META_ADS_CONSENT_URL", base);
    environment.put("TRIBUTARY_META_ADS_GRAPH_URL", base);
    environment.put("TRIBUTARY_META_ADS_CLIENT_ID", meta.path("appId").asString());
    environment.put("TRIBUTARY_META_ADS_CLIENT_SECRET", meta.path("appSecret").asString());
    environment.put(ServerProcess.TOKEN, meta.path("systemUserToken").asString());
    return Child.start(
        System.getenv().getOrDefault("TRIBUTARY_HEAP", "384m"),
        certificate.trust(),
        environment,
        "dev.tributary.benchmarks.Main",
        ServerProcess.WORD);
  }

  private static Child sdk(
      EmbeddedPostgres postgres, JsonNode sandbox, LoopbackCertificate certificate)
      throws IOException {
    JsonNode meta = sandbox.path("meta");
    return Child.start(
        "1g",
        certificate.trust(),
        Map.of(
            SdkProcess.BASE, sandbox.path("base").asString(),
            SdkProcess.TOKEN, meta.path("systemUserToken").asString(),
            SdkProcess.APP, meta.path("appId").asString(),
            SdkProcess.SECRET, meta.path("appSecret").asString(),
            SdkProcess.JDBC, postgres.jdbcUrl("postgres"),
            SdkProcess.USER, postgres.user(),
            SdkProcess.PASSWORD, postgres.password()),
        "dev.tributary.benchmarks.Main",
        SdkProcess.WORD);
  }

  private static Report measure(
      Control control, Child server, Child sdk, Connection connection, Size size) throws Exception {
    try (Statement sql = connection.createStatement()) {
      sql.execute("create schema bench");
      sql.execute("create table " + THEIRS + " (like " + OURS + " including all)");
    }
    say("an account to warm up, on both sides");
    String warm = server.order(connect(WARM_UP, WARM_UP_DAYS)).path("integration").asString();
    sdk.order(read(WARM_UP, stored(connection, warm)));
    execute(connection, "truncate " + THEIRS);

    control.latency(size.latency());
    say("our read");
    control.forgetRequests();
    JsonNode ours = server.order(connect(size.account(), size.days() - 1));
    long requests = control.requests();
    String integration = ours.path("integration").asString();
    say("the vendor's client's read");
    control.forgetRequests();
    JsonNode theirs = sdk.order(read(size.account(), stored(connection, integration)));
    long sdkRequests = control.requests();

    long rows = count(connection, "select count(*) from " + THEIRS);
    long different = different(connection, integration);
    if (rows == 0 || different > 0) {
      throw new IllegalStateException(
          "of %d rows, %d are not on both sides: this compares nothing".formatted(rows, different));
    }
    return new Report(
        rows,
        rows / ours.path("seconds").asDouble(),
        rows / theirs.path("seconds").asDouble(),
        requests,
        sdkRequests,
        server.peakRssMiB());
  }

  private static String connect(String account, int days) {
    return "connect meta_ads %s %d ads".formatted(account, days);
  }

  private static String read(String account, DayRange days) {
    return "read %s %s %s %s".formatted(account, days.first(), days.last(), THEIRS);
  }

  /** The days that we have. */
  private static DayRange stored(Connection connection, String integration) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet days =
            sql.executeQuery(
                "select min(day), max(day) from %s where integration_id = '%s'"
                    .formatted(OURS, integration))) {
      days.next();
      return new DayRange(days.getObject(1, LocalDate.class), days.getObject(2, LocalDate.class));
    }
  }

  /** Rows that one side alone has, or has otherwise; who owns them is left aside. */
  private static long different(Connection connection, String integration) throws SQLException {
    execute(
        connection,
        "update %s set (workspace_id, integration_id) = (select workspace_id, integration_id from %s where integration_id = '%s' limit 1)"
            .formatted(THEIRS, OURS, integration));
    return count(
        connection,
        """
        select count(*)
          from ((table %1$s except select * from %2$s where integration_id = '%3$s')
                union all
                (select * from %2$s where integration_id = '%3$s' except table %1$s)) one_side
        """
            .formatted(THEIRS, OURS, integration));
  }

  private static void execute(Connection connection, String statement) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  private static long count(Connection connection, String query) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet result = sql.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    }
  }

  /** The sandbox's control API. */
  private record Control(URI address, HttpClient http) implements AutoCloseable {
    void latency(Duration wait) throws Exception {
      ask(
          HttpRequest.newBuilder(URI.create(address + "/latency"))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString("{\"millis\":%d}".formatted(wait.toMillis()))));
    }

    void forgetRequests() throws Exception {
      ask(HttpRequest.newBuilder(URI.create(address + "/requests")).DELETE());
    }

    long requests() throws Exception {
      return ask(HttpRequest.newBuilder(URI.create(address + "/requests?match=none")).GET())
          .path("count")
          .asLong();
    }

    private JsonNode ask(HttpRequest.Builder request) throws Exception {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("the sandbox refused: " + answer.body());
      }
      return JSON.readTree(answer.body());
    }

    @Override
    public void close() {
      http.close();
    }
  }

  private static void say(String doing) {
    System.err.println("bench: " + doing + " ...");
  }
}
