package dev.tributary.benchmarks;

import dev.tributary.engine.vault.MasterKey;
import dev.tributary.postgres.EmbeddedPostgres;
import dev.tributary.postgres.Options;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * 365 days × 1,000 landing pages × 10 measures from the sandbox through the adapter into
 * PostgreSQL, beside a bare COPY of the same rows into an identical table. What is measured and why
 * is in docs/benchmarks.md.
 */
final class SyncBenchmark {
  private static final String WARM_UP = "412002";
  private static final String MEASURED = "412001";
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final String TABLE = "kpi.google_analytics_landing_pages";
  private static final String COPY = "bench.landing_pages";
  private static final int COPY_RUNS = 3;

  private static final double RATIO_MIN = 0.30;
  private static final double REREAD_OF_COPY_MAX = 1.5;
  private static final long RSS_MIB_MAX = 512;

  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private SyncBenchmark() {}

  /** What a re-read wrote and took. */
  record Reread(long rowsWritten, double ofCopy) {}

  /**
   * Everything that was measured.
   *
   * @param rows landing pages' rows of the measured account
   * @param requests to the sandbox for the first read
   */
  record Result(
      long rows,
      double rowsPerSecond,
      double copyRowsPerSecond,
      Reread reread,
      Reread onePercent,
      long requests,
      long peakRssMiB) {

    double ratio() {
      return rowsPerSecond / copyRowsPerSecond;
    }

    boolean withinBounds() {
      return ratio() >= RATIO_MIN
          && reread.rowsWritten == 0
          && reread.ofCopy <= REREAD_OF_COPY_MAX
          && peakRssMiB <= RSS_MIB_MAX;
    }

    String json() {
      return String.format(
          Locale.ROOT,
          "{\"rows\":%d,\"rowsPerSecond\":%.0f,\"copyRowsPerSecond\":%.0f,\"ratio\":%.3f,"
              + "\"reread\":{\"rowsWritten\":%d,\"ofCopy\":%.3f},"
              + "\"onePercent\":{\"rowsWritten\":%d,\"ofCopy\":%.3f},"
              + "\"requests\":%d,\"peakRssMiB\":%d}",
          rows,
          rowsPerSecond,
          copyRowsPerSecond,
          ratio(),
          reread.rowsWritten,
          reread.ofCopy,
          onePercent.rowsWritten,
          onePercent.ofCopy,
          requests,
          peakRssMiB);
    }

    String text() {
      return String.format(
          Locale.ROOT,
          """
          rows                              %,d
          rows a second, end to end         %,.0f
          rows a second, bare COPY          %,.0f
          ratio                             %.2f (at least %.2f)
          forced re-read                    %,d rows written, %.2f of the COPY's time (at most %.1f)
          re-read after 1 %% of days changed %,d rows written, %.2f of the COPY's time
          requests of the first read        %,d
          peak resident memory of the JVM   %d MiB (at most %d)\
          """,
          rows,
          rowsPerSecond,
          copyRowsPerSecond,
          ratio(),
          RATIO_MIN,
          reread.rowsWritten,
          reread.ofCopy,
          REREAD_OF_COPY_MAX,
          onePercent.rowsWritten,
          onePercent.ofCopy,
          requests,
          peakRssMiB,
          RSS_MIB_MAX);
    }
  }

