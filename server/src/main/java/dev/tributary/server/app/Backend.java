package dev.tributary.server.app;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.Engine;
import dev.tributary.engine.EngineSettings;
import dev.tributary.engine.Retention;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.connect.OAuthApps;
import dev.tributary.engine.notify.Letters;
import dev.tributary.engine.queue.DbSchedulerQueue;
import dev.tributary.engine.sync.TurnSettings;
import dev.tributary.engine.vault.MasterKey;
import dev.tributary.engine.vault.Vault;
import dev.tributary.engine.watch.Watch;
import dev.tributary.postgres.EmbeddedPostgres;
import dev.tributary.postgres.Options;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.people.People;
import dev.tributary.server.settings.Setting;
import dev.tributary.server.settings.Settings;
import dev.tributary.spi.AdapterFactory;
import dev.tributary.spi.AppCredentials;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.Secret;
import dev.tributary.store.Database;
import dev.tributary.store.DatabaseSettings;
import dev.tributary.store.Ids;
import dev.tributary.store.OAuthStore;
import dev.tributary.store.SentinelStore;
import dev.tributary.store.VitalsStore;
import dev.tributary.store.Workspace;
import dev.tributary.store.WorkspaceStore;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * Everything behind the web: database (embedded unless one is configured), vault, adapters and
 * engine, opened in this order and closed in the opposite one.
 */
public final class Backend implements AutoCloseable {
  private static final int STANDARD_CONNECTIONS = 8;
  private static final int CONNECTIONS_MAX = 40;
  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Database database;
  private final Adapters adapters;
  private final Engine engine;
  private final Workspace workspace;
  private final URI publicUrl;
  private final NodeRoles roles;
  private final String node = nodeName();
  private final VitalsStore vitals;
  private final People people;
  private final Vault vault;
  private final Optional<Letters> letters;
  private final AtomicBoolean engineClosed = new AtomicBoolean();

  /**
   * Opens everything; nothing syncs before {@link Engine#start}.
   *
   * @param watch is told what the engine does
   * @param url where browsers reach this installation; asked once the database is open
   * @throws RuntimeException of the module that could not start; {@link Problems#of} makes one
   *     sentence of it
   */
  public Backend(Settings settings, Watch watch, PublicUrl url) throws InterruptedException {
    this.roles = NodeRoles.of(settings);
    try {
      this.database = keep(Database.open(databaseSettings(settings)));
      this.vault =
          Vault.open(
              MasterKey.configured(
                  settings.secret(Setting.KEY),
                  settings
                      .textIfSet(Setting.KEY_FILE)
                      .map(file -> settings.path(Setting.KEY_FILE))),
              new SentinelStore(database));
      OAuthApps apps = new OAuthApps(new OAuthStore(database), vault);
      this.adapters = new Adapters(adapters(settings, apps));
      database.streamTables().create(adapters.descriptors());
      this.publicUrl = url.get();
      EngineSettings engineSettings = engineSettings(settings);
      this.vitals = new VitalsStore(database);
      this.engine = Engine.open(database, vault, adapters, engineSettings, watch);
      open.push(this::stopWork);
      this.people = People.of(database, engine::now);
      this.letters = engineSettings.notifying().mail().map(Letters::new);
      enterApps(settings, apps, engine.now());
      this.workspace = firstWorkspace(new WorkspaceStore(database), engine.now());
    } catch (Throwable e) {
      closeAfter(e);
      throw e;
    }
  }

