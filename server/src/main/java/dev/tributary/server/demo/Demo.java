package dev.tributary.server.demo;

import dev.tributary.engine.Progress;
import dev.tributary.engine.Situation;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.google.GoogleDescription;
import dev.tributary.sandbox.meta.MetaDescription;
import dev.tributary.sandbox.meta.world.MetaWorld;
import dev.tributary.sandbox.resend.Teams;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.app.ControlClient;
import dev.tributary.server.app.Server;
import dev.tributary.server.people.Links;
import dev.tributary.server.people.SigningIn;
import dev.tributary.server.people.SigningIn.Browser;
import dev.tributary.server.people.SigningIn.NewPerson;
import dev.tributary.server.settings.Setting;
import dev.tributary.server.settings.Settings;
import dev.tributary.server.terminal.ProgressBar;
import dev.tributary.server.terminal.Terminal;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Secret;
import dev.tributary.store.Integration;
import dev.tributary.store.Person;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A sandbox, a server and one account of each provider, connected the way a person does it and read
 * completely.
 */
public final class Demo implements AutoCloseable {
  private static final String PROVIDER = "google_analytics";
  private static final String META = "meta_ads";
  private static final String RESEND = "resend";

  private static final String OWNER = "demo@example.com";

  /** The sandbox's shop in Berlin, in euro. */
  private static final String PROPERTY = "412001";

  /** The same shop's ads, of which the property sees the visitors. */
  private static final String AD_ACCOUNT = MetaWorld.SHOP;

  /** The same company's e-mail, counted by the days of its shop. */
  private static final String TEAM = Teams.NORDLICHT;

  private static final String ZONE = "Europe/Berlin";

  /** How long a run may take to end after its last day. */
  private static final Duration END = Duration.ofSeconds(10);

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Sandbox sandbox;
  private final Server server;
  private final ControlClient control;
  private final InstantSource clock;

  private Demo(Sandbox sandbox, Server server, ControlClient control, InstantSource clock) {
    this.sandbox = sandbox;
    this.server = server;
    this.control = control;
    this.clock = clock;
  }

  /** Starts sandbox and server. The sandbox's clock stands still, so that its numbers do too. */
  public static Demo start(Settings given, SandboxOptions world, InstantSource clock)
      throws InterruptedException {
    Sandbox sandbox = SandboxStart.with(world);
    Server server = null;
    try {
      sandbox.clock().freeze();
      // So many requests a second never come free on a clock that stands still.
      sandbox.resend().nordlicht().limits().enforce(false);
      Settings settings = towards(given, sandbox);
      // It syncs once it is connected: the sandbox knows no login of an earlier demo in this
      // folder.
      server = Server.startDemo(settings, new SandboxSimulation(sandbox));
      ControlClient control = ControlClient.find(settings.path(Setting.DATA)).orElseThrow();
      return new Demo(sandbox, server, control, clock);
    } catch (RuntimeException | InterruptedException e) {
      if (server != null) {
        server.close();
      }
      sandbox.close();
      throw e;
    }
  }

  /** From now on late data and re-attribution come, as they do in life. */
  public void letTimeRun() {
    sandbox.clock().run();
    sandbox.resend().nordlicht().limits().enforce(true);
  }

  /** Every provider that the sandbox plays, so that nothing of the demo leaves this machine. */
  private static Settings towards(Settings given, Sandbox sandbox) {
    GoogleDescription google = sandbox.description().google();
    MetaDescription meta = sandbox.description().meta();
    String base = sandbox.base().toString();
    Settings settings =
        with(given, PROVIDER, base, List.of("consent", "oauth", "data", "admin"))
            .with(Setting.prefix(PROVIDER) + "client-id", google.clientId())
            .with(Setting.prefix(PROVIDER) + "client-secret", google.clientSecret());
    settings = with(settings, RESEND, base, List.of("api"));
    return with(settings, META, base, List.of("consent", "graph"))
        .with(Setting.prefix(META) + "client-id", meta.appId())
        .with(Setting.prefix(META) + "client-secret", meta.appSecret());
  }

  private static Settings with(Settings given, String provider, String base, List<String> names) {
    Settings settings = given;
    for (String name : names) {
      settings = settings.with(Setting.prefix(provider) + name + "-url", base);
    }
    return settings;
  }

  /** Where the server answers. */
  public URI address() {
    return server.address();
  }

  /** A link that signs in once, within an hour, as the owner whom the demo makes for itself. */
  public String entry() throws InterruptedException {
    SigningIn signingIn = server.backend().people().signingIn();
    Person owner =
        signingIn
            .setUp(
                signingIn.ownerLink(),
                new NewPerson(OWNER, "Demo", Secret.of(UUID.randomUUID().toString())),
                new Browser("", "the demo itself"))
            .person();
    return new Links(server.publicUrl()).entry(signingIn.entryLink(owner));
  }

  public Server server() {
    return server;
  }

  /**
   * What was connected.
   *
   * @param provider the name for people
   */
  public record Connected(Integration integration, UUID operation, String provider) {}

