package dev.tributary.server.command;

import dev.tributary.engine.notify.MailSettings;
import dev.tributary.engine.notify.Outbox;
import dev.tributary.engine.vault.MasterKey;
import dev.tributary.engine.watch.Watch;
import dev.tributary.http.OutboundClients;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.ControlClient;
import dev.tributary.server.app.InvariantReport;
import dev.tributary.server.app.ListenAddress;
import dev.tributary.server.app.Mail;
import dev.tributary.server.app.OutboundSettings;
import dev.tributary.server.app.Problems;
import dev.tributary.server.settings.Setting;
import dev.tributary.server.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What {@code doctor} looks at, in the order in which a start needs it. */
final class Examination {
  private static final long DISK_BYTES_MIN = 200L * 1024 * 1024;
  private static final Duration SKEW_MAX = Duration.ofSeconds(30);
  private static final Duration REACH_MAX = Duration.ofSeconds(5);

  private final Settings settings;
  private final InstantSource clock;
  private final List<Finding> findings = new ArrayList<>();
  private List<InvariantReport.Line> invariants = List.of();

  Examination(Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * One line of the answer.
   *
   * @param problem the exit code it deserves; empty when all is well
   * @param sentence what was found, with the next step of a problem
   */
  record Finding(String what, Optional<ExitCode> problem, String sentence) {
    static Finding well(String what, String sentence) {
      return new Finding(what, Optional.empty(), sentence);
    }

    static Finding wrong(String what, ExitCode problem, String sentence) {
      return new Finding(what, Optional.of(problem), sentence);
    }
  }

  /** A step that says what it found, or throws what a start would throw. */
  @FunctionalInterface
  private interface Step {
    String found() throws InterruptedException;
  }

  List<Finding> all() throws InterruptedException {
    well("settings", "All settings are understood.");
    boolean key = check("key", this::key);
    boolean folder = check("folder", this::folder);
    Optional<ControlClient> running = folder ? ControlClient.find(data()) : Optional.empty();
    if (running.isPresent()) {
      try (ControlClient server = running.get()) {
        well("port", "A server of this folder runs and answers.");
        check("database", () -> databaseOf(server));
      }
    } else {
      check("port", this::port);
      if (!embedded() || Files.exists(data().resolve("postgres").resolve("cluster"))) {
        if (key) {
          check("database", this::database);
        }
      } else {
        well("database", "An embedded PostgreSQL is made in the folder at the first start.");
      }
    }
    check("mail", this::mail);
    for (String provider : providers()) {
      app(provider);
      for (URI address : addresses(provider)) {
        check("provider", () -> reach(provider, address, settings));
      }
    }
    return findings;
  }

  /** What {@link #all} found of the database's invariants; empty when it could not look. */
  List<InvariantReport.Line> invariants() {
    return invariants;
  }

  private void well(String what, String sentence) {
    findings.add(Finding.well(what, sentence));
  }

  private boolean check(String what, Step step) throws InterruptedException {
    try {
      well(what, step.found());
      return true;
    } catch (RuntimeException e) {
      Problem problem = Problems.of(e).orElseThrow(() -> e);
      findings.add(Finding.wrong(what, problem.exitCode(), problem.sentence()));
      return false;
    }
  }

  private Path data() {
    return settings.path(Setting.DATA);
  }

  private boolean embedded() {
    return settings.textIfSet(Setting.DATABASE_URL).isEmpty();
  }

  private String key() {
    MasterKey key =
        MasterKey.configured(
            settings.secret(Setting.KEY),
            settings.textIfSet(Setting.KEY_FILE).map(file -> settings.path(Setting.KEY_FILE)));
    return "The key " + key.id() + " can be read.";
  }

  private String folder() {
    Path existing = data();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      Files.delete(Files.createTempFile(existing, ".tributary", ".try"));
    } catch (IOException e) {
      throw new Problem(
          ExitCode.ENVIRONMENT,
          existing
              + " cannot be written; give this user access or choose another folder with"
              + " TRIBUTARY_DATA.",
          e);
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace();
      if (embedded() && free < DISK_BYTES_MIN) {
        throw new Problem(
            ExitCode.ENVIRONMENT,
            "%s has %d MB of disk left, and a start needs 200; free some or choose another folder with TRIBUTARY_DATA."
                .formatted(data(), free >> 20));
      }
      return "%s can be written, %,d MB are free.".formatted(data(), free >> 20);
    } catch (IOException e) {
      throw new Problem(
          ExitCode.ENVIRONMENT, "The disk of " + data() + " cannot be looked at; check it.", e);
    }
  }