  /** What failed to open is what counts; what failed to close is told with it. */
  private void closeAfter(Throwable failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private <T extends AutoCloseable> T keep(T opened) {
    open.push(opened);
    return opened;
  }

  private DatabaseSettings databaseSettings(Settings settings) throws InterruptedException {
    Optional<String> url = settings.textIfSet(Setting.DATABASE_URL);
    if (url.isEmpty()) {
      EmbeddedPostgres postgres =
          keep(EmbeddedPostgres.start(Options.in(settings.path(Setting.DATA).resolve("postgres"))));
      return sized(
          settings,
          DatabaseSettings.of(
              postgres.jdbcUrl("postgres"), postgres.user(), Secret.of(postgres.password())));
    }
    return sized(
        settings,
        new DatabaseSettings(
            url.get(),
            new DatabaseSettings.Login(
                settings.text(Setting.DATABASE_USER),
                settings.secret(Setting.DATABASE_PASSWORD).orElse(Secret.of(""))),
            login(settings, "app", Setting.DATABASE_APP_PASSWORD),
            login(settings, "system", Setting.DATABASE_SYSTEM_PASSWORD),
            settings.text(Setting.DATABASE_ROLES),
            STANDARD_CONNECTIONS,
            STANDARD_CONNECTIONS));
  }

  /** The login that an administrator made where the owner's may not make any. */
  private static Optional<DatabaseSettings.Login> login(
      Settings settings, String role, String password) {
    return settings
        .secret(password)
        .map(secret ->
            new DatabaseSettings.Login(settings.text(Setting.DATABASE_ROLES) + "_" + role, secret));
  }

  /**
   * Turns hold a connection only while they write, so half of them and the scheduler's own suffice.
   */
  private static DatabaseSettings sized(Settings settings, DatabaseSettings database) {
    int system = Math.clamp(settings.number(Setting.WORKERS) / 2 + 4, 6, CONNECTIONS_MAX);
    return new DatabaseSettings(
        database.url(),
        database.owner(),
        database.app(),
        database.system(),
        database.rolePrefix(),
        database.appConnectionsMax(),
        system);
  }

  private EngineSettings engineSettings(Settings settings) {
    return new EngineSettings(
        publicUrl,
        queueSettings(settings),
        TurnSettings.DEFAULT.withSyncEvery(settings.duration(Setting.SYNC_INTERVAL)),
        Mail.notifying(settings),
        reachable(settings),
        new Retention(
            days(settings, Setting.EMAIL_EVENT_DAYS),
            days(settings, Setting.EMAIL_MESSAGE_DAYS),
            days(settings, Setting.EMAIL_BATCH_DAYS),
            days(settings, Setting.WEBHOOK_DAYS)));
  }

  private static Duration days(Settings settings, String name) {
    return Duration.ofDays(settings.number(name));
  }

  /**
   * The providers that can call us: all where the public address is one, else those that are on
   * this machine too, as a sandbox is.
   */
  private Set<String> reachable(Settings settings) {
    return adapters.descriptors().stream()
        .map(descriptor -> descriptor.id())
        .filter(id ->
            "https".equals(publicUrl.getScheme())
                || Setting.addresses(id).stream()
                    .allMatch(name -> LOCAL.contains(settings.url(name).getHost())))
        .collect(Collectors.toSet());
  }

  private DbSchedulerQueue.Settings queueSettings(Settings settings) {
    DbSchedulerQueue.Settings queue =
        DbSchedulerQueue.Settings.of(node, settings.number(Setting.WORKERS))
            .withHeartbeat(settings.duration(Setting.HEARTBEAT));
    return settings.text(Setting.WORKSPACE_WORKERS).isEmpty()
        ? queue
        : queue.withPerWorkspaceMax(settings.number(Setting.WORKSPACE_WORKERS));
  }

  /** Different for every process, on every machine. */
  private static String nodeName() {
    return "node-%d-%s"
        .formatted(ProcessHandle.current().pid(), UUID.randomUUID().toString().substring(0, 8));
  }

  private static List<IntegrationAdapter> adapters(Settings settings, OAuthApps apps) {
    return ServiceLoader.load(AdapterFactory.class).stream()
        .map(ServiceLoader.Provider::get)
        .map(factory -> factory.create(environment(settings, factory, apps)))
        .toList();
  }

  static ProviderEnvironment environment(
      Settings settings, AdapterFactory factory, OAuthApps apps) {
    String prefix = Setting.prefix(factory.provider());
    Map<String, URI> addresses = new HashMap<>();
    for (String name : factory.addresses().keySet()) {
      addresses.put(name, settings.url(prefix + Setting.dashed(name) + "-url"));
    }
    Map<String, String> versions = new HashMap<>();
    for (String name : factory.versions().keySet()) {
      versions.put(name, settings.text(prefix + Setting.dashed(name) + "-version"));
    }
    return new ProviderEnvironment(
        addresses, versions, () -> apps.of(factory.provider()), OutboundSettings.of(settings));
  }

  /** Takes OAuth clients over from the settings where they differ from what is stored. */
  private void enterApps(Settings settings, OAuthApps apps, Instant now) {
    for (var descriptor : adapters.descriptors()) {
      if (!Setting.usesApp(descriptor.id())) {
        continue;
      }
      String prefix = Setting.prefix(descriptor.id());
      Optional<String> id = settings.textIfSet(prefix + "client-id");
      Optional<Secret> secret = settings.secret(prefix + "client-secret");
      if (id.isEmpty() != secret.isEmpty()) {
        throw new Problem(
            ExitCode.USAGE,
            prefix + "client-id and " + prefix + "client-secret go together; set both or none.");
      }
      if (id.isEmpty() || secret.isEmpty()) {
        continue;
      }
      AppCredentials app = new AppCredentials(id.get(), secret.get());
      if (!apps.of(descriptor.id()).equals(Optional.of(app))) {
        try {
          apps.put(descriptor.id(), app, now);
        } catch (ConnectException e) {
          throw new Problem(ExitCode.DATABASE, e.getMessage() == null ? "" : e.getMessage(), e);
        }
      }
    }
  }

  private static Workspace firstWorkspace(WorkspaceStore workspaces, Instant now) {
    List<Workspace> all = workspaces.all();
    if (!all.isEmpty()) {
      return all.getFirst();
    }
    Workspace first = new Workspace(Ids.next(now), "default", ZoneId.of("UTC"), now);
    workspaces.create(first);
    return first;
  }

  public Database database() {
    return database;
  }

  public Adapters adapters() {
    return adapters;
  }

  public Engine engine() {
    return engine;
  }

  /** Where browsers and providers reach this installation. */
  public URI publicUrl() {
    return publicUrl;
  }

  public NodeRoles roles() {
    return roles;
  }

  /** How this process is named in the queue. */
  public String node() {
    return node;
  }

  /** Who may come in. */
  public People people() {
    return people;
  }

  /** Seals what must not be read in the database. */
  public Vault vault() {
    return vault;
  }

  /** For single mails to people; empty without a mail server. */
  public Optional<Letters> letters() {
    return letters;
  }

  /** Figures about the whole installation. */
  public VitalsStore vitals() {
    return vitals;
  }

  /** Begins to work on syncs. */
  void startWork() {
    engine.start();
  }

  /** Whether this process works on syncs. */
  boolean working() {
    return engine.works();
  }

  /**
   * Ends the work at its next safe places, within seconds; what is stored can still be read. Waits
   * for that even on an interrupted thread, which stays so.
   */
  void stopWork() {
    if (!engineClosed.getAndSet(true)) {
      evenInterrupted(engine::close);
    }
  }

  /** The workspace of the command line: the oldest. */
  public Workspace workspace() {
    WorkspaceStore workspaces = new WorkspaceStore(database);
    return workspaces.find(workspace.id()).orElseGet(() -> workspaces.all().getFirst());
  }

  /** Closes even on an interrupted thread, which stays so. */
  @Override
  public void close() {
    evenInterrupted(this::closeAll);
  }

  private static void evenInterrupted(Runnable work) {
    boolean interrupted = Thread.interrupted();
    try {
      work.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void closeAll() {
    RuntimeException first = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        if (first == null) {
          first = new IllegalStateException("A part of the server did not close.", e);
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