  /**
   * Connects the property and the ad account through their consent pages, as a browser does, and
   * the team by its key.
   *
   * @param days whole days to read; today, which is not whole, comes with them
   */
  public List<Connected> connect(int days) throws InterruptedException {
    List<Connected> connected =
        List.of(
            connect(PROVIDER, PROPERTY, days), connect(META, AD_ACCOUNT, days), connectTeam(days));
    server.backend().engine().start();
    return connected;
  }

  private Connected connect(String provider, String account, int days) throws InterruptedException {
    JsonNode begun = control.post("/connects", Map.of("provider", provider));
    new ConsentBrowser().open(URI.create(begun.path("address").asString()));
    JsonNode connected =
        control
            .post(
                "/connects/" + begun.path("session").asString() + "/choice",
                Map.of("accounts", List.of(account), "settings", Map.of(), "backfillDays", days))
            .get(0);
    return connected(provider, connected);
  }

  private Connected connectTeam(int days) throws InterruptedException {
    Map<String, Object> wish = new HashMap<>();
    wish.put("provider", RESEND);
    wish.put("key", sandbox.description().resend().apiKey());
    wish.put("accounts", List.of());
    wish.put("settings", Map.of("zone", ZONE));
    wish.put("backfillDays", days);
    JsonNode offered = control.post("/service-accounts/accounts", wish).get(0);
    wish.put("accounts", List.of(offered.path("id").asString()));
    return connected(RESEND, control.post("/service-accounts", wish).get(0));
  }

  private Connected connected(String provider, JsonNode connected) {
    return new Connected(
        integration(UUID.fromString(connected.path("integration").asString())),
        UUID.fromString(connected.path("operation").asString()),
        server.backend().adapters().of(provider).describe().name());
  }

  private Integration integration(UUID id) {
    return situation(id).integration();
  }

  private Situation situation(UUID integration) {
    return server
        .backend()
        .engine()
        .situation(server.backend().workspace().id(), integration)
        .orElseThrow();
  }

  /** Waits for every day of the backfills and shows how far they are. */
  public void waitFor(List<Connected> connected, Terminal say) throws InterruptedException {
    ProgressBar bar = new ProgressBar(say, "Days", clock.instant());
    try {
      int lastDone = -1;
      Instant lastMove = clock.instant();
      while (true) {
        List<Progress> progress = connected.stream().map(this::progress).toList();
        List<Situation> situations =
            connected.stream().map(one -> situation(one.integration().id())).toList();
        int daysDone = progress.stream().mapToInt(Progress::daysDone).sum();
        int daysPlanned = progress.stream().mapToInt(Progress::daysPlanned).sum();
        Instant now = clock.instant();
        bar.show(daysDone, daysPlanned, waiting(situations), now);
        boolean resting = situations.stream().allMatch(one -> one.job().isEmpty());
        if (progress.stream().allMatch(Progress::done)
            && (resting || lastMove.plus(END).isBefore(now))) {
          return;
        }
        if (daysDone != lastDone) {
          lastDone = daysDone;
          lastMove = now;
        }
        situations.stream()
            .flatMap(one -> one.integration().reason().stream())
            .findFirst()
            .ifPresent(reason -> {
              throw new Problem(ExitCode.NOT_OK, reason.sentence());
            });
        if (lastMove.plus(PATIENCE).isBefore(now)) {
          throw new Problem(
              ExitCode.NOT_OK,
              "Nothing moved for five minutes. ./tributary status shows what it waits for.");
        }
        Thread.sleep(100);
      }
    } finally {
      bar.close();
    }
  }

  private Progress progress(Connected connected) {
    return server
        .backend()
        .engine()
        .progress(server.backend().workspace().id(), connected.operation());
  }

  private static String waiting(List<Situation> situations) {
    return situations.stream()
        .map(Demo::waiting)
        .filter(words -> !words.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String waiting(Situation situation) {
    return situation
        .job()
        .flatMap(job ->
            job.nextRetryAt()
                .map(until ->
                    "waiting until "
                        + until
                        + job.waitingFor().or(job::error).map(why -> ": " + why).orElse("")))
        .orElse("");
  }

  /** The last whole days, as many as a period of distinct numbers has and fit twice. */
  public static DayRange range(int days, LocalDate today) {
    LocalDate last = today.minusDays(1);
    int length = days >= 56 ? 28 : days >= 14 ? 7 : 1;
    return new DayRange(last.minusDays(length - 1L), last);
  }

  public LocalDate today(Connected connected) {
    return LocalDate.ofInstant(
        server.backend().engine().now(), connected.integration().account().zone());
  }

  /** The KPIs of everything that was connected, each compared with its source. */
  public List<DemoKpis.Shown> kpis(List<Connected> connected, DayRange range)
      throws InterruptedException {
    DemoKpis kpis = new DemoKpis(server.backend(), sandbox.base(), range);
    Integration analytics = connected.getFirst().integration();
    Integration ads = connected.get(1).integration();
    Integration email = connected.getLast().integration();
    return Stream.of(
            kpis.analytics(analytics, PROPERTY),
            kpis.ads(ads, AD_ACCOUNT),
            kpis.email(email, TEAM),
            kpis.blended(analytics, PROPERTY, ads, AD_ACCOUNT))
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public void close() {
    control.close();
    try {
      server.close();
    } finally {
      sandbox.close();
    }
  }
}
