package dev.tributary.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import com.github.kagkarlsson.scheduler.testhelper.SettableClock;
import com.github.kagkarlsson.scheduler.testhelper.TestHelper;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.connect.Connections;
import dev.tributary.engine.notify.Wording;
import dev.tributary.engine.queue.DbSchedulerQueue;
import dev.tributary.engine.sync.TurnSettings;
import dev.tributary.engine.vault.MasterKey;
import dev.tributary.engine.vault.Vault;
import dev.tributary.postgres.TestDatabase;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.Secret;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.store.Database;
import dev.tributary.store.DatabaseSettings;
import dev.tributary.store.Ids;
import dev.tributary.store.Integration;
import dev.tributary.store.Invariants;
import dev.tributary.store.Job;
import dev.tributary.store.SentinelStore;
import dev.tributary.store.Workspace;
import dev.tributary.store.WorkspaceStore;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import javax.sql.DataSource;

/** An engine on a real PostgreSQL, with a fake provider and a crank instead of a clock. */
public final class EngineFixture implements AutoCloseable {
  public static final Secret KEY = MasterKey.generate();

  public final MovableClock clock = new MovableClock("2026-11-22T12:00:30Z");
  public final FakeProvider provider;
  public final List<FakeProvider> others;
  private final LentDatabase lent;
  public final TestDatabase testDatabase;
  public final Database database;
  public final Vault vault;
  public final UUID workspace;
  public final Adapters adapters;
  public final TurnSettings turns;
  public final Engine engine;
  public final ManualScheduler scheduler;
  public final Stores stores;

  public EngineFixture() {
    this(List.of(Streams.day("visits")), TurnSettings.DEFAULT);
  }

  /** One thing after the other, so that tests can tell the order. */
  public EngineFixture(List<StreamDescriptor> streams, TurnSettings turns) {
    this(turns.withoutReadAhead(), streams);
  }

  /** With the settings as they are. */
  public EngineFixture(TurnSettings turns, List<StreamDescriptor> streams) {
    this(turns, streams, _ -> List.of());
  }

  /**
   * @param others more providers, beside the one that every test has
   */
  public EngineFixture(
      TurnSettings turns,
      List<StreamDescriptor> streams,
      Function<MovableClock, List<FakeProvider>> others) {
    this(LentDatabase::of, turns, streams, others);
  }

  /** With adapters that are no fakes of this kind. */
  public EngineFixture(Function<MovableClock, List<IntegrationAdapter>> more) {
    this(
        LentDatabase::of,
        TurnSettings.DEFAULT,
        List.of(Streams.day("visits")),
        _ -> List.of(),
        more);
  }

  /** On an empty database of the test's own server. */
  public EngineFixture(TestDatabase empty) {
    this(
        providers -> LentDatabase.own(empty, providers),
        TurnSettings.DEFAULT,
        List.of(Streams.day("visits")),
        _ -> List.of());
  }

  private EngineFixture(
      Function<List<ProviderDescriptor>, LentDatabase> lend,
      TurnSettings turns,
      List<StreamDescriptor> streams,
      Function<MovableClock, List<FakeProvider>> others) {
    this(lend, turns, streams, others, _ -> List.of());
  }

  private EngineFixture(
      Function<List<ProviderDescriptor>, LentDatabase> lend,
      TurnSettings turns,
      List<StreamDescriptor> streams,
      Function<MovableClock, List<FakeProvider>> others,
      Function<MovableClock, List<IntegrationAdapter>> more) {
    this.provider = new FakeProvider(clock, streams);
    this.others = others.apply(clock);
    this.turns = turns;
    List<IntegrationAdapter> all = new ArrayList<>(this.others);
    all.addFirst(provider);
    all.addAll(more.apply(clock));
    this.adapters = new Adapters(all);
    this.lent = lend.apply(adapters.descriptors());
    this.testDatabase = lent.test();
    this.database = lent.open();
    this.vault = Vault.open(MasterKey.parse(KEY), new SentinelStore(database));
    this.workspace = Ids.next(clock.instant());
    new WorkspaceStore(database)
        .create(new Workspace(workspace, "Test", ZoneId.of("UTC"), clock.instant()));
    AtomicReference<ManualScheduler> cranked = new AtomicReference<>();
    this.engine = engine("node-1", cranked);
    this.scheduler = cranked.get();
    this.stores = engine.stores();
  }

  public static DatabaseSettings settings(TestDatabase database) {
    return DatabaseSettings.of(database.jdbcUrl(), database.user(), Secret.of(database.password()));
  }

