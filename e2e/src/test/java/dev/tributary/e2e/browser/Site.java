package dev.tributary.e2e.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.tributary.engine.vault.MasterKey;
import dev.tributary.postgres.TestCluster;
import dev.tributary.postgres.TestDatabase;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.google.oauth.Consent;
import dev.tributary.sandbox.meta.oauth.MetaConsent;
import dev.tributary.sandbox.meta.oauth.MetaUser;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.Server;
import dev.tributary.server.demo.SandboxSimulation;
import dev.tributary.server.people.Links;
import dev.tributary.server.people.SigningIn;
import dev.tributary.server.people.SigningIn.NewPerson;
import dev.tributary.server.settings.Settings;
import dev.tributary.spi.Secret;
import dev.tributary.store.Ids;
import dev.tributary.store.PersonStore;
import dev.tributary.store.Role;
import dev.tributary.store.Workspace;
import dev.tributary.store.WorkspaceStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A server that says it is a demo, an empty database, a sandbox whose people click on its consent
 * pages, and a browser: started once for all classes of this package. The sandbox's clock stands
 * still, so that its truth does.
 */
final class Site implements AutoCloseable {
  static final String PASSWORD = "nine red bicycles by the sea";
  static final Path PICTURES = Path.of("target", "screens");
  static final String OWNER = "olga@example.com";
  private static final Duration ARRIVED = Duration.ofMinutes(10);

  private final Sandbox sandbox;
  private final Server server;
  private final Chromium chromium;
  private String signedIn = "";

  private Site() throws IOException, InterruptedException {
    sandbox = Sandbox.start(SandboxOptions.DEFAULT.withQuotas(false));
    sandbox.clock().freeze();
    ask();
    Path folder = Files.createTempDirectory("tributary-browser");
    server =
        Server.startDemo(
            Settings.load(folder, environment(folder, TestCluster.shared().freshDatabase())),
            new SandboxSimulation(sandbox));
    server.backend().engine().start();
    chromium = Chromium.start();
  }

  /** Meta's OAuth app is known; Google's is entered in the browser. */
  private Map<String, String> environment(Path folder, TestDatabase database) throws IOException {
    Path key = folder.resolve("key");
    Files.writeString(key, MasterKey.generate().reveal());
    Map<String, String> settings = new HashMap<>();
    settings.put("TRIBUTARY_DATA", folder.toString());
    settings.put("TRIBUTARY_KEY_FILE", key.toString());
    settings.put("TRIBUTARY_PORT", "0");
    settings.put("TRIBUTARY_DATABASE_URL", database.jdbcUrl());
    settings.put("TRIBUTARY_DATABASE_USER", database.user());
    settings.put("TRIBUTARY_DATABASE_PASSWORD", database.password());
    settings.put("TRIBUTARY_API_READS_PER_MINUTE", "10000");
    settings.put("TRIBUTARY_API_WRITES_PER_MINUTE", "10000");
    for (String name : new String[] {"CONSENT", "OAUTH", "DATA", "ADMIN"}) {
      settings.put("TRIBUTARY_GOOGLE_ANALYTICS_" + name + "_URL", sandbox.base().toString());
    }
    for (String name : new String[] {"CONSENT", "GRAPH"}) {
      settings.put("TRIBUTARY_META_ADS_" + name + "_URL", sandbox.base().toString());
    }
    settings.put("TRIBUTARY_RESEND_API_URL", sandbox.base().toString());
    var meta = sandbox.description().meta();
    settings.put("TRIBUTARY_META_ADS_CLIENT_ID", meta.appId());
    settings.put("TRIBUTARY_META_ADS_CLIENT_SECRET", meta.appSecret());
    return settings;
  }

  /** From now on both consent pages ask, and whoever clicks is the usual person. */
  void ask() {
    sandbox.google().oauth().consent(new Consent(Consent.Mode.PAGE, Consent.OWNER, Set.of()));
    sandbox
        .meta()
        .oauth()
        .consent(new MetaConsent(MetaConsent.Mode.PAGE, MetaUser.OWNER, Set.of()));
  }

  Sandbox sandbox() {
    return sandbox;
  }