  private String mail() {
    Optional<MailSettings> server = Mail.server(settings);
    if (server.isEmpty()) {
      return "E-mail is not set up (smtp-host); notices are shown in the application alone.";
    }
    MailSettings mail = server.get();
    Optional<String> problem = Outbox.unusable(mail);
    if (problem.isPresent()) {
      throw new Problem(ExitCode.ENVIRONMENT, problem.get());
    }
    return mail.addresses().isEmpty()
        ? "%s takes our mails; notices go to the routes of each workspace.".formatted(mail.host())
        : "%s takes our mails; without routes of their own, workspaces' notices go to %s."
            .formatted(mail.host(), String.join(", ", mail.addresses()));
  }

  private String port() {
    ListenAddress address = ListenAddress.of(settings);
    address.requireFree();
    return "No server runs; port " + address.port() + " is free for it.";
  }

  private String databaseOf(ControlClient server) throws InterruptedException {
    invariants = InvariantReport.of(server);
    return skew(Instant.parse(server.get("/status").path("now").asString()));
  }

  /** Version, roles, migrations and row level security are what opening it checks. */
  private String database() throws InterruptedException {
    try (Backend backend =
        new Backend(settings, Watch.NONE, () -> settings.url(Setting.PUBLIC_URL))) {
      invariants = InvariantReport.of(backend);
      return skew(backend.engine().now());
    }
  }

  private String skew(Instant database) {
    Duration skew = Duration.between(database, clock.instant()).abs();
    if (skew.compareTo(SKEW_MAX) > 0) {
      throw new Problem(
          ExitCode.ENVIRONMENT,
          "This machine's clock and the database's are %d seconds apart; set both by NTP."
              .formatted(skew.toSeconds()));
    }
    return "%s answers: new enough, schema up to date, three roles, tenants kept apart, key fits, clocks %d s apart."
        .formatted(embedded() ? "The embedded PostgreSQL" : "PostgreSQL", skew.toSeconds());
  }

  private static List<String> providers() {
    return Setting.providers();
  }

  private void app(String provider) {
    if (!Setting.usesApp(provider)) {
      well("provider", provider + " is connected with keys and needs no OAuth client.");
      return;
    }
    String prefix = Setting.prefix(provider);
    well(
        "provider",
        settings.textIfSet(prefix + "client-id").isPresent()
            ? "%s has an OAuth client; its redirect address is %s/oauth/%s/callback."
                .formatted(provider, settings.text(Setting.PUBLIC_URL), provider)
            : "%s has no OAuth client in the settings; without one no account is connected by login."
                .formatted(provider));
  }

  /** Each host once. */
  private Set<URI> addresses(String provider) {
    String prefix = Setting.prefix(provider);
    Set<URI> addresses = new LinkedHashSet<>();
    for (Setting setting : Setting.all()) {
      if (setting.kind() == Setting.Kind.URL && setting.name().startsWith(prefix)) {
        addresses.add(settings.url(setting.name()).resolve("/"));
      }
    }
    return addresses;
  }

  /** Any answer will do: it proves name, network and certificate. */
  private static String reach(String provider, URI address, Settings settings)
      throws InterruptedException {
    try (HttpClient client =
        OutboundClients.builder(OutboundSettings.of(settings)).connectTimeout(REACH_MAX).build()) {
      client.send(
          HttpRequest.newBuilder(address)
              .method("HEAD", HttpRequest.BodyPublishers.noBody())
              .timeout(REACH_MAX)
              .build(),
          BodyHandlers.discarding());
      return "%s answers at %s.".formatted(provider, address);
    } catch (IOException e) {
      throw new Problem(
          ExitCode.PROVIDER,
          "%s cannot be reached at %s (%s); check network, proxy and the setting."
              .formatted(provider, address, e.getClass().getSimpleName()),
          e);
    }
  }
}
