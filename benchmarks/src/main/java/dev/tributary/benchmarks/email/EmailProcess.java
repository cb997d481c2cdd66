package dev.tributary.benchmarks.email;

import dev.tributary.engine.Engine;
import dev.tributary.engine.connect.Connections.Connected;
import dev.tributary.engine.email.Batches;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.Server;
import dev.tributary.server.settings.Settings;
import dev.tributary.spi.ApiKeyCredentials;
import dev.tributary.spi.Secret;
import dev.tributary.store.EmailBatch;
import dev.tributary.store.EmailRecipient.State;
import dev.tributary.store.Integration;
import dev.tributary.store.WebhookAddressStore;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The server as it is shipped, in the process whose memory is measured. Orders come as lines:
 * {@code connect KEY}, {@code send NUMBER FROM}, {@code hook}; each is answered with one line of
 * JSON.
 */
public final class EmailProcess {
  public static final String WORD = "email-process";

  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private final Server server;

  private EmailProcess(Server server) {
    this.server = server;
  }

  public static void main(String[] arguments) throws Exception {
    Settings settings = Settings.load(Path.of("").toAbsolutePath(), new HashMap<>(System.getenv()));
    try (Server server = Server.start(settings, true);
        BufferedReader orders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      EmailProcess process = new EmailProcess(server);
      System.out.println("{\"ready\":true}");
      for (String line = orders.readLine(); line != null; line = orders.readLine()) {
        String[] words = line.split(" ", 3);
        System.out.println(
            switch (words[0]) {
              case "connect" -> process.connect(words[1]);
              case "send" -> process.send(Integer.parseInt(words[1]), words[2]);
              case "hook" -> process.hook();
              case "known" -> process.known();
              default -> throw new IllegalArgumentException("unknown order " + line);
            });
      }
    }
  }

  private Backend backend() {
    return server.backend();
  }

  private Engine engine() {
    return backend().engine();
  }

  private UUID workspace() {
    return backend().workspace().id();
  }

  private String connect(String key) throws Exception {
    ApiKeyCredentials credentials = new ApiKeyCredentials("resend", Secret.of(key));
    String account = engine().connections().accounts("resend", credentials).getFirst().id();
    Connected connected =
        engine()
            .connections()
            .connect(workspace(), "resend", credentials, List.of(account), Map.of("zone", "UTC"), 0)
            .getFirst();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!engine().progress(workspace(), connected.operation()).done()) {
      rest(end);
    }
    return "{\"integration\":\"%s\"}".formatted(connected.integration().id());
  }

  private Integration account() {
    return engine().email().accounts(workspace()).getFirst();
  }

  /** The time is from the wish to send until the last recipient's answer is written down. */
  private String send(int people, String from) throws Exception {
    Batches batches = engine().email().batches();
    UUID batch =
        batches
            .create(
                workspace(),
                new Batches.Wish(
                    account().id(),
                    "Benchmark",
                    EmailBatch.Kind.MARKETING,
                    new EmailBatch.Letter(
                        from,
                        "News",
                        List.of(),
                        Optional.of("<p>News of the shop, and a link.</p>"),
                        Optional.empty(),
                        Optional.empty()),
                    Optional.empty()))
            .id();
    for (int n = 0; n < people; n += Batches.PEOPLE_MAX) {
      List<Batches.Person> some = new ArrayList<>();
      for (int p = n; p < Math.min(people, n + Batches.PEOPLE_MAX); p++) {
        some.add(new Batches.Person("delivered+%06d@resend.dev".formatted(p), Map.of()));
      }
      batches.add(workspace(), batch, some);
    }
    long began = System.nanoTime();
    batches.send(workspace(), batch);
    long end = began + PATIENCE.toNanos();
    while (batches.find(workspace(), batch).state() == EmailBatch.State.SENDING) {
      rest(end);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    long accepted =
        engine()
            .email()
            .stores()
            .batches()
            .counts(workspace(), Set.of(batch))
            .getOrDefault(batch, Map.of())
            .getOrDefault(State.ACCEPTED, 0L);
    return String.format(Locale.ROOT, "{\"seconds\":%.3f,\"accepted\":%d}", seconds, accepted);
  }

  /** Where the sandbox is to deliver and with what it signs, once it has told. */
  private String hook() throws Exception {
    WebhookAddressStore store = new WebhookAddressStore(backend().database());
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      WebhookAddressStore.Address address =
          store.ofGrant(workspace(), account().grantId(), engine().now());
      Optional<Secret> key = engine().webhooks().addresses().key(address);
      if (key.isPresent()) {
        return "{\"url\":\"%s/webhooks/resend/%s\",\"secret\":\"%s\"}"
            .formatted(server.address(), address.id(), key.get().reveal());
      }
      rest(end);
    }
  }

  /** How many e-mails are known to be delivered. */
  private String known() {
    return "{\"delivered\":%d}"
        .formatted(
            engine()
                .email()
                .stores()
                .messages()
                .figures(workspace(), account().id(), engine().now().minus(Duration.ofDays(2)))
                .delivered());
  }

  private static void rest(long endNanos) throws InterruptedException {
    if (System.nanoTime() > endNanos) {
      throw new IllegalStateException("it did not end within " + PATIENCE);
    }
    Thread.sleep(20);
  }
}
