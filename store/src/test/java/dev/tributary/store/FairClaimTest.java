package dev.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is claimed next. Integrations are named workspace/provider/number here. */
class FairClaimTest {
  private static final Instant NOW = Connected.NOW;
  private static final int ANY = 1_000;

  private final Database database = TestServer.database();
  private final ScheduleStore schedule = new ScheduleStore(database, "sync");
  private final ProviderPauseStore pauses = new ProviderPauseStore(database);

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void workspaces_take_turns_however_much_one_of_them_has_waiting() throws SQLException {
    due("big", "ga", 3_000, Priority.LIVE, NOW.minusSeconds(600));
    due("one", "ga", 2, Priority.LIVE, NOW.minusSeconds(1));
    due("two", "ga", 2, Priority.LIVE, NOW);
    assertThat(workspaces(claim(6, ANY)))
        .containsExactlyInAnyOrder("big", "big", "one", "one", "two", "two");
    assertThat(workspaces(claim(3, ANY))).containsOnly("big");
  }

  @Test
  void the_round_goes_on_where_the_last_claim_ended() throws SQLException {
    for (int workspace = 0; workspace < 20; workspace++) {
      due("w%02d".formatted(workspace), "ga", 3, Priority.LIVE, NOW);
    }
    List<String> served = new ArrayList<>();
    for (int claim = 0; claim < 20; claim++) {
      served.addAll(workspaces(claim(1, ANY)));
    }
    assertThat(served).doesNotHaveDuplicates().hasSize(20);
  }

  @Test
  void in_a_workspace_the_longest_due_comes_first() throws SQLException {
    due("w", "late", 1, Priority.LIVE, NOW.minusSeconds(5));
    due("w", "early", 1, Priority.LIVE, NOW.minusSeconds(50));
    assertThat(claim(1, ANY)).containsExactly("w/early/1");
  }

  @Test
  void what_a_person_asked_for_comes_before_what_is_regular_and_that_before_history()
      throws SQLException {
    due("a", "history", 1, Priority.BACKFILL, NOW.minusSeconds(900));
    due("b", "regular", 1, Priority.LIVE, NOW.minusSeconds(300));
    due("c", "manual", 1, Priority.MANUAL, NOW);
    assertThat(claim(1, ANY)).containsExactly("c/manual/1");
    assertThat(claim(1, ANY)).containsExactly("b/regular/1");
    assertThat(claim(1, ANY)).containsExactly("a/history/1");
  }

  @Test
  void a_workspace_runs_no_more_turns_than_it_may() throws SQLException {
    due("big", "ga", 10, Priority.LIVE, NOW.minusSeconds(60));
    due("small", "ga", 1, Priority.LIVE, NOW);
    assertThat(workspaces(claim(8, 3))).containsExactlyInAnyOrder("big", "big", "big", "small");
    assertThat(claim(8, 3)).isEmpty();
    assertThat(schedule.someReady()).as("they wait for a turn to end").isTrue();
    execute(
        "update tributary.scheduled_tasks set picked = false, execution_time = 'infinity'"
            + " where task_instance = (select min(task_instance) from tributary.scheduled_tasks"
            + " where picked and workspace = 'big')");
    assertThat(workspaces(claim(8, 3))).containsExactly("big");
  }

  @Test
  void what_is_urgent_does_not_get_past_the_share_of_its_workspace() throws SQLException {
    due("big", "ga", 4, Priority.MANUAL, NOW);
    due("small", "ga", 1, Priority.BACKFILL, NOW);
    assertThat(workspaces(claim(9, 2))).containsExactlyInAnyOrder("big", "big", "small");
  }

  @Test
  void nothing_is_claimed_before_its_time_or_for_another_task() throws SQLException {
    due("w", "ga", 1, Priority.LIVE, NOW.plusSeconds(1));
    execute(
        "insert into tributary.scheduled_tasks (task_name, task_instance, execution_time, picked,"
            + " version) values ('other', 'w/ga/9', 'epoch', false, 1)");
    assertThat(claim(9, ANY)).isEmpty();
    execute("update tributary.scheduled_tasks set ready = true");
    assertThat(claim(9, ANY)).as("a mark that came too early").isEmpty();
  }

  @Test
  void a_claimed_row_is_named_and_fenced() throws SQLException {
    due("w", "ga", 1, Priority.LIVE, NOW);
    assertThat(claim(1, ANY)).hasSize(1);
    assertThat(
            number(
                "select count(*) from tributary.scheduled_tasks where picked and not ready"
                    + " and picked_by = 'node-1' and last_heartbeat is not null and version = 2"))
        .isOne();
  }

