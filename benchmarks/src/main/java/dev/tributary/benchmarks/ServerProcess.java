package dev.tributary.benchmarks;

import dev.tributary.engine.connect.Asks.Wish;
import dev.tributary.engine.connect.Connections.Connected;
import dev.tributary.server.app.Server;
import dev.tributary.server.settings.Settings;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.OAuthCredentials;
import dev.tributary.spi.Secret;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The server as it is shipped, in the process whose memory is measured. Orders come as lines:
 * {@code connect ACCOUNT}, {@code reread INTEGRATION ZONE}; each is answered with one line of JSON
 * when its last day is stored.
 */
final class ServerProcess {
  static final String WORD = "server-process";

  static final int DAYS = 365;

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private ServerProcess() {}

  static void main(String[] arguments) throws Exception {
    Map<String, String> environment = new HashMap<>(System.getenv());
    String refreshToken = environment.getOrDefault("BENCH_REFRESH_TOKEN", "");
    Settings settings = Settings.load(Path.of("").toAbsolutePath(), environment);
    try (Server server = Server.start(settings, true);
        BufferedReader orders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("{\"ready\":true}");
      for (String line = orders.readLine(); line != null; line = orders.readLine()) {
        String[] words = line.split(" ");
        switch (words[0]) {
          case "connect" -> connect(server, refreshToken, words[1]);
          case "reread" -> reread(server, UUID.fromString(words[1]), LocalDate.parse(words[2]));
          default -> throw new IllegalArgumentException("unknown order " + line);
        }
      }
    }
  }

  private static void connect(Server server, String refreshToken, String account) throws Exception {
    Map<String, String> settings = new HashMap<>();
    for (String stream :
        List.of(
            "channels",
            "campaigns",
            "countries",
            "devices",
            "key_events",
            "attributed",
            "ecommerce",
            "users",
            "users_by_channel")) {
      settings.put("streams." + stream, "false");
    }
    long started = System.nanoTime();
    Connected connected =
        server
            .backend()
            .engine()
            .connections()
            .connect(
                server.backend().workspace().id(),
                "google_analytics",
                credentials(refreshToken),
                List.of(account),
                settings,
                DAYS)
            .getFirst();
    waitFor(server, connected.operation());
    answer(connected.integration().id(), started);
  }

  /** As a consent leaves them, but for an access token that has ended. */
  private static OAuthCredentials credentials(String refreshToken) {
    return new OAuthCredentials(
        "google_analytics",
        Secret.of("none yet"),
        Optional.of(Secret.of(refreshToken)),
        Optional.of(Instant.EPOCH),
        Set.of("https://www.googleapis.com/auth/analytics.readonly"));
  }

  private static void reread(Server server, UUID integration, LocalDate last) throws Exception {
    long started = System.nanoTime();
    UUID operation =
        server
            .backend()
            .engine()
            .asks()
            .ask(
                server.backend().workspace().id(),
                integration,
                Wish.reread(
                    new DayRange(last.minusDays(DAYS - 1L), last), List.of("landing_pages")));
    waitFor(server, operation);
    answer(integration, started);
  }

  private static void waitFor(Server server, UUID operation) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!server
        .backend()
        .engine()
        .progress(server.backend().workspace().id(), operation)
        .done()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the sync did not end within " + PATIENCE);
      }
      Thread.sleep(20);
    }
  }

  private static void answer(UUID integration, long startedNanos) {
    System.out.println(
        "{\"integration\":\"%s\",\"seconds\":%.3f}"
            .formatted(integration, (System.nanoTime() - startedNanos) / 1e9));
  }
}