  Server server() {
    return server;
  }

  Browser browser() {
    return chromium.browser();
  }

  String address(String path) {
    return server.address() + path;
  }

  private SigningIn signingIn() {
    return server.backend().people().signingIn();
  }

  /** What {@code serve} prints at its first start. */
  String setUpLink() {
    return new Links(server.publicUrl()).setup(signingIn().ownerLink());
  }

  /** Whether nobody has an account yet. */
  boolean fresh() {
    return signingIn().empty();
  }

  /** There is an owner, wherever the tests began. */
  void requireOwner() throws InterruptedException {
    if (fresh()) {
      signingIn()
          .setUp(
              signingIn().ownerLink(),
              new NewPerson(OWNER, "Olga Owner", Secret.of(PASSWORD)),
              new SigningIn.Browser("", "a test"));
    }
  }

  /** The owner's tab; the first one signs in, the others have what that browser kept. */
  synchronized Tab owner() throws InterruptedException {
    requireOwner();
    if (signedIn.isEmpty()) {
      Tab first = new Tab(this);
      first.open("/sign-in");
      first.fill("E-mail", OWNER);
      first.fill("Password", PASSWORD);
      first.press("Sign in");
      first.seesHeading("Overview");
      signedIn = first.context().storageState();
      first.close();
    }
    Tab tab = new Tab(this, signedIn);
    tab.open(home());
    tab.seesHeading("Overview");
    return tab;
  }

  /** The address of another workspace of the owner's, in which nothing is connected. */
  String workspace(String name) throws InterruptedException {
    requireOwner();
    Backend backend = server.backend();
    Instant now = backend.engine().now();
    UUID id = Ids.next(now);
    new WorkspaceStore(backend.database()).create(new Workspace(id, name, ZoneId.of("UTC"), now));
    PersonStore people = new PersonStore(backend.database());
    people.put(id, people.login(OWNER).orElseThrow().person().id(), Role.OWNER, now);
    return "/w/" + id;
  }

  /** Whatever a provider told to wait for is over now. */
  void letLimitsEnd() {
    write("update tributary.quota set empty_until = now(), resets_at = now()");
  }

  /** Mails that were sent have arrived or not, and it is time to ask what became of them. */
  void letMailsArrive() {
    sandbox.clock().advance(ARRIVED);
    write("update tributary.email_watch set next_at = now()");
    server.backend().engine().email().sweep();
  }

  private void write(String sql) {
    new JdbcTemplate(server.backend().database().systemDataSource()).update(sql);
  }

  /** The first workspace's address. */
  String home() {
    return "/w/" + server.backend().workspace().id();
  }

  @Override
  public void close() {
    chromium.close();
    server.close();
    sandbox.close();
  }

  /**
   * Starts the site for the first class that wants it, and ends it after the last. Of a failed test
   * there are pictures in {@code target/screens}.
   */
  static final class Started
      implements BeforeAllCallback, AfterTestExecutionCallback, ParameterResolver {
    private static final ExtensionContext.Namespace HERE =
        ExtensionContext.Namespace.create(Started.class);

    @Override
    public void beforeAll(ExtensionContext context) {
      boolean built = Site.class.getResource("/static/index.html") != null;
      String why = "the web UI was not built, for which Node.js 20.19 or newer is needed";
      if (!built) {
        System.out.println("not run: the web UI in a browser, because " + why);
      }
      Assumptions.assumeTrue(built, why);
      site(context);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
      if (context.getExecutionException().isPresent()) {
        int n = 0;
        for (BrowserContext open : site(context).browser().contexts()) {
          for (Page page : open.pages()) {
            Path picture =
                PICTURES.resolve("failed-%s-%d.png".formatted(context.getDisplayName(), ++n));
            page.screenshot(new Page.ScreenshotOptions().setPath(picture));
          }
        }
      }
    }

    private static Site site(ExtensionContext context) {
      return context
          .getRoot()
          .getStore(HERE)
          .computeIfAbsent(
              "site",
              any -> {
                try {
                  return new Site();
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException("the site did not start", e);
                }
              },
              Site.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Site.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return site(context);
    }
  }
}
