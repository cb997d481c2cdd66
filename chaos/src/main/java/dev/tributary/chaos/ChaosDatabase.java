package dev.tributary.chaos;

import dev.tributary.postgres.EmbeddedPostgres;
import dev.tributary.postgres.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A durable PostgreSQL of its own, which remembers who claimed what and who wrote what. */
final class ChaosDatabase implements AutoCloseable {
  private final Path folder;
  private EmbeddedPostgres postgres;

  private ChaosDatabase(Path folder, EmbeddedPostgres postgres) {
    this.folder = folder;
    this.postgres = postgres;
  }

  static ChaosDatabase start(Path folder) throws InterruptedException {
    return new ChaosDatabase(folder, EmbeddedPostgres.start(options(folder)));
  }

  private static Options options(Path folder) {
    return Options.in(folder).with("max_connections", "200").with("shared_buffers", "64MB");
  }

  String url() {
    return postgres.jdbcUrl("postgres");
  }

  String user() {
    return postgres.user();
  }

  String password() {
    return postgres.password();
  }

  /** What {@code pg_ctl stop -m immediate} does, and a start that recovers, on the same port. */
  synchronized void restart() throws IOException, InterruptedException {
    int port = postgres.port();
    // The folder's files come and go while the server runs, so nothing is looked for.
    Path pidFile = folder.resolve("cluster").resolve("postmaster.pid");
    String pid = Files.readAllLines(pidFile).getFirst().strip();
    new ProcessBuilder("kill", "-QUIT", pid).start().waitFor();
    while (postgres.isRunning()) {
      Thread.sleep(20);
    }
    postgres.close();
    postgres = EmbeddedPostgres.start(options(folder).onPort(port));
  }

  /** As superuser, who sees all. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), user(), password());
  }

  /**
   * Remembers every claim with the process that made it, and at each commit that stored days
   * whether its process still held the claim. Call it once the tables are there.
   */
  void watch() throws SQLException {
    run(
        """
        create schema chaos;
        grant usage on schema chaos to public;
        create table chaos.claim (
            task_instance text, version bigint, holder text, at timestamptz default clock_timestamp(),
            primary key (task_instance, version));
        create table chaos.stale_write (
            at timestamptz default clock_timestamp(), writer text, integration_id uuid, stream text,
            day date);

        create function chaos.note_claim() returns trigger language plpgsql security definer as $$
        begin
            insert into chaos.claim (task_instance, version, holder)
            values (new.task_instance, new.version, current_setting('application_name'))
                on conflict do nothing;
            return null;
        end $$;
        create trigger chaos_claim after update on tributary.scheduled_tasks
            for each row when (new.picked and not old.picked) execute function chaos.note_claim();

        create function chaos.check_write() returns trigger language plpgsql security definer as $$
        begin
            if new.content_hash is null
               or (tg_op = 'UPDATE' and new.content_hash is not distinct from old.content_hash
                   and new.fetched_at is not distinct from old.fetched_at) then
                return null;
            end if;
            if not exists (select
                             from tributary.sync_job j
                             join tributary.integration i on i.id = j.integration_id
                             join tributary.scheduled_tasks t
                               on t.task_name = 'sync'
                              and t.task_instance
                                  = i.workspace_id || '/' || i.provider || '/' || i.id
                             join chaos.claim c
                               on c.task_instance = t.task_instance and c.version = t.version
                            where j.integration_id = new.integration_id and j.status = 'running'
                              and j.fence = t.version and t.picked
                              and c.holder = current_setting('application_name')) then
                insert into chaos.stale_write (writer, integration_id, stream, day)
                values (current_setting('application_name'), new.integration_id, new.stream, new.day);
            end if;
            return null;
        end $$;
        create constraint trigger chaos_write after insert or update on tributary.day_ledger
            deferrable initially deferred for each row execute function chaos.check_write();
        """);
  }

  void run(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  long number(String sql, Object... parameters) throws SQLException {
    List<List<String>> rows = rows(sql, parameters);
    return Long.parseLong(rows.getFirst().getFirst());
  }

  /** All values as text; null as an empty one. */
  List<List<String>> rows(String sql, Object... parameters) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int index = 0; index < parameters.length; index++) {
        statement.setObject(index + 1, parameters[index]);
      }
      try (ResultSet result = statement.executeQuery()) {
        int columns = result.getMetaData().getColumnCount();
        List<List<String>> rows = new ArrayList<>();
        while (result.next()) {
          List<String> row = new ArrayList<>();
          for (int column = 1; column <= columns; column++) {
            String value = result.getString(column);
            row.add(value == null ? "" : value);
          }
          rows.add(row);
        }
        return rows;
      }
    }
  }

  @Override
  public synchronized void close() {
    postgres.close();
  }
}