  static Result run() throws Exception {
    Path folder = Files.createTempDirectory("tributary-bench");
    try {
      return run(folder);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static Result run(Path folder) throws Exception {
    say("starting the sandbox, PostgreSQL and the server");
    try (Child sandbox =
            Child.start(
                "1g",
                Map.of(),
                "dev.tributary.server.Main",
                "sandbox",
                "--quotas",
                "off",
                "--entities",
                "1000");
        EmbeddedPostgres postgres =
            EmbeddedPostgres.start(Options.in(folder.resolve("postgres")))) {
      JsonNode description = sandbox.read();
      URI base = URI.create(description.path("base").asString());
      control(base, "/clock", "{\"freeze\":true}");
      try (Child server = server(folder, postgres, description);
          Connection connection =
              DriverManager.getConnection(
                  postgres.jdbcUrl("postgres"), postgres.user(), postgres.password())) {
        server.read();
        return measure(base, server, connection);
      }
    }
  }

  private static Child server(Path folder, EmbeddedPostgres postgres, JsonNode sandbox)
      throws IOException {
    String base = sandbox.path("base").asString();
    JsonNode google = sandbox.path("google");
    return Child.start(
        System.getenv().getOrDefault("TRIBUTARY_HEAP", "384m"),
        Map.ofEntries(
            Map.entry("TRIBUTARY_DATABASE_URL", postgres.jdbcUrl("postgres")),
            Map.entry("TRIBUTARY_DATABASE_USER", postgres.user()),
            Map.entry("TRIBUTARY_DATABASE_PASSWORD", postgres.password()),
            Map.entry("TRIBUTARY_DATA", folder.resolve("data").toString()),
            Map.entry("TRIBUTARY_KEY", MasterKey.generate().reveal()),
            Map.entry("TRIBUTARY_PORT", "0"),
            Map.entry("TRIBUTARY_GOOGLE_ANALYTICS_OAUTH_URL", base),
            Map.entry("TRIBUTARY_GOOGLE_ANALYTICS_DATA_URL", base),
            Map.entry("TRIBUTARY_GOOGLE_ANALYTICS_ADMIN_URL", base),
            Map.entry("TRIBUTARY_GOOGLE_ANALYTICS_CLIENT_ID", google.path("clientId").asString()),
            Map.entry(
                "TRIBUTARY_GOOGLE_ANALYTICS_CLIENT_SECRET", google.path("clientSecret").asString()),
            Map.entry(ServerProcess.TOKEN, google.path("refreshToken").asString())),
        "dev.tributary.benchmarks.Main",
        ServerProcess.WORD);
  }

  private static Result measure(URI sandbox, Child server, Connection connection) throws Exception {
    say("one account to warm up");
    server.order(connect(WARM_UP));
    http(HttpRequest.newBuilder(URI.create(sandbox + "/control/requests")).DELETE());
    say("the measured account");
    JsonNode connected = server.order(connect(MEASURED));
    long requests =
        http(HttpRequest.newBuilder(URI.create(sandbox + "/control/requests?match=:")).GET())
            .path("requests")
            .size();
    String integration = connected.path("integration").asString();
    long rows =
        count(
            connection,
            "select count(*) from " + TABLE + " where integration_id = '" + integration + "'");
    double rowsPerSecond = rows / connected.path("seconds").asDouble();

    say("bare COPY of its rows");
    double copySeconds = copySeconds(connection, integration);

    LocalDate today = LocalDate.ofInstant(Instant.now(), ZONE);
    say("a forced re-read of all days");
    Reread same = reread(server, connection, integration, today, copySeconds);
    control(sandbox, "/clock", "{\"advance\":\"PT24H\"}");
    say("a re-read after one day passed in the sandbox");
    Reread changed = reread(server, connection, integration, today, copySeconds);
    return new Result(
        rows, rowsPerSecond, rows / copySeconds, same, changed, requests, server.peakRssMiB());
  }

  private static String connect(String account) {
    return "connect google_analytics %s %d landing_pages".formatted(account, ServerProcess.DAYS);
  }

  private static double copySeconds(Connection connection, String integration)
      throws SQLException, IOException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("create schema bench");
      sql.execute("create table " + COPY + " (like " + TABLE + " including all)");
      CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
      ByteArrayOutputStream rows = new ByteArrayOutputStream();
      copy.copyOut(
          "copy (select * from "
              + TABLE
              + " where integration_id = '"
              + integration
              + "') to stdout",
          rows);
      byte[] bytes = rows.toByteArray();
      double[] seconds = new double[COPY_RUNS];
      for (int run = 0; run < COPY_RUNS; run++) {
        sql.execute("truncate " + COPY);
        long started = System.nanoTime();
        copy.copyIn("copy " + COPY + " from stdin", new ByteArrayInputStream(bytes), 1 << 16);
        seconds[run] = (System.nanoTime() - started) / 1e9;
      }
      Arrays.sort(seconds);
      return seconds[COPY_RUNS / 2];
    }
  }

  /** Counts rows by their inserting transaction, so that nothing written can hide. */
  private static Reread reread(
      Child server, Connection connection, String integration, LocalDate last, double copySeconds)
      throws SQLException, IOException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("drop table if exists bench.before");
      sql.execute(
          "create table bench.before as select day, landing_page, xmin::text as written from "
              + TABLE
              + " where integration_id = '"
              + integration
              + "'");
      JsonNode answer = server.order("reread " + integration + " " + last);
      long written =
          count(
              connection,
              "select count(*) from (select day, landing_page, xmin::text as written from "
                  + TABLE
                  + " where integration_id = '"
                  + integration
                  + "') a full join bench.before b using (day, landing_page, written)"
                  + " where a is null or b is null");
      return new Reread(written, answer.path("seconds").asDouble() / copySeconds);
    }
  }

  private static long count(Connection connection, String query) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet result = sql.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    }
  }

  private static void control(URI sandbox, String path, String body) throws Exception {
    http(
        HttpRequest.newBuilder(URI.create(sandbox + "/control" + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private static JsonNode http(HttpRequest.Builder request) throws Exception {
    var answer = HTTP.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("the sandbox refused: " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  private static void say(String doing) {
    System.err.println("bench: " + doing + " ...");
  }
}
