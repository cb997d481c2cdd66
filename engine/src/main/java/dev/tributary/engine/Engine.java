package dev.tributary.engine;

import dev.tributary.engine.condition.Condition;
import dev.tributary.engine.condition.ConditionReader;
import dev.tributary.engine.connect.Asks;
import dev.tributary.engine.connect.ConnectAttempts;
import dev.tributary.engine.connect.Connections;
import dev.tributary.engine.connect.DeadLetters;
import dev.tributary.engine.connect.OAuthFlow;
import dev.tributary.engine.connect.Pricing;
import dev.tributary.engine.connect.Providers;
import dev.tributary.engine.connect.SelfReplay;
import dev.tributary.engine.connect.WebhookAddresses;
import dev.tributary.engine.email.Email;
import dev.tributary.engine.email.EmailWork;
import dev.tributary.engine.kpi.Catalogue;
import dev.tributary.engine.kpi.KpiExports;
import dev.tributary.engine.kpi.KpiQueries;
import dev.tributary.engine.notify.Inbox;
import dev.tributary.engine.notify.LoginEndsSweep;
import dev.tributary.engine.notify.Notices;
import dev.tributary.engine.notify.Outbox;
import dev.tributary.engine.notify.Routes;
import dev.tributary.engine.notify.StaleSweep;
import dev.tributary.engine.queue.DbSchedulerQueue;
import dev.tributary.engine.queue.Pace;
import dev.tributary.engine.quota.Guards;
import dev.tributary.engine.quota.Quotas;
import dev.tributary.engine.sync.Calls;
import dev.tributary.engine.sync.SyncLoop;
import dev.tributary.engine.sync.SyncTools;
import dev.tributary.engine.vault.Grants;
import dev.tributary.engine.vault.Vault;
import dev.tributary.engine.watch.Watch;
import dev.tributary.engine.webhook.WebhookWork;
import dev.tributary.engine.webhook.Webhooks;
import dev.tributary.store.Database;
import dev.tributary.store.PoolUse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine of one node, wired. Several nodes may run on one database; they share the work.
 *
 * <pre>{@code
 * Database database = Database.open(...);
 * Vault vault = Vault.open(MasterKey.configured(key, file), new SentinelStore(database));
 * OAuthApps apps = new OAuthApps(new OAuthStore(database), vault);
 * Adapters adapters = new Adapters(...);           // each with () -> apps.of(provider)
 * database.streamTables().create(adapters.descriptors());
 * try (Engine engine = Engine.open(database, vault, adapters, settings)) {
 *   engine.start();
 *   ...
 * }
 * }</pre>
 *
 * <p>Every method may be called from any thread. Methods that ask a provider say so by {@code
 * InterruptedException}; the others only use the database.
 */
