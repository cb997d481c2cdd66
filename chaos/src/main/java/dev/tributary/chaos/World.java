package dev.tributary.chaos;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.connect.Connections.Connected;
import dev.tributary.engine.vault.MasterKey;
import dev.tributary.engine.watch.Watch;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.google.GoogleDescription;
import dev.tributary.sandbox.google.traffic.Scale;
import dev.tributary.sandbox.meta.MetaDescription;
import dev.tributary.sandbox.meta.world.MetaWorld;
import dev.tributary.sandbox.resend.team.Domain;
import dev.tributary.server.app.Backend;
import dev.tributary.server.settings.Settings;
import dev.tributary.spi.ApiKeyCredentials;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.OAuthCredentials;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.Secret;
import dev.tributary.store.Ids;
import dev.tributary.store.Integration;
import dev.tributary.store.Workspace;
import dev.tributary.store.WorkspaceStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Everything that takes part: PostgreSQL, the sandbox, two worker processes, and an engine in this
 * process that asks and works on nothing. Closing it ends all of them.
 */
final class World implements AutoCloseable {
  static final String ANALYTICS = "google_analytics";
  static final String ADS = "meta_ads";
  static final String EMAIL = "resend";
  private static final List<String> PROVIDERS = List.of(ANALYTICS, ADS, EMAIL);

  /** Whole days of history, beside the one that is under way. */
  static final int DAYS = 12;

  /** So close to its end that a token of Meta's is exchanged for a new one at once. */
  private static final Duration TOKEN_LASTS = Duration.ofDays(10);

  /** How often fresh days are read: the shortest that a setting allows. */
  private static final Duration SYNC_EVERY = Duration.ofMinutes(1);

  private final Path folder;
  private final ChaosDatabase database;
  private final Sandbox sandbox;
  private final ProviderTime time;
  private final Backend backend;
  private final List<Node> nodes;
  private final List<Integration> integrations = new ArrayList<>();
  private final AtomicBoolean keepLogs = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  private World(
      Path folder,
      ChaosDatabase database,
      Sandbox sandbox,
      Backend backend,
      Map<String, String> settings) {
    this.folder = folder;
    this.database = database;
    this.sandbox = sandbox;
    this.time = new ProviderTime(sandbox.clock());
    this.backend = backend;
    Path agent = folder.resolve("clock-agent.jar");
    this.nodes =
        Stream.of("a", "b")
            .map(name -> new Node(name, folder.resolve(name), agent, settings, database.url()))
            .toList();
  }

  /**
   * Starts all but the nodes.
   *
   * @param heartbeat of the nodes; after four missed ones their claims are taken over
   * @param workers of each node
   */
  static World start(long seed, Duration heartbeat, int workers) throws Exception {
    Path folder = Files.createTempDirectory("tributary-chaos");
    ChaosDatabase database = null;
    Sandbox sandbox = null;
    try {
      database = ChaosDatabase.start(folder.resolve("postgres"));
      sandbox =
          Sandbox.start(
              SandboxOptions.DEFAULT
                  .withSeed(seed)
                  .withQuotas(false)
                  .withScale(new Scale(8, 120, 2)));
      sandbox.clock().freeze();
      ClockAgent.write(folder.resolve("clock-agent.jar"));
      Map<String, String> settings = settings(database, sandbox, heartbeat, workers);
      Backend backend = backend(folder, database, settings);
      return new World(folder, database, sandbox, backend, settings);
    } catch (Exception e) {
      if (sandbox != null) {
        sandbox.close();
      }
      if (database != null) {
        database.close();
      }
      delete(folder);
      throw e;
    }
  }

  private static Map<String, String> settings(
      ChaosDatabase database, Sandbox sandbox, Duration heartbeat, int workers) {
    GoogleDescription google = sandbox.description().google();
    MetaDescription meta = sandbox.description().meta();
    Map<String, String> settings = new HashMap<>();
    settings.put("TRIBUTARY_DATABASE_USER", database.user());
    settings.put("TRIBUTARY_DATABASE_PASSWORD", database.password());
    settings.put("TRIBUTARY_KEY", MasterKey.generate().reveal());
    settings.put("TRIBUTARY_SYNC_INTERVAL", SYNC_EVERY.toString());
    settings.put("TRIBUTARY_HEARTBEAT", heartbeat.toString());
    settings.put("TRIBUTARY_WORKERS", String.valueOf(workers));
    settings.put("TRIBUTARY_GOOGLE_ANALYTICS_CLIENT_ID", google.clientId());
    settings.put("TRIBUTARY_GOOGLE_ANALYTICS_CLIENT_SECRET", google.clientSecret());
    for (String name : List.of("CONSENT", "OAUTH", "DATA", "ADMIN")) {
      settings.put("TRIBUTARY_GOOGLE_ANALYTICS_" + name + "_URL", sandbox.base().toString());
    }
    settings.put("TRIBUTARY_META_ADS_CLIENT_ID", meta.appId());
    settings.put("TRIBUTARY_META_ADS_CLIENT_SECRET", meta.appSecret());
    for (String name : List.of("CONSENT", "GRAPH")) {
      settings.put("TRIBUTARY_META_ADS_" + name + "_URL", sandbox.base().toString());
    }
    settings.put("TRIBUTARY_RESEND_API_URL", sandbox.base().toString());
    return Map.copyOf(settings);
  }

