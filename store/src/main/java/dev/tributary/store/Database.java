package dev.tributary.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The way to PostgreSQL: a pool for tenants (role app), a small one for what serves no tenant or
 * all (role system), and connections of the owner opened when needed.
 *
 * <p>A transaction that a deadlock or a serialization conflict has undone is done again, up to
 * three times: the work given to it must bear that.
 *
 * <p>Stores join the transaction that surrounds them on the calling thread, be it a tenant's or the
 * system's; alone, each call is a transaction of its own in the tenant it names. No transaction may
 * be open while a provider is asked.
 */
public final class Database implements AutoCloseable {
  private static final int CONNECT_SECONDS = 5;

  /** How long a request waits for a connection. */
  private static final Duration APP_PATIENCE = Duration.ofSeconds(10);

  /**
   * How long a turn does. Longer, for a thousand turns that begin at the same moment want the few
   * connections again and again, and to be served late is no failure.
   */
  private static final Duration SYSTEM_PATIENCE = Duration.ofSeconds(30);

  /** How often a transaction is done again that a deadlock or a conflict has undone. */
  private static final int CONFLICTS_MAX = 3;

  private static final long PAUSE_NANOS_MAX = Duration.ofMillis(20).toNanos();

  /**
   * Compiling a statement costs more than ours save by it. The limits, in milliseconds, end what a
   * frozen node would hold: its transaction, its statement, a wait for its lock.
   */
  private static final String POOL_OPTIONS =
      "-c jit=off -c idle_in_transaction_session_timeout=60000 -c statement_timeout=300000"
          + " -c lock_timeout=30000";

  private final Owner owner;
  private final HikariDataSource appPool;
  private final HikariDataSource systemPool;
  private final Session app;
  private final Session system;
  private final JdbcTransactionManager systemTransactions;
  private final TransactionTemplate inApp;
  private final TransactionTemplate inSnapshot;
  private final TransactionTemplate inSystem;

  private Database(Owner owner, HikariDataSource appPool, HikariDataSource systemPool) {
    this.owner = owner;
    this.appPool = appPool;
    this.systemPool = systemPool;
    this.app = new Session(new JdbcTemplate(appPool));
    this.system = new Session(new JdbcTemplate(systemPool));
    this.systemTransactions = new JdbcTransactionManager(systemPool);
    JdbcTransactionManager appTransactions = new JdbcTransactionManager(appPool);
    this.inApp = new TransactionTemplate(appTransactions);
    this.inSnapshot = new TransactionTemplate(appTransactions);
    this.inSnapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    this.inSnapshot.setReadOnly(true);
    this.inSystem = new TransactionTemplate(systemTransactions);
  }

  /**
   * Connects, makes roles that are missing, migrates, and checks that every tenant's table is
   * protected.
   *
   * @throws DatabaseException with one sentence that says what is wrong and what to do
   */
  public static Database open(DatabaseSettings settings) {
    Owner owner = new Owner(settings);
    Roles.Logins logins = owner.prepare();
    HikariDataSource app =
        pool(settings, "tributary-app", logins.app(), settings.appConnectionsMax(), APP_PATIENCE);
    HikariDataSource system =
        pool(
            settings,
            "tributary-system",
            logins.system(),
            settings.systemConnectionsMax(),
            SYSTEM_PATIENCE);
    Database database = new Database(owner, app, system);
    try (Connection asApp = app.getConnection();
        Connection asSystem = system.getConnection()) {
      Roles.requireHumble(asApp, asSystem);
    } catch (SQLException failure) {
      database.close();
      throw Owner.explain(settings, failure);
    } catch (DatabaseException failure) {
      database.close();
      throw failure;
    }
    return database;
  }