public final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final Duration UPKEEP_EVERY = Duration.ofHours(1);

  /** How often a node looks for health checks that are due. */
  private static final Duration HEALTH_EVERY = Duration.ofSeconds(15);

  private static final Duration CANCELS_EVERY = Duration.ofSeconds(2);

  /** How soon it is seen that a cause is gone or that data is old. */
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

  /**
   * After so many heartbeats since the start of a node, nearly a minute at the standard ones, it is
   * first looked whether causes are gone, data is old or logins end.
   */
  public static final int SWEEP_AFTER_HEARTBEATS = 7;

  private static final Duration MAIL_EVERY = Duration.ofSeconds(5);

  /** Turns that work beside each other, so that while one thinks another uses the connection. */
  private static final int PLACES_PER_CONNECTION = 2;

  private static final Duration UPKEEP_ENDS_IN = Duration.ofSeconds(5);

  private final Stores stores;
  private final InstantSource clock;
  private final Duration syncEvery;
  private final Duration heartbeat;
  private final Calls calls;
  private final SyncLoop turns;
  private final DbSchedulerQueue queue;
  private final Connections connections;
  private final OAuthFlow oauth;
  private final ConditionReader conditions;
  private final Pricing pricing;
  private final ConnectAttempts connects;
  private final KpiQueries kpis;
  private final KpiExports exports;
  private final Asks asks;
  private final Providers providers;
  private final ScheduledExecutorService cancels =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tributary-cancels").factory());
  private final DeadLetters deadLetters;
  private final SelfReplay selfReplay;
  private final StaleSweep staleSweep;
  private final LoginEndsSweep loginEndsSweep;
  private final Inbox inbox;
  private final Routes routes;
  private final Optional<Outbox> outbox;
  private final Email email;
  private final EmailWork emails;
  private final Webhooks webhooks;
  private final WebhookWork hooks;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final ScheduledExecutorService upkeep =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tributary-upkeep").factory());

  /** A mail server that hangs holds up nothing but mails. */
  private final ScheduledExecutorService mail =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tributary-mail").factory());

  /** With the database's clock and a scheduler that runs by itself. */
  public static Engine open(
      Database database, Vault vault, Adapters adapters, EngineSettings settings) {
    return open(database, vault, adapters, settings, Watch.NONE);
  }

  /**
   * @param watch is told what the engine does
   */
  public static Engine open(
      Database database, Vault vault, Adapters adapters, EngineSettings settings, Watch watch) {
    return new Engine(
        database,
        vault,
        adapters,
        settings,
        new SteadyClock(database.clock()),
        com.github.kagkarlsson.scheduler.Scheduler::create,
        watch);
  }

  /**
   * @param clock shared by all nodes: the database's, or a settable one in tests
   * @param builders of the scheduler, so that tests can turn its crank by hand
   */
  public Engine(
      Database database,
      Vault vault,
      Adapters adapters,
      EngineSettings settings,
      InstantSource clock,
      DbSchedulerQueue.Builders builders) {
    this(database, vault, adapters, settings, clock, builders, Watch.NONE);
  }

  /**
   * @param watch is told what the engine does
   */
  public Engine(
      Database database,
      Vault vault,
      Adapters adapters,
      EngineSettings settings,
      InstantSource clock,
      DbSchedulerQueue.Builders builders,
      Watch watch) {
    this.stores = Stores.of(database);
    this.clock = clock;
    this.syncEvery = settings.turns().syncEvery();
    this.heartbeat = settings.queue().heartbeat();
    Pace pace = new Pace(PLACES_PER_CONNECTION * connections(database));
    this.calls = new Calls();
    Grants grants = new Grants(database, vault, adapters::name);
    SyncTools tools =
        new SyncTools(
            stores,
            adapters,
            grants,
            new Quotas(stores.quotas()),
            Guards.of(
                database,
                new Notices(stores.notices()),
                clock,
                () -> ThreadLocalRandom.current().nextDouble()),
            calls,
            clock,
            settings.turns(),
            stopping::get,
            () -> ThreadLocalRandom.current().nextDouble(),
            new AtomicLong(),
            watch);
    this.turns = new SyncLoop(tools);
    this.queue = new DbSchedulerQueue(database, clock, turns, pace, settings.queue(), builders);
    this.asks = new Asks(stores, adapters, queue, clock);
    this.providers = new Providers(stores, adapters, queue);
    this.deadLetters = new DeadLetters(stores, adapters, asks, queue, clock);
    this.selfReplay = new SelfReplay(stores, adapters, asks, queue, clock);
    this.inbox = new Inbox(stores, clock);
    this.routes = new Routes(stores, settings.notifying().mail(), settings.publicUrl(), clock);
    this.staleSweep = new StaleSweep(stores, adapters, settings.notifying().staleAfter(), clock);
    this.loginEndsSweep = new LoginEndsSweep(stores, adapters, clock);
    this.outbox =
        settings
            .notifying()
            .mail()
            .map(mail ->
                new Outbox(stores.deliveries(), mail, settings.publicUrl(), clock, stopping::get));
    this.email = new Email(tools, vault, settings.publicUrl(), settings.retention());
    this.emails = new EmailWork(email);
    WebhookAddresses addresses =
        WebhookAddresses.of(database, adapters, vault, settings.publicUrl());
    this.connections = new Connections(tools, vault, asks, queue, addresses, settings.webhooks());
    this.webhooks =
        new Webhooks(
            stores,
            adapters,
            asks,
            queue,
            addresses,
            email.events()::apply,
            settings.retention().webhookDeliveries(),
            clock);
    this.hooks = new WebhookWork(webhooks, connections.subscribing());
    queue.whenWebhooksCame(hooks::came);
    this.kpis = new KpiQueries(database, Catalogue.of(adapters.descriptors()));
    this.exports = new KpiExports(database, kpis);
    this.oauth = new OAuthFlow(stores, vault, adapters, connections, settings.publicUrl(), clock);
    this.connects = new ConnectAttempts(stores, oauth, clock);
    this.conditions =
        new ConditionReader(stores, adapters, settings.notifying().staleAfter(), clock);
    this.pricing = new Pricing(stores, adapters, conditions, clock);
  }

  /**
   * Begins to run syncs on this node, and makes it hear what others call out. An engine that is
   * never started still takes wishes, which nodes that run syncs hear of at once.
   */
  public void start() {
    queue.start();
    upkeep.scheduleWithFixedDelay(
        new Upkeep(stores, queue, connections, webhooks, email, stopping::get, clock),
        0,
        UPKEEP_EVERY.toSeconds(),
        TimeUnit.SECONDS);
    upkeep.scheduleWithFixedDelay(
        connections.healthSweep(), 5, HEALTH_EVERY.toSeconds(), TimeUnit.SECONDS);
    cancels.scheduleWithFixedDelay(
        this::endUnwanted,
        CANCELS_EVERY.toMillis(),
        CANCELS_EVERY.toMillis(),
        TimeUnit.MILLISECONDS);
    // Where claims are taken over sooner, these look sooner too.
    Duration firstSweep = heartbeat.multipliedBy(SWEEP_AFTER_HEARTBEATS);
    List.of(selfReplay, staleSweep, loginEndsSweep)
        .forEach(sweep ->
            upkeep.scheduleWithFixedDelay(
                sweep, firstSweep.toSeconds(), SWEEP_EVERY.toSeconds(), TimeUnit.SECONDS));
    emails.start();
    hooks.start();
    outbox.ifPresent(
        sender -> mail.scheduleWithFixedDelay(sender, 0, MAIL_EVERY.toSeconds(), TimeUnit.SECONDS));
  }

  /** A cancel is written down, so it arrives although nobody heard it being called out. */
  private void endUnwanted() {
    try {
      turns.endUnwanted();
    } catch (RuntimeException e) {
      LOG.info("What was cancelled is looked for again in a moment: {}", e.getMessage());
    }
  }

  /** Whether this node takes due work now. */
  public boolean works() {
    return queue.works();
  }

  /**
   * Stops within half a minute, while a database that is away is waited for: running turns end at
   * their next safe place and lose nothing. What has to end is waited for all at once.
   */
  @Override
  public void close() {
    stopping.set(true);
    upkeep.shutdown();
    cancels.shutdown();
    mail.shutdown();
    emails.stop();
    calls.interruptAll();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Stream.<Runnable>of(
              queue::stop,
              hooks::stop,
              emails::await,
              () -> await(upkeep),
              () -> await(cancels),
              () -> await(mail))
          .forEach(end -> threads.execute(() -> ended(end)));
    }
    calls.close();
  }

  private static void ended(Runnable end) {
    try {
      end.run();
    } catch (RuntimeException e) {
      LOG.warn("A part of this node did not stop as it should.", e);
    }
  }

  private static int connections(Database database) {
    return database.pools().stream().mapToInt(PoolUse::max).sum();
  }

  /** A statement or a mail that is under way ends before the database is closed. */
  private static void await(ScheduledExecutorService work) {
    try {
      if (!work.awaitTermination(UPKEEP_ENDS_IN.toSeconds(), TimeUnit.SECONDS)) {
        work.shutdownNow();
      }
    } catch (InterruptedException e) {
      work.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** The catalogue of KPIs, and answers from what is stored. */
  public KpiQueries kpis() {
    return kpis;
  }

  /** Answers and streams as CSV. */
  public KpiExports exports() {
    return exports;
  }

  /** Connecting by consent in a browser. */
  public OAuthFlow oauth() {
    return oauth;
  }

  /** Connections that signed-in people began in a browser. */
  public ConnectAttempts connects() {
    return connects;
  }

  /** How integrations are doing, in the words that every surface uses. */
  public ConditionReader conditions() {
    return conditions;
  }

  /** What a connect or a backfill will cost. */
  public Pricing pricing() {
    return pricing;
  }

  /** Connecting with keys, and everything that people do with a connection. */
  public Connections connections() {
    return connections;
  }

  /** Pausing a provider for every workspace, and letting it go on. */
  public Providers providers() {
    return providers;
  }

  /** What was given up: look through, replay, skip. */
  public DeadLetters deadLetters() {
    return deadLetters;
  }

  /** Replays what was given up and whose cause is gone; done every minute by itself. */
  public SelfReplay selfReplay() {
    return selfReplay;
  }

  /** What people were told, in the application. */
  public Inbox inbox() {
    return inbox;
  }

  /** Where workspaces want their notices by e-mail. */
  public Routes noticeRoutes() {
    return routes;
  }

  /** Whether this node sends notices by e-mail. */
  public boolean mails() {
    return outbox.isPresent();
  }

  /** E-mails in a workspace's name. */
  public Email email() {
    return email;
  }

  /** What providers told: taking it in, looking through it, applying it anew. */
  public Webhooks webhooks() {
    return webhooks;
  }

  /** Sync now, re-read, accept. */
  public Asks asks() {
    return asks;
  }

  /** All stores, for what is only read: jobs, attempts, ledger, quotas. */
  public Stores stores() {
    return stores;
  }

  /** How far an operation is that {@link Asks#ask} or a connect returned. */
  public Progress progress(UUID workspace, UUID operation) {
    return Progress.of(stores.requests().ofOperation(workspace, operation));
  }

  public Optional<Situation> situation(UUID workspace, UUID integration) {
    return conditions.of(workspace, integration).map(Condition::situation);
  }

  /** How often integrations without a schedule of their own are synced. */
  public Duration syncEvery() {
    return syncEvery;
  }

  /** The clock by which the engine decides: the database's. */
  public Instant now() {
    return clock.instant();
  }
}
