package dev.tributary.benchmarks.queue;

import dev.tributary.benchmarks.Child;
import dev.tributary.engine.Adapters;
import dev.tributary.engine.Engine;
import dev.tributary.engine.EngineSettings;
import dev.tributary.engine.queue.DbSchedulerQueue;
import dev.tributary.engine.sync.TurnSettings;
import dev.tributary.engine.vault.MasterKey;
import dev.tributary.engine.vault.Vault;
import dev.tributary.spi.Secret;
import dev.tributary.store.Database;
import dev.tributary.store.DatabaseSettings;
import dev.tributary.store.SentinelStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An engine in a process of its own: the same wiring, pools and heap as the server's, without its
 * web. It runs until its input ends.
 */
public final class Node implements AutoCloseable {
  public static final String WORD = "queue-node";

  static final String URL = "BENCH_URL";
  static final String USER = "BENCH_USER";
  static final String PASSWORD = "BENCH_PASSWORD";
  static final String KEY = "BENCH_KEY";
  private static final String PROVIDER = "BENCH_PROVIDER";
  private static final String WORKERS = "BENCH_WORKERS";
  private static final String HEAP = "384m";

  /** As the server has them, see its settings. */
  static final int APP_CONNECTIONS = 8;

  private final Child child;

  private Node(Child child) {
    this.child = child;
  }

  /** As the server sizes it. */
  static int systemConnections(int workers) {
    return Math.clamp(workers / 2 + 4, 6, 40);
  }

  /** Starts one and waits until it runs. */
  static Node start(Bed bed, SlowServer provider, int workers) throws IOException {
    Map<String, String> environment = new HashMap<>(bed.environment());
    environment.put(PROVIDER, provider.address().toString());
    environment.put(WORKERS, String.valueOf(workers));
    Child child =
        Child.start(HEAP, environment, dev.tributary.benchmarks.Main.class.getName(), WORD);
    child.read();
    return new Node(child);
  }

  long peakRssMiB() throws IOException {
    return child.peakRssMiB();
  }

  /** Ends the process at once; for measurements after which nobody looks at the database. */
  void kill() {
    child.close();
  }

  /** Ends its turns as a node that stops does. */
  @Override
  public void close() throws IOException {
    child.order("stop");
    child.close();
  }

  static Engine engine(Database database, Vault vault, URI provider, int workers) {
    return Engine.open(
        database,
        vault,
        new Adapters(List.of(new BenchProvider(provider))),
        new EngineSettings(
            URI.create("http://localhost"),
            DbSchedulerQueue.Settings.of("bench-" + ProcessHandle.current().pid(), workers),
            TurnSettings.DEFAULT.withSyncEvery(Duration.ofDays(1))));
  }

  private static String given(String name) {
    String value = System.getenv(name);
    if (value == null) {
      throw new IllegalStateException("a node of the benchmark needs " + name);
    }
    return value;
  }

  public static void main(String[] arguments) throws Exception {
    int workers = Integer.parseInt(given(WORKERS));
    DatabaseSettings settings =
        new DatabaseSettings(
            given(URL),
            new DatabaseSettings.Login(given(USER), Secret.of(given(PASSWORD))),
            Optional.empty(),
            Optional.empty(),
            "tributary",
            APP_CONNECTIONS,
            systemConnections(workers));
    try (Database database = Database.open(settings);
        BufferedReader orders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      Vault vault = Vault.open(MasterKey.parse(Secret.of(given(KEY))), new SentinelStore(database));
      try (Engine engine = engine(database, vault, URI.create(given(PROVIDER)), workers)) {
        engine.start();
        System.out.println("{\"ready\":true}");
        orders.readLine();
      }
      System.out.println("{\"stopped\":true}");
    }
  }
}
