package dev.tributary.benchmarks.queue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tributary.engine.vault.Grants;
import dev.tributary.engine.vault.MasterKey;
import dev.tributary.engine.vault.Vault;
import dev.tributary.postgres.EmbeddedPostgres;
import dev.tributary.spi.ApiKeyCredentials;
import dev.tributary.spi.ProviderDescriptor.Login;
import dev.tributary.spi.Secret;
import dev.tributary.store.Database;
import dev.tributary.store.DatabaseSettings;
import dev.tributary.store.Grant;
import dev.tributary.store.GrantStore;
import dev.tributary.store.Ids;
import dev.tributary.store.SentinelStore;
import dev.tributary.store.Workspace;
import dev.tributary.store.WorkspaceStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * A database of its own for one measurement, with workspaces and integrations in it. Rows are made
 * and counted as superuser, on one connection; not for several threads.
 */
final class Bed implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private static final String TEMPLATE = "migrated";

  /** Every row's time before it is made due, and after it ran. */
  private static final String FAR = "clock_timestamp() + interval '1 day'";

  private final EmbeddedPostgres postgres;
  private final String name;
  private final Secret key = MasterKey.generate();
  private final Database database;
  private final Vault vault;
  private final Connection connection;
  private boolean kept;

  private Bed(EmbeddedPostgres postgres, String name, String template) throws SQLException {
    this.postgres = postgres;
    this.name = name;
    try (Connection all = connect("postgres");
        Statement statement = all.createStatement()) {
      statement.execute("create database %s template %s".formatted(name, template));
    }
    this.database = Database.open(settings(2, 2));
    this.vault = Vault.open(MasterKey.parse(key), new SentinelStore(database));
    this.connection = connect(name);
  }

  /** Makes what {@link #copy} copies: migrating takes longer than copying. */
  static void template(EmbeddedPostgres postgres) throws SQLException {
    try (Bed bed = new Bed(postgres, TEMPLATE, "template0")) {
      bed.database.streamTables().create(List.of(BenchProvider.DESCRIPTOR));
      bed.execute("create schema bench");
      bed.execute("delete from tributary.key_sentinel");
      bed.kept = true;
    }
  }

  static Bed copy(EmbeddedPostgres postgres, String name) throws SQLException {
    return new Bed(postgres, name, TEMPLATE);
  }

  private Connection connect(String databaseName) throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl(databaseName), postgres.user(), postgres.password());
  }

  DatabaseSettings settings(int appConnections, int systemConnections) {
    return new DatabaseSettings(
        postgres.jdbcUrl(name),
        new DatabaseSettings.Login(postgres.user(), Secret.of(postgres.password())),
        Optional.empty(),
        Optional.empty(),
        "tributary",
        appConnections,
        systemConnections);
  }

  /** What a node in a process of its own needs to know. */
  Map<String, String> environment() {
    return Map.of(
        Node.URL,
        postgres.jdbcUrl(name),
        Node.USER,
        postgres.user(),
        Node.PASSWORD,
        postgres.password(),
        Node.KEY,
        key.reveal());
  }

  Vault vault() {
    return vault;
  }

  /** A pool for a peer, as superuser: no row level security, no tenant to name. */
  HikariDataSource pool(int connectionsMax) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.jdbcUrl(name));
    config.setUsername(postgres.user());
    config.setPassword(postgres.password());
    config.setMaximumPoolSize(connectionsMax);
    return new HikariDataSource(config);
  }

  /**
   * Makes workspaces with so many integrations each. Each integration has its row in the schedule,
   * due tomorrow, and its stream's history asked for already; the day of today is not read yet.
   */
  List<UUID> workspaces(int count, int integrations) throws SQLException {
    List<UUID> made =
        java.util.stream.IntStream.range(0, count).mapToObj(_ -> workspace(integrations)).toList();
    execute(
        """
        insert into tributary.stream_status (workspace_id, integration_id, stream, definition)
        select workspace_id, id, 'visits', 1 from tributary.integration on conflict do nothing
        """);
    execute(
        """
        insert into tributary.scheduled_tasks
            (task_name, task_instance, execution_time, picked, version, priority)
        select 'sync', workspace_id || '/' || provider || '/' || id, %s, false, 1, 10
          from tributary.integration
            on conflict do nothing
        """
            .formatted(FAR));
    analyze();
    return made;
  }

  private UUID workspace(int integrations) {
    Instant now = Instant.now();
    UUID workspace = Ids.next(now);
    UUID grant = Ids.next(now);
    new WorkspaceStore(database).create(new Workspace(workspace, "bench", ZoneId.of("UTC"), now));
    new GrantStore(database)
        .create(
            new Grant(
                grant,
                workspace,
                BenchProvider.ID,
                Login.API_KEY,
                "bench",
                Set.of(),
                vault.seal(
                    new ApiKeyCredentials(BenchProvider.ID, Secret.of("bench")),
                    Grants.place(workspace, grant, 1)),
                1,
                Optional.empty(),
                Grant.State.ACTIVE,
                Optional.empty(),
                now,
                now));
    try {
      execute(
          """
          insert into tributary.integration
              (id, workspace_id, grant_id, provider, account_id, account_name, zone, state,
               created_at, updated_at)
          select gen_random_uuid(), '%1$s', '%2$s', '%3$s', '%1$s-' || n, 'bench', 'UTC', 'active',
                 clock_timestamp(), clock_timestamp()
            from generate_series(1, %4$d) n
          """
              .formatted(workspace, grant, BenchProvider.ID, integrations));
    } catch (SQLException e) {
      throw new IllegalStateException("integrations could not be made", e);
    }
    return workspace;
  }

  /** Today is read already, and not due before tomorrow: a turn finds nothing to do. */
  void nothingDue() throws SQLException {
    execute(
        """
        insert into tributary.day_ledger
            (workspace_id, integration_id, stream, day, state, version, definition, content_hash,
             row_count, main_total, fetched_at, changed_at, decided_at, next_due_at)
        select workspace_id, id, 'visits', d::date, 'open', 1, 1, decode(md5('x'), 'hex'),
               1, 1, now(), now(), now(), %s
          from tributary.integration,
               generate_series(current_date, current_date + 1, interval '1 day') d
        """
            .formatted(FAR));
    analyze();
  }

  /** Statistics, as a database that runs for a while has them. */
  void analyze() throws SQLException {
    execute("analyze");
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  long number(String sql) throws SQLException {
    return Math.round(decimal(sql));
  }

  double decimal(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getDouble(1);
    }
  }

  Connection connection() {
    return connection;
  }

  /** Waits until a count is zero. */
  void until(String sql, Duration patience) throws SQLException {
    long end = System.nanoTime() + patience.toNanos();
    while (number(sql) > 0) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not done within " + patience + ": " + sql);
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
    database.close();
    if (kept) {
      return;
    }
    try (Connection all = connect("postgres");
        Statement statement = all.createStatement()) {
      statement.execute("drop database " + name + " with (force)");
    }
  }
}
