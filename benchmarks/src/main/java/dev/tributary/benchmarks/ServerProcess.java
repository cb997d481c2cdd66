package dev.tributary.benchmarks;

import dev.tributary.engine.connect.Asks.Wish;
import dev.tributary.engine.connect.Connections.Connected;
import dev.tributary.server.app.Server;
import dev.tributary.server.settings.Settings;
import dev.tributary.spi.ApiKeyCredentials;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.OAuthCredentials;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.Secret;
import dev.tributary.spi.StreamDescriptor;
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
 * {@code connect PROVIDER ACCOUNT DAYS STREAM} reads that stream and those that cannot be switched
 * off, {@code reread INTEGRATION LAST}; each is answered with one line of JSON when its last day is
 * stored.
 */
public final class ServerProcess {
  public static final String WORD = "server-process";

  /** What opens an account: a refresh token of Google's, a system user's token of Meta's. */
  public static final String TOKEN = "BENCH_TOKEN";

  static final int DAYS = 365;

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private ServerProcess() {}

  static void main(String[] arguments) throws Exception {
    Map<String, String> environment = new HashMap<>(System.getenv());
    String token = environment.getOrDefault(TOKEN, "");
    Settings settings = Settings.load(Path.of("").toAbsolutePath(), environment);
    try (Server server = Server.start(settings, true);
        BufferedReader orders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("{\"ready\":true}");
      for (String line = orders.readLine(); line != null; line = orders.readLine()) {
        String[] words = line.split(" ");
        switch (words[0]) {
          case "connect" -> connect(server, token, words);
          case "reread" -> reread(server, UUID.fromString(words[1]), LocalDate.parse(words[2]));
          default -> throw new IllegalArgumentException("unknown order " + line);
        }
      }
    }
  }

  private static void connect(Server server, String token, String[] words) throws Exception {
    String provider = words[1];
    long started = System.nanoTime();
    Connected connected =
        server
            .backend()
            .engine()
            .connections()
            .connect(
                server.backend().workspace().id(),
                provider,
                credentials(provider, token),
                List.of(words[2]),
                without(server, provider, words[4]),
                Integer.parseInt(words[3]))
            .getFirst();
    waitFor(server, connected.operation());
    answer(connected.integration().id(), started);
  }

  /** The settings that switch off every other stream that can be. */
  private static Map<String, String> without(Server server, String provider, String kept) {
    ProviderDescriptor descriptor = server.backend().adapters().of(provider).describe();
    Map<String, String> settings = new HashMap<>();
    for (StreamDescriptor stream : descriptor.streams()) {
      String name = ProviderDescriptor.switchOf(stream.name());
      if (!stream.name().equals(kept) && descriptor.settingsSchema().contains('"' + name + '"')) {
        settings.put(name, "false");
      }
    }
    return settings;
  }

  /** Google's as a consent leaves them, but for an access token that has ended. */
  private static ConnectionCredentials credentials(String provider, String token) {
    return provider.equals("google_analytics")
        ? new OAuthCredentials(
            provider,
            Secret.of("none yet"),
            Optional.of(Secret.of(token)),
            Optional.of(Instant.EPOCH),
            Set.of("https://www.googleapis.com/auth/analytics.readonly"))
        : new ApiKeyCredentials(provider, Secret.of(token));
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