  @Test
  void a_paused_provider_waits_whole_and_goes_on_whole() throws SQLException {
    due("w", "ga", 3, Priority.LIVE, NOW.minusSeconds(60));
    due("w", "meta", 1, Priority.LIVE, NOW);
    makeReady();
    ProviderPause pause = new ProviderPause("ga", "It answers nonsense.", "operator", NOW);
    assertThat(pauses.pause(pause)).isTrue();
    assertThat(pauses.pause(new ProviderPause("ga", "Again.", "other", NOW))).isFalse();
    assertThat(pauses.all()).containsExactly(pause);
    assertThat(claim(9, ANY)).containsExactly("w/meta/1");
    assertThat(number("select count(*) from tributary.scheduled_tasks where ready")).isZero();
    execute("update tributary.scheduled_tasks set ready = true where not picked");
    assertThat(claim(9, ANY)).as("marked while it was being paused").isEmpty();
    assertThat(pauses.resume("ga")).isTrue();
    assertThat(pauses.resume("ga")).isFalse();
    assertThat(pauses.find("ga")).isEmpty();
    assertThat(claim(9, ANY)).hasSize(3);
  }

  @Test
  void a_row_that_somebody_changes_is_left_for_the_next_claim() throws SQLException {
    due("w", "ga", 2, Priority.LIVE, NOW);
    makeReady();
    try (Connection other = database.systemDataSource().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(
          "select from scheduled_tasks where task_instance = 'w/ga/1' for no key update");
      assertThat(claim(9, ANY)).containsExactly("w/ga/2");
      other.rollback();
    }
    assertThat(claim(9, ANY)).containsExactly("w/ga/1");
  }

  @Test
  void nodes_that_claim_at_once_claim_nothing_twice_and_keep_to_the_share() throws Exception {
    due("big", "ga", 200, Priority.LIVE, NOW.minusSeconds(60));
    for (int workspace = 0; workspace < 30; workspace++) {
      due("w%02d".formatted(workspace), "ga", 4, Priority.LIVE, NOW);
    }
    makeReady();
    try (ExecutorService nodes = Executors.newFixedThreadPool(4)) {
      List<Callable<List<String>>> claims = new ArrayList<>();
      for (int n = 0; n < 40; n++) {
        claims.add(() -> claim(5, 3));
      }
      List<String> claimed = new ArrayList<>();
      for (Future<List<String>> one : nodes.invokeAll(claims)) {
        claimed.addAll(one.get());
      }
      assertThat(claimed).doesNotHaveDuplicates().hasSize(3 + 30 * 3);
    }
    assertThat(
            number(
                "select max(n) from (select count(*) as n from tributary.scheduled_tasks"
                    + " where picked group by workspace) one"))
        .isEqualTo(3);
  }

  @Test
  void a_claim_looks_at_no_more_rows_because_more_are_waiting() throws SQLException {
    due("big", "ga", 10_000, Priority.LIVE, NOW.minusSeconds(600));
    due("small", "ga", 5, Priority.LIVE, NOW);
    due("later", "ga", 10_000, Priority.LIVE, NOW.plusSeconds(3_600));
    readyAll();
    claim(10, ANY);
    long few = pages("select * from tributary.claim_turns('sync', 'n', '%s', 10, 500)");
    execute(
        "insert into tributary.scheduled_tasks (task_name, task_instance, execution_time, picked,"
            + " version, priority, ready) select 'sync', 'big/ga/more' || n, '"
            + NOW
            + "', false, 1, 10,"
            + " true from generate_series(1, 90000) n");
    execute("analyze tributary.scheduled_tasks");
    long many = pages("select * from tributary.claim_turns('sync', 'n', '%s', 10, 500)");
    assertThat(few).isLessThan(500);
    assertThat(many).isLessThan(few * 2);
    assertThat(number("select count(*) from tributary.scheduled_tasks where picked")).isEqualTo(70);
  }

  @Test
  void many_workspaces_that_have_nothing_due_cost_a_claim_nothing() throws SQLException {
    execute(
        "insert into tributary.scheduled_tasks (task_name, task_instance, execution_time, picked,"
            + " version) select 'sync', 'w' || n || '/ga/1', '"
            + NOW.plusSeconds(60)
            + "', false, 1"
            + " from generate_series(1, 20000) n");
    execute("analyze tributary.scheduled_tasks");
    due("w7", "meta", 1, Priority.LIVE, NOW);
    assertThat(pages("select make_ready('sync', '%s', 1000)")).isLessThan(200);
    assertThat(pages("select * from tributary.claim_turns('sync', 'n', '%s', 10, 500)"))
        .isLessThan(200);
  }

