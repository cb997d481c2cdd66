package dev.tributary.benchmarks.email;

import dev.tributary.benchmarks.Child;
import dev.tributary.engine.vault.MasterKey;
import dev.tributary.postgres.EmbeddedPostgres;
import dev.tributary.postgres.Options;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A batch to many recipients through the adapter to the sandbox, beside the least time that its
 * limit of requests allows, and deliveries of events at a steady rate. What is measured and how is
 * in docs/benchmarks.md.
 */
public final class EmailBenchmark {
  private static final int REQUESTS_PER_SECOND = 10;
  private static final int RECIPIENTS_PER_REQUEST = 100;
  private static final int EVENTS_PER_SECOND = 200;
  private static final Duration WARM_UP = Duration.ofSeconds(30);
  private static final double RATIO_MAX = 1.1;
  private static final double P99_MS_MAX = 200;
  private static final String FROM = "Nordlicht <hello@shop.nordlicht.example>";

  private EmailBenchmark() {}

  record Size(int recipients, Duration events) {
    static final Size FULL = new Size(100_000, Duration.ofSeconds(30));
    static final Size QUICK = new Size(5_000, Duration.ofSeconds(10));
  }

  record Report(
      int recipients,
      double seconds,
      double limitSeconds,
      long accepted,
      long sentTwice,
      HookLoad.Result webhook,
      long peakRssMiB) {
    double ratio() {
      return seconds / limitSeconds;
    }

    List<String> missed() {
      List<String> missed = new ArrayList<>();
      if (ratio() > RATIO_MAX) {
        missed.add(String.format(Locale.ROOT, "ratio: %.3f, not %.1f or less", ratio(), RATIO_MAX));
      }
      if (accepted != recipients || sentTwice > 0) {
        missed.add(
            "recipients: %d of %d accepted, %d sent twice"
                .formatted(accepted, recipients, sentTwice));
      }
      if (webhook.p99Ms() > P99_MS_MAX || !webhook.others().isEmpty()) {
        missed.add(
            String.format(
                Locale.ROOT,
                "webhook: p99 %.0f ms, not %.0f or less; not taken in, by status: %s",
                webhook.p99Ms(),
                P99_MS_MAX,
                webhook.others()));
      }
      return missed;
    }

    String json() {
      return String.format(
          Locale.ROOT,
          "{\"recipients\":%d,\"seconds\":%.2f,\"limitSeconds\":%.2f,\"ratio\":%.3f,"
              + "\"webhook\":{\"perSecond\":%.1f,\"p99Ms\":%.1f},\"peakRssMiB\":%d}",
          recipients,
          seconds,
          limitSeconds,
          ratio(),
          webhook.perSecond(),
          webhook.p99Ms(),
          peakRssMiB);
    }

    String text() {
      return String.format(
          Locale.ROOT,
          """
          recipients                      %,d
          seconds                         %.1f
          the least that the limit allows %.1f
          ratio                           %.3f (at most %.1f)
          events a second                 %.0f
          99 of 100 answers within        %.0f ms (at most %.0f)
          peak resident memory of the JVM %d MiB\
          """,
          recipients,
          seconds,
          limitSeconds,
          ratio(),
          RATIO_MAX,
          webhook.perSecond(),
          webhook.p99Ms(),
          P99_MS_MAX,
          peakRssMiB);
    }
  }

  /** The exit code: 0, or 1 when a bar was missed, which is then named. */
  public static int main(List<String> options) throws Exception {
    Optional<String> unknown =
        options.stream()
            .filter(option -> !option.equals("--json") && !option.equals("--quick"))
            .findFirst();
    if (unknown.isPresent()) {
      System.err.println(
          "./tributary bench email does not know " + unknown.get() + "; it takes --quick, --json.");
      return 2;
    }
    Report report = run(options.contains("--quick") ? Size.QUICK : Size.FULL);
    System.out.println(options.contains("--json") ? report.json() : report.text());
    report.missed().forEach(missed -> System.err.println("missed: " + missed));
    return report.missed().isEmpty() ? 0 : 1;
  }