  private static HikariDataSource pool(
      DatabaseSettings settings,
      String name,
      DatabaseSettings.Login login,
      int connectionsMax,
      Duration patience) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(settings.url());
    config.setUsername(login.user());
    config.setPassword(login.password().reveal());
    config.setMaximumPoolSize(connectionsMax);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(patience.toMillis());
    // The pool fills itself later; the first connections are asked for by open().
    config.setInitializationFailTimeout(-1);
    Owner.properties(name).forEach(config::addDataSourceProperty);
    // Every slice makes and drops a temporary table; the driver would forget its prepared
    // statements
    // each time, and PostgreSQL plan them all anew.
    config.addDataSourceProperty("flushCacheOnDdl", "false");
    config.addDataSourceProperty("options", POOL_OPTIONS);
    config.addDataSourceProperty("connectTimeout", CONNECT_SECONDS);
    return new HikariDataSource(config);
  }

  /** For the scheduler; the same pool as {@link #system}. */
  public DataSource systemDataSource() {
    return systemPool;
  }

  /**
   * A connection of role system outside of the pool; its owner closes it.
   *
   * @param answerMax how long the server may take to answer anything
   */
  Connection lone(String name, Duration answerMax) throws SQLException {
    Properties properties = new Properties();
    properties.putAll(Owner.properties(name));
    properties.setProperty("user", systemPool.getUsername());
    properties.setProperty("password", systemPool.getPassword());
    properties.setProperty("connectTimeout", String.valueOf(CONNECT_SECONDS));
    properties.setProperty("socketTimeout", String.valueOf(answerMax.toSeconds()));
    return DriverManager.getConnection(systemPool.getJdbcUrl(), properties);
  }

  /** Of {@link #systemDataSource()}. */
  public PlatformTransactionManager systemTransactions() {
    return systemTransactions;
  }

  /** The version of the schema. */
  public String schema() {
    return owner.schema();
  }

  /** How the two pools are used now. */
  public List<PoolUse> pools() {
    return List.of(use("app", appPool), use("system", systemPool));
  }

  private static PoolUse use(String name, HikariDataSource pool) {
    HikariPoolMXBean bean = pool.getHikariPoolMXBean();
    return new PoolUse(
        name,
        bean.getActiveConnections(),
        bean.getIdleConnections(),
        bean.getThreadsAwaitingConnection(),
        pool.getMaximumPoolSize());
  }

  public DatabaseClock clock() {
    return new DatabaseClock(this);
  }

  public StreamTables streamTables() {
    return new StreamTables(owner);
  }

  /**
   * Keeps the partitions of growing tables ahead of time; call it at start and daily.
   *
   * @param now by the database's clock
   */
  public void keepPartitions(Instant now) {
    owner.run(connection -> Partitions.keep(connection, now));
  }

  /** One transaction over all tenants; joins one that is open. */
  public <T> T system(Supplier<T> work) {
    return inSystem(session -> work.get());
  }

  /**
   * One transaction of a tenant, which sees and writes the tenant's rows alone. Joins the tenant's
   * own open transaction, or the system's, in which stores still name the tenant in every
   * statement.
   *
   * @throws IllegalStateException another tenant's transaction is open
   */
  public <T> T tenant(UUID workspaceId, Supplier<T> work) {
    return inTenant(workspaceId, session -> work.get());
  }

  /**
   * A transaction of a tenant that only reads, and sees the data of one moment however many
   * statements it takes.
   *
   * @throws IllegalStateException a transaction is open
   */
  public <T> T snapshot(UUID workspaceId, Supplier<T> work) {
    if (transactionOpen()) {
      throw new IllegalStateException("a snapshot cannot begin in an open transaction");
    }
    return bound(inSnapshot, workspaceId, session -> work.get());
  }

  <T> T inSystem(Function<Session, T> work) {
    if (openTenant() != null) {
      throw new IllegalStateException(
          "end the transaction of workspace " + openTenant() + " before one of the system");
    }
    return inTransaction(inSystem, system, work);
  }

  <T> T inTenant(UUID workspaceId, Function<Session, T> work) {
    if (systemOpen()) {
      return work.apply(system);
    }
    UUID open = openTenant();
    if (workspaceId.equals(open)) {
      return work.apply(app);
    }
    if (open != null) {
      throw new IllegalStateException(
          "a transaction of workspace " + open + " is open, not one of " + workspaceId);
    }
    return bound(inApp, workspaceId, work);
  }

  private <T> T bound(
      TransactionTemplate transaction, UUID workspaceId, Function<Session, T> work) {
    TransactionSynchronizationManager.bindResource(this, workspaceId);
    try {
      return inTransaction(
          transaction,
          app,
          session -> {
            session
                .sql()
                .sql("select set_config('tributary.workspace', :workspace, true)")
                .param("workspace", workspaceId.toString())
                .query(String.class)
                .single();
            return work.apply(session);
          });
    } finally {
      TransactionSynchronizationManager.unbindResource(this);
    }
  }

  /** Whether a transaction surrounds the caller. */
  boolean transactionOpen() {
    return openTenant() != null || systemOpen();
  }

  /** The tenant of the transaction that is open on this thread. */
  private @Nullable UUID openTenant() {
    return (UUID) TransactionSynchronizationManager.getResource(this);
  }

  private boolean systemOpen() {
    return TransactionSynchronizationManager.isActualTransactionActive()
        && TransactionSynchronizationManager.hasResource(systemPool);
  }

  private static <T> T inTransaction(
      TransactionTemplate transaction, Session session, Function<Session, T> work) {
    boolean outermost = !TransactionSynchronizationManager.isActualTransactionActive();
    for (int n = 0; ; n++) {
      try {
        return once(transaction, session, work);
      } catch (DataAccessException | TransactionException e) {
        if (!outermost || n >= CONFLICTS_MAX || !Outage.conflict(e)) {
          throw e;
        }
        // Not both again at the same moment.
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(PAUSE_NANOS_MAX << n));
      }
    }
  }

  private static <T> T once(
      TransactionTemplate transaction, Session session, Function<Session, T> work) {
    T result = transaction.execute(status -> work.apply(session));
    if (result == null) {
      throw new IllegalStateException("work in a transaction gave no result");
    }
    return result;
  }

  Instant now() {
    return system
        .sql()
        .sql("select clock_timestamp()")
        .query(OffsetDateTime.class)
        .single()
        .toInstant();
  }

  Owner owner() {
    return owner;
  }

  @Override
  public void close() {
    appPool.close();
    systemPool.close();
  }
}