  @Test
  void the_statements_go_by_the_partial_indexes() throws SQLException {
    due("w", "ga", 20_000, Priority.LIVE, NOW.minusSeconds(60));
    readyAll();
    Set<String> plan = new HashSet<>();
    plan.addAll(
        plan(
            "select workspace from tributary.scheduled_tasks where ready and not picked"
                + " and priority = 10 and workspace > 'a' order by workspace limit 1"));
    plan.addAll(
        plan(
            "select task_instance from tributary.scheduled_tasks where ready and not picked"
                + " and priority = 10 and workspace = 'w' and execution_time <= now()"
                + " order by execution_time limit 10"));
    plan.addAll(
        plan("select count(*) from tributary.scheduled_tasks where picked and workspace = 'w'"));
    plan.addAll(
        plan(
            "select task_instance from tributary.scheduled_tasks where not picked and not"
                + " ready and provider = 'ga' and execution_time <= now() order by execution_time limit 10"));
    plan.addAll(
        plan(
            "select * from tributary.scheduled_tasks where picked = true"
                + " and last_heartbeat <= now() order by last_heartbeat"));
    String all = String.join("\n", plan);
    assertThat(all)
        .contains("scheduled_tasks_ready", "scheduled_tasks_waiting", "scheduled_tasks_running")
        .doesNotContain("Seq Scan");
  }

  /** As the scheduler does it. */
  private List<String> claim(int wanted, int workspaceMax) throws SQLException {
    try (Connection connection = database.systemDataSource().getConnection();
        PreparedStatement statement = connection.prepareStatement(ScheduleStore.CLAIM)) {
      statement.setString(1, "sync");
      statement.setString(2, "node-1");
      statement.setObject(3, Columns.time(NOW));
      statement.setInt(4, wanted);
      statement.setInt(5, workspaceMax);
      List<String> claimed = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          claimed.add(rows.getString("task_instance"));
        }
      }
      return claimed;
    }
  }

  private static List<String> workspaces(List<String> claimed) {
    return claimed.stream().map(one -> one.substring(0, one.indexOf('/'))).toList();
  }

  private void due(String workspace, String provider, int many, Priority priority, Instant at)
      throws SQLException {
    execute(
        "insert into tributary.scheduled_tasks (task_name, task_instance, execution_time, picked,"
            + " version, priority) select 'sync', '%s/%s/' || n, '%s', false, 1, %d"
                .formatted(workspace, provider, at, ScheduleStore.rank(priority))
            + " from generate_series(1, "
            + many
            + ") n");
  }

  private long makeReady() throws SQLException {
    return number("select tributary.make_ready('sync', '%s', 5000)".formatted(NOW));
  }

  private void readyAll() throws SQLException {
    while (makeReady() > 0) {
      continue;
    }
    execute("analyze tributary.scheduled_tasks");
  }

  /** How many pages a statement and those inside of it touch, once the session knows the tables. */
  private long pages(String sql) throws SQLException {
    long least = Long.MAX_VALUE;
    try (Connection connection = database.systemDataSource().getConnection()) {
      for (int n = 0; n < 3; n++) {
        String plan =
            String.join(
                "\n", plan(connection, "(analyze, buffers, timing off)", sql.formatted(NOW)));
        Matcher matcher =
            Pattern.compile("Buffers: shared hit=(\\d+)(?: read=(\\d+))?").matcher(plan);
        assertThat(matcher.find()).as(plan).isTrue();
        long read = matcher.group(2) == null ? 0 : Long.parseLong(matcher.group(2));
        least = Math.min(least, Long.parseLong(matcher.group(1)) + read);
      }
    }
    return least;
  }

  private List<String> plan(String sql) throws SQLException {
    try (Connection connection = database.systemDataSource().getConnection()) {
      return plan(connection, "", sql);
    }
  }

  private static List<String> plan(Connection connection, String options, String sql)
      throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("explain " + options + " " + sql)) {
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
    }
    return lines;
  }

  private void execute(String sql) throws SQLException {
    if (sql.startsWith("analyze")) {
      database
          .owner()
          .run(owner -> {
            try (Statement statement = owner.createStatement()) {
              statement.execute(sql);
            }
          });
      return;
    }
    try (Connection connection = database.systemDataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = database.systemDataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
