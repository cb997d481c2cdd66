package dev.tributary.server;

import dev.tributary.engine.vault.MasterKey;
import dev.tributary.engine.watch.Watch;
import dev.tributary.postgres.TestCluster;
import dev.tributary.postgres.TestDatabase;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.Server;
import dev.tributary.server.demo.ConsentBrowser;
import dev.tributary.server.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A real server on a real PostgreSQL beside a sandbox, for all test classes that only need one to
 * be there. It syncs. Tests leave the sandbox as they found it.
 */
public final class SharedServer implements BeforeAllCallback, ParameterResolver {
  /** With which strangers may read the metrics. */
  public static final String METRICS_TOKEN = "metrics-token-canary";

  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(SharedServer.class);

  /** What runs. */
  public static final class Running implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final Sandbox sandbox;
    private final Server server;
    private final Path folder;
    private final Map<String, String> environment;

    Running() throws IOException, InterruptedException {
      sandbox = Sandbox.start(SandboxOptions.DEFAULT.withQuotas(false));
      folder = Files.createTempDirectory("tributary-shared");
      environment = installation(folder, TestCluster.shared().freshDatabase());
      environment.putAll(towards(sandbox));
      environment.put("TRIBUTARY_PORT", "0");
      environment.put("TRIBUTARY_METRICS_TOKEN", METRICS_TOKEN);
      environment.put("TRIBUTARY_API_READS_PER_MINUTE", "10000");
      environment.put("TRIBUTARY_API_WRITES_PER_MINUTE", "10000");
      server = Server.start(Settings.load(folder, environment), true);
    }

    public Sandbox sandbox() {
      return sandbox;
    }

    public Server server() {
      return server;
    }

    public Path folder() {
      return folder;
    }

    public Map<String, String> environment() {
      return Map.copyOf(environment);
    }

    /** The token that the command line would use. */
    public String token() throws IOException {
      return Files.readAllLines(folder.resolve("server")).get(1);
    }

    public HttpResponse<String> get(String path, String... headers)
        throws IOException, InterruptedException {
      return send(HttpRequest.newBuilder(URI.create(server.address() + path)), headers);
    }

    /** With the control token. */
    public HttpResponse<String> post(String path, String body)
        throws IOException, InterruptedException {
      return send(
          HttpRequest.newBuilder(URI.create(server.address() + path))
              .POST(HttpRequest.BodyPublishers.ofString(body)),
          "Content-Type",
          "application/json",
          "Authorization",
          "Bearer " + token());
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers)
        throws IOException, InterruptedException {
      if (headers.length > 0) {
        request.headers(headers);
      }
      return client.send(request.build(), BodyHandlers.ofString());
    }

    /** A command beside this server. */
    public Captured run(String... arguments) {
      return Captured.run(environment, arguments);
    }

    /** Connects in a browser whose person does what the sandbox's consent says. */
    public Captured connect(String... arguments) throws InterruptedException {
      return agree(Captured.start(environment, arguments));
    }

    /** Opens the address that the command prints. */
    public Captured agree(Captured command) throws InterruptedException {
      URI address = URI.create(command.said("(http://localhost:\\d+/connect/\\S+)"));
      try {
        new ConsentBrowser().open(address);
      } catch (Problem refused) {
        // What the person saw is in the page; the command says it too.
      }
      command.code();
      return command;
    }

    /** The shop in Berlin with its last days, connected by the first test that needs it. */
    public synchronized void requireShop() throws InterruptedException {
      if (run("jobs", "--account", "412001", "--status", "completed").out().contains("succeeded")) {
        return;
      }
      // Another class may have connected it just now, and its first read be under way.
      if (!run("status").out().contains("412001")) {
        Captured connected =
            connect("connect", "google_analytics", "--account", "412001", "--days", "2");
        if (connected.code() != 0) {
          throw new AssertionError(connected);
        }
      }
      Captured synced = run("sync", "--account", "412001");
      if (synced.code() != 0) {
        throw new AssertionError(synced);
      }
    }

    @Override
    public void close() {
      client.shutdownNow();
      server.close();
      sandbox.close();
    }
  }

  /** A folder with a key, and a database. */
  public static Map<String, String> installation(Path folder, TestDatabase database)
      throws IOException {
    Path key = folder.resolve("key");
    Files.writeString(key, MasterKey.generate().reveal());
    return new HashMap<>(
        Map.of(
            "TRIBUTARY_DATA", folder.toString(),
            "TRIBUTARY_KEY_FILE", key.toString(),
            "TRIBUTARY_DATABASE_URL", database.jdbcUrl(),
            "TRIBUTARY_DATABASE_USER", database.user(),
            "TRIBUTARY_DATABASE_PASSWORD", database.password()));
  }

  /**
   * A database as a server leaves it that nobody used yet. For tests that are not about the first
   * start, whose migrations take a second and more.
   */
  public static TestDatabase started() {
    return TestCluster.shared().freshDatabase("started", SharedServer::startOnce);
  }

  private static void startOnce(TestDatabase template) throws Exception {
    Path folder = Files.createTempDirectory("tributary-template");
    new Backend(
            Settings.load(folder, installation(folder, template)),
            Watch.NONE,
            () -> URI.create("http://localhost"))
        .close();
    try (Connection connection = template.connect()) {
      // Keys, clients and workspaces are the test's own.
      TestDatabase.empty(connection, "flyway_schema_history");
    }
  }

  /** Google's addresses at a sandbox, and its OAuth client. */
  public static Map<String, String> towards(Sandbox sandbox) {
    Map<String, String> settings = new HashMap<>();
    for (String name : new String[] {"CONSENT", "OAUTH", "DATA", "ADMIN"}) {
      settings.put("TRIBUTARY_GOOGLE_ANALYTICS_" + name + "_URL", sandbox.base().toString());
    }
    for (String name : new String[] {"CONSENT", "GRAPH"}) {
      settings.put("TRIBUTARY_META_ADS_" + name + "_URL", sandbox.base().toString());
    }
    settings.put("TRIBUTARY_RESEND_API_URL", sandbox.base().toString());
    var google = sandbox.description().google();
    settings.put("TRIBUTARY_GOOGLE_ANALYTICS_CLIENT_ID", google.clientId());
    settings.put("TRIBUTARY_GOOGLE_ANALYTICS_CLIENT_SECRET", google.clientSecret());
    return settings;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    running(context);
  }

  private static Running running(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(HERE)
        .computeIfAbsent(
            "running",
            any -> {
              try {
                return new Running();
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("the shared server did not start", e);
              }
            },
            Running.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Running.class;
  }

  @Override
  public Running resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return running(context);
  }
}
