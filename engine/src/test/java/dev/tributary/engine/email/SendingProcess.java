package dev.tributary.engine.email;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.MovableClock;
import dev.tributary.engine.Retention;
import dev.tributary.engine.Stores;
import dev.tributary.engine.vault.MasterKey;
import dev.tributary.engine.vault.Vault;
import dev.tributary.postgres.TestDatabase;
import dev.tributary.spi.Secret;
import dev.tributary.store.Database;
import dev.tributary.store.DatabaseSettings;
import dev.tributary.store.SentinelStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A node that does nothing but send e-mails, as a process of its own, for tests that kill it. It
 * says when it is ready, begins when it is told the time, and ends with whoever started it.
 */
final class SendingProcess implements AutoCloseable {
  private static final Duration BOOT_MAX = Duration.ofMinutes(1);

  private final Process process;
  private final BufferedReader says;
  private final PrintWriter orders;

  private SendingProcess(Process process) {
    this.process = process;
    this.says = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    this.orders = new PrintWriter(process.getOutputStream(), true, UTF_8);
  }

  static SendingProcess start(TestDatabase database, URI house) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Duser.timezone=UTC",
                "-cp",
                System.getProperty("java.class.path"),
                SendingProcess.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder
        .environment()
        .putAll(
            Map.of(
                "MAIL_DATABASE", database.jdbcUrl(),
                "MAIL_USER", database.user(),
                "MAIL_PASSWORD", database.password(),
                "MAIL_KEY", EngineFixture.KEY.reveal(),
                "MAIL_HOUSE", house.toString()));
    return new SendingProcess(builder.start());
  }

  /** Sends what is due, from a moment on at which the clock stands still. */
  void begin(Instant now) throws IOException {
    String said = says.readLine();
    if (!"ready".equals(said)) {
      throw new IOException("the sender did not start; see its words above");
    }
    orders.println(now);
  }

  /** As {@code kill -9} does; returns when it is gone. */
  void kill() {
    try {
      if (!process.destroyForcibly().waitFor(BOOT_MAX.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("a process outlived kill -9");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  boolean ended(Duration atMost) throws InterruptedException {
    return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    kill();
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, String> given = System.getenv();
    try (Database database =
            Database.open(
                DatabaseSettings.of(
                    given.getOrDefault("MAIL_DATABASE", ""),
                    given.getOrDefault("MAIL_USER", ""),
                    Secret.of(given.getOrDefault("MAIL_PASSWORD", ""))));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      MovableClock clock = new MovableClock(Instant.EPOCH.toString());
      Vault vault =
          Vault.open(
              MasterKey.parse(Secret.of(given.getOrDefault("MAIL_KEY", ""))),
              new SentinelStore(database));
      URI house = URI.create(given.getOrDefault("MAIL_HOUSE", ""));
      Email email =
          new Email(
              MailWorld.tools(
                  Stores.of(database),
                  new Adapters(List.of(new MailAdapter(clock, house))),
                  vault,
                  clock),
              vault,
              URI.create("https://tributary.example"),
              Retention.STANDARD);
      System.out.println("ready");
      String now = orders.readLine();
      if (now != null) {
        clock.set(Instant.parse(now));
        Thread.ofPlatform().daemon().start(() -> send(email));
        // Ends with whoever gives the orders.
        orders.readLine();
      }
    }
  }

  private static void send(Email email) {
    while (!Thread.currentThread().isInterrupted()) {
      email.sender().run();
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }
}