  private static Backend backend(Path folder, ChaosDatabase database, Map<String, String> settings)
      throws IOException, InterruptedException {
    Map<String, String> own = new HashMap<>(settings);
    Path data = Files.createDirectories(folder.resolve("asking"));
    own.put("TRIBUTARY_DATA", data.toString());
    own.put("TRIBUTARY_DATABASE_URL", database.url() + "?ApplicationName=chaos-asking");
    return new Backend(
        Settings.load(data, own), Watch.NONE, () -> URI.create("http://localhost:1"));
  }

  /** Connects the accounts of every workspace and asks for their history. */
  void connect(Acknowledged acknowledged) throws Exception {
    List<Map<String, List<String>>> accounts = accounts();
    for (int number = 0; number < accounts.size(); number++) {
      UUID workspace = number == 0 ? backend.workspace().id() : workspace("workspace " + number);
      for (Connected connected : connect(workspace, accounts.get(number))) {
        integrations.add(connected.integration());
        acknowledged.add(connected.integration(), connected.operation());
      }
    }
  }

  /**
   * Those of each workspace. Few enough to be read often, of several zones; one of each provider is
   * read by two workspaces.
   */
  private List<Map<String, List<String>>> accounts() {
    List<String> team = List.of(team());
    return List.of(
        Map.of(ANALYTICS, List.of("412001"), ADS, List.of(MetaWorld.SHOP), EMAIL, team),
        Map.of(ANALYTICS, List.of("412002", "412001"), ADS, List.of(MetaWorld.SHOP), EMAIL, team),
        Map.of(ANALYTICS, List.of("423001"), ADS, List.of(MetaWorld.YEN)));
  }

  /** Resend has no id for a team: it is known by its oldest domain. */
  private String team() {
    return sandbox.resend().nordlicht().domains().all().stream()
        .min(Comparator.comparing(Domain::createdAt).thenComparing(Domain::id))
        .orElseThrow()
        .id();
  }

  UUID workspace(String name) {
    Instant now = backend.engine().now();
    UUID id = Ids.next(now);
    new WorkspaceStore(backend.database()).create(new Workspace(id, name, ZoneId.of("UTC"), now));
    return id;
  }

  /**
   * @param accounts by provider
   */
  List<Connected> connect(UUID workspace, Map<String, List<String>> accounts)
      throws ConnectException, InterruptedException {
    List<Connected> connected = new ArrayList<>();
    for (String provider : PROVIDERS) {
      List<String> theirs = accounts.getOrDefault(provider, List.of());
      if (!theirs.isEmpty()) {
        connected.addAll(
            backend
                .engine()
                .connections()
                .connect(workspace, provider, credentials(provider), theirs, Map.of(), DAYS));
      }
    }
    return connected;
  }

  /** As a consent leaves them, but for tokens that must be renewed before anything is read. */
  private ConnectionCredentials credentials(String provider) {
    return switch (provider) {
      case ANALYTICS ->
          new OAuthCredentials(
              provider,
              Secret.of("none yet"),
              Optional.of(Secret.of(sandbox.description().google().refreshToken())),
              Optional.of(Instant.EPOCH),
              Set.of("https://www.googleapis.com/auth/analytics.readonly"));
      case ADS ->
          new OAuthCredentials(
              provider,
              Secret.of(sandbox.description().meta().accessToken()),
              Optional.empty(),
              Optional.of(backend.engine().now().plus(TOKEN_LASTS)),
              Set.of("ads_read"));
      case EMAIL ->
          new ApiKeyCredentials(provider, Secret.of(sandbox.description().resend().apiKey()));
      default -> throw new IllegalArgumentException("not in this world: " + provider);
    };
  }

  /** Of everything that was connected. */
  List<ProviderDescriptor> providers() {
    return PROVIDERS.stream().map(provider -> backend.adapters().of(provider).describe()).toList();
  }

  /** Those of a provider. */
  List<Integration> integrations(ProviderDescriptor provider) {
    return integrations.stream().filter(one -> one.provider().equals(provider.id())).toList();
  }

  ChaosDatabase database() {
    return database;
  }

  Sandbox sandbox() {
    return sandbox;
  }

  ProviderTime time() {
    return time;
  }

  Backend backend() {
    return backend;
  }

  List<Node> nodes() {
    return nodes;
  }

  /** Those that chaos happens to. */
  List<Integration> integrations() {
    return List.copyOf(integrations);
  }

  /** The workspace that the nodes' control API speaks of. */
  boolean first(Integration integration) {
    return integration.workspaceId().equals(backend.workspace().id());
  }

  /** The nodes' logs stay after the end, to be looked at. */
  Path keepLogs() {
    keepLogs.set(true);
    return folder;
  }

  /** Also twice, and by the thread that ends the process. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    nodes.forEach(Node::close);
    try {
      backend.close();
    } finally {
      try {
        sandbox.close();
      } finally {
        database.close();
        delete(keepLogs.get() ? folder.resolve("postgres") : folder);
      }
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("chaos: " + folder + " could not be deleted: " + e.getMessage());
    }
  }
}
