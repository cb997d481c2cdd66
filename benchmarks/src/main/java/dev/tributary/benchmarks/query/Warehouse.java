package dev.tributary.benchmarks.query;

import dev.tributary.postgres.EmbeddedPostgres;
import dev.tributary.spi.AdapterFactory;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.Secret;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.store.Database;
import dev.tributary.store.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Accounts with a year of stored days in the tables that the server itself makes, each stream's
 * rows in the order in which a backfill stores them: newest days first.
 */
final class Warehouse implements AutoCloseable {
  static final int DAYS = 365;
  private static final String PROVIDER = "google_analytics";
  private static final int ACCOUNTS_OF_WORKSPACE = 5;

  /** Rows of a day by stream; together about 274 a day, so 100,000 an account and year. */
  private static final Map<String, Integer> ROWS_OF_DAY = rowsOfDay();

  private static Map<String, Integer> rowsOfDay() {
    Map<String, Integer> rows = new LinkedHashMap<>();
    rows.put("overview", 1);
    rows.put("ecommerce", 1);
    rows.put("channels", 9);
    rows.put("devices", 3);
    rows.put("countries", 30);
    rows.put("campaigns", 50);
    rows.put("landing_pages", 180);
    return rows;
  }

  final Database database;
  final ProviderDescriptor provider;
  final Map<UUID, List<UUID>> workspaces = new LinkedHashMap<>();
  private final Connection connection;

  Warehouse(EmbeddedPostgres postgres) throws SQLException {
    this.connection =
        DriverManager.getConnection(
            postgres.jdbcUrl("postgres"), postgres.user(), postgres.password());
    this.database =
        Database.open(
            DatabaseSettings.of(
                postgres.jdbcUrl("postgres"), postgres.user(), Secret.of(postgres.password())));
    this.provider = descriptor();
    database.streamTables().create(List.of(provider));
  }

  private static ProviderDescriptor descriptor() {
    AdapterFactory factory =
        ServiceLoader.load(AdapterFactory.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(one -> one.provider().equals(PROVIDER))
            .findFirst()
            .orElseThrow();
    return factory
        .create(new ProviderEnvironment(factory.addresses(), factory.versions(), Optional::empty))
        .describe();
  }

  /**
   * @param today the first day that is not stored
   */
  void fill(int accounts, LocalDate today) throws SQLException {
    List<UUID> all = new ArrayList<>();
    try (Statement sql = connection.createStatement()) {
      UUID workspace = new UUID(0, 0);
      for (int at = 0; at < accounts; at++) {
        if (at % ACCOUNTS_OF_WORKSPACE == 0) {
          workspace = UUID.randomUUID();
          sql.execute(
              "insert into tributary.workspace (id, name, zone, created_at) values ('%s', 'Bench', 'UTC', now())"
                  .formatted(workspace));
        }
        UUID account = account(sql, workspace);
        workspaces.computeIfAbsent(workspace, one -> new ArrayList<>()).add(account);
        all.add(account);
      }
    }
    for (UUID account : all) {
      for (Map.Entry<String, Integer> stream : ROWS_OF_DAY.entrySet()) {
        fill(account, provider.stream(stream.getKey()), stream.getValue(), today);
      }
    }
    try (Statement sql = connection.createStatement()) {
      for (String stream : ROWS_OF_DAY.keySet()) {
        database.streamTables().analyze(provider.id(), stream);
        // What autovacuum does after a load, now and not during the measurement.
        sql.execute("vacuum kpi." + provider.id() + "_" + stream);
      }
      sql.execute("vacuum analyze tributary.day_ledger");
      sql.execute("vacuum analyze tributary.integration");
      sql.execute("checkpoint");
    }
  }

  private static UUID account(Statement sql, UUID workspace) throws SQLException {
    UUID account = UUID.randomUUID();
    sql.execute(
        """
        insert into tributary.provider_grant
            (id, workspace_id, provider, login, provider_user, scopes, ciphertext, key_id, version,
             state, created_at, updated_at)
        values ('%1$s', '%2$s', '%3$s', 'oauth', '%1$s', '{}', '\\x00', 'none', 1, 'active', now(),
                now())
        """
            .formatted(account, workspace, PROVIDER));
    sql.execute(
        """
        insert into tributary.integration
            (id, workspace_id, grant_id, provider, account_id, account_name, zone, currency, state,
             created_at, updated_at)
        values ('%1$s', '%2$s', '%1$s', '%3$s', '%1$s', 'Shop', 'Europe/Berlin', 'EUR', 'active',
                now(), now())
        """
            .formatted(account, workspace, PROVIDER));
    return account;
  }

  private void fill(UUID account, StreamDescriptor stream, int rows, LocalDate today)
      throws SQLException {
    String texts =
        stream.dimensions().stream()
            .map(one -> "'/%s/of-a-usual-length/' || lpad(n::text, 6, '0'), ".formatted(one.name()))
            .collect(Collectors.joining());
    // The first entity has most of the traffic, the second half of it, and so on.
    String numbers =
        stream.measures().stream()
            .map(one -> "(5000 / n + random() * 40)::bigint")
            .collect(Collectors.joining(", "));
    try (Statement sql = connection.createStatement()) {
      sql.execute(
          """
          insert into kpi.%s
          select i.workspace_id, i.id, d::date, %s%s
            from tributary.integration i,
                 generate_series(date '%s' - 1, date '%s' - %d, interval '-1 day') d,
                 generate_series(1, %d) n
           where i.id = '%s'
          """
              .formatted(
                  provider.id() + "_" + stream.name(),
                  texts,
                  numbers,
                  today,
                  today,
                  DAYS,
                  rows,
                  account));
      sql.execute(
          """
          insert into tributary.day_ledger
              (workspace_id, integration_id, stream, day, state, version, content_hash, row_count,
               fetched_at, changed_at, next_due_at)
          select i.workspace_id, i.id, '%s', d::date,
                 case when d::date >= date '%s' - 14 then 'settling' else 'final' end, 1,
                 decode(md5(d::text), 'hex'), %d, now(), now(),
                 case when d::date >= date '%s' - 14 then now() end
            from tributary.integration i,
                 generate_series(date '%s' - 1, date '%s' - %d, interval '-1 day') d
           where i.id = '%s'
          """
              .formatted(stream.name(), today, rows, today, today, today, DAYS, account));
    }
  }

  /** Rows that are stored. */
  long rows() throws SQLException {
    long rows = 0;
    for (String stream : ROWS_OF_DAY.keySet()) {
      rows += number("select count(*) from kpi." + provider.id() + "_" + stream);
    }
    return rows;
  }

  /** Bytes of tables and indexes for each stored value of a measure. */
  double bytesPerValue() throws SQLException {
    double bytes = 0;
    double values = 0;
    for (String stream : ROWS_OF_DAY.keySet()) {
      String table = "kpi." + provider.id() + "_" + stream;
      bytes += number("select pg_total_relation_size('" + table + "')");
      values +=
          (double) number("select count(*) from " + table)
              * provider.stream(stream).measures().size();
    }
    return bytes / values;
  }

  private long number(String query) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet result = sql.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    database.close();
    connection.close();
  }
}