  /** Another node on the same database, whose crank is turned by the test. */
  public Engine engine(String node, AtomicReference<ManualScheduler> cranked) {
    EngineSettings settings =
        new EngineSettings(
            URI.create("http://localhost:8080"), DbSchedulerQueue.Settings.of(node, 4), turns);
    return new Engine(database, vault, adapters, settings, clock, cranked(cranked));
  }

  /** Another node that works by itself and asks a provider of its own. */
  public Engine working(String node, FakeProvider its, Duration poll) {
    return new Engine(
        database,
        vault,
        new Adapters(List.of(its)),
        new EngineSettings(
            URI.create("http://localhost:8080"),
            DbSchedulerQueue.Settings.of(node, 4).withPerWorkspaceMax(8).withPoll(poll),
            turns),
        clock,
        Scheduler::create);
  }

  /** Waits for what working nodes do by themselves. */
  public static void await(BooleanSupplier condition) {
    for (int n = 0; n < 3_000 && !condition.getAsBoolean(); n++) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  /** Builders of a scheduler whose crank is turned by hand and that goes by the movable clock. */
  public DbSchedulerQueue.Builders cranked(AtomicReference<ManualScheduler> cranked) {
    SettableClock schedulerClock =
        new SettableClock() {
          @Override
          public Instant now() {
            return clock.instant();
          }
        };
    return (dataSource, task) -> new Cranked(dataSource, task, schedulerClock, cranked);
  }

  /** A builder of the hand-cranked scheduler that hands it over. */
  private static final class Cranked extends TestHelper.ManualSchedulerBuilder {
    private final AtomicReference<ManualScheduler> cranked;

    Cranked(
        DataSource dataSource,
        Task<?> task,
        SettableClock clock,
        AtomicReference<ManualScheduler> cranked) {
      super(dataSource, List.of(task));
      clock(clock);
      this.cranked = cranked;
    }

    @Override
    public ManualScheduler build() {
      ManualScheduler scheduler = super.build();
      cranked.set(scheduler);
      return scheduler;
    }
  }

  /** Connects the account {@code acc-1} with so many days, today among them. */
  public Integration connect(int days) {
    return connect(List.of("acc-1"), days).getFirst().integration();
  }

  public List<Connections.Connected> connect(List<String> accounts, int days) {
    try {
      return engine
          .connections()
          .connect(
              workspace,
              FakeProvider.ID,
              provider.credentials(FakeProvider.ACCESS_TOKEN + "-0"),
              accounts,
              Map.of(),
              days - 1);
    } catch (ConnectException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs whatever is due, once. */
  public void turn() {
    scheduler.runAnyDueExecutions();
  }

  /** Moves the clock and runs whatever is due then. */
  public void turnAfter(Duration wait) {
    clock.move(wait);
    turn();
  }

  public Job lastJob(Integration integration) {
    return stores.jobHistory().recent(workspace, integration.id(), 1).getFirst();
  }

  public Integration again(Integration integration) {
    return stores.integrations().find(workspace, integration.id()).orElseThrow();
  }

  public Instant dueAt(Integration integration) {
    return stores
        .schedule()
        .dueAt(workspace, integration.provider(), integration.id())
        .orElseThrow();
  }

  /** One number from the database, as its superuser. */
  public long number(String sql) {
    try {
      return lent.asSuperuser(connection -> {
        try (Statement statement = connection.createStatement();
            ResultSet result = statement.executeQuery(sql)) {
          result.next();
          return result.getLong(1);
        }
      });
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  /** One text from the database, as its superuser. */
  public String text(String sql) {
    try {
      return lent.asSuperuser(connection -> {
        try (Statement statement = connection.createStatement();
            ResultSet result = statement.executeQuery(sql)) {
          result.next();
          return result.getString(1);
        }
      });
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  public void execute(String sql) {
    try {
      lent.asSuperuser(connection -> {
        try (Statement statement = connection.createStatement()) {
          return statement.execute(sql);
        }
      });
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  /** The notice of a dead letter that a test writes by hand. */
  public void tellGivenUp(Integration integration) {
    stores
        .notices()
        .raise(
            workspace,
            Wording.deadLetter(
                integration,
                adapters.name(integration.provider()),
                Optional.empty(),
                Optional.empty(),
                6,
                "It was given up.",
                "Replay it."),
            clock.instant());
  }

  /** What breaks the database's invariants. */
  public List<Invariants.Result> broken() {
    return new Invariants(database, DbSchedulerQueue.TASK, adapters.descriptors())
        .check(clock.instant()).stream().filter(result -> !result.holds()).toList();
  }

  @Override
  public void close() {
    engine.close();
    assertThat(broken()).as("invariants that the test left broken").isEmpty();
    lent.giveBack();
  }

  /** With the way to the database, as when it is away. */
  public void closeDatabase() {
    engine.close();
    database.close();
  }
}