  private static Report run(Size size) throws Exception {
    Path folder = Files.createTempDirectory("tributary-bench");
    say("starting the sandbox, PostgreSQL and the server");
    try (Child sandbox = Child.start("1g", Map.of(), "dev.tributary.server.Main", "sandbox");
        EmbeddedPostgres postgres =
            EmbeddedPostgres.start(Options.in(folder.resolve("postgres")))) {
      JsonNode description = sandbox.read();
      URI base = URI.create(description.path("base").asString());
      control(
          base,
          "/resend/teams/nordlicht",
          "{\"requestsPerSecond\":%d,\"dailyQuota\":0,\"monthlyQuota\":0}"
              .formatted(REQUESTS_PER_SECOND));
      // A thousand e-mails a second tell of themselves two thousand times: another measure's
      // affair.
      control(base, "/resend/webhooks/habits", "{\"automatic\":false}");
      try (Child server = server(folder, postgres, base)) {
        server.read();
        server.order("connect " + description.path("resend").path("apiKey").asString());
        return measure(base, server, size);
      }
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static Child server(Path folder, EmbeddedPostgres postgres, URI sandbox)
      throws IOException {
    return Child.start(
        System.getenv().getOrDefault("TRIBUTARY_HEAP", "384m"),
        Map.of(
            "TRIBUTARY_DATABASE_URL", postgres.jdbcUrl("postgres"),
            "TRIBUTARY_DATABASE_USER", postgres.user(),
            "TRIBUTARY_DATABASE_PASSWORD", postgres.password(),
            "TRIBUTARY_DATA", folder.resolve("data").toString(),
            "TRIBUTARY_KEY", MasterKey.generate().reveal(),
            "TRIBUTARY_PORT", "0",
            "TRIBUTARY_RESEND_API_URL", sandbox.toString()),
        "dev.tributary.benchmarks.Main",
        EmailProcess.WORD);
  }

  private static Report measure(URI sandbox, Child server, Size size) throws Exception {
    // Asked before the sending leaves no request for it.
    JsonNode hook = server.order("hook");
    say("a few e-mails to warm up");
    server.order("send 500 " + FROM);
    long before = ledger(sandbox).path("count").asLong();
    say(size.recipients + " recipients");
    JsonNode sent = server.order("send " + size.recipients + " " + FROM);
    JsonNode ledger = ledger(sandbox);
    say("events at %d a second".formatted(EVENTS_PER_SECOND));
    String secret = hook.path("secret").asString();
    HookLoad load =
        new HookLoad(
            Base64.getDecoder().decode(secret.substring(secret.indexOf('_') + 1)),
            URI.create(hook.path("url").asString()));
    // A server that has taken in nothing yet compiles while it answers.
    load.run("warm", EVENTS_PER_SECOND / 2, WARM_UP);
    HookLoad.Result webhook = load.run("msg", EVENTS_PER_SECOND, size.events);
    double limit =
        Math.ceil((double) size.recipients / RECIPIENTS_PER_REQUEST) / REQUESTS_PER_SECOND;
    return new Report(
        size.recipients,
        sent.path("seconds").asDouble(),
        limit,
        sent.path("accepted").asLong(),
        ledger.path("count").asLong() - before - size.recipients,
        webhook,
        server.peakRssMiB());
  }

  private static JsonNode ledger(URI sandbox) throws Exception {
    return http(HttpRequest.newBuilder(URI.create(sandbox + "/control/resend/ledger")).GET());
  }

  private static void control(URI sandbox, String path, String body) throws Exception {
    http(
        HttpRequest.newBuilder(URI.create(sandbox + "/control" + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static JsonNode http(HttpRequest.Builder request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("the sandbox refused: " + answer.body());
      }
      return new JsonMapper().readTree(answer.body());
    }
  }

  private static void say(String doing) {
    System.err.println("bench: " + doing + " ...");
  }
}
