package dev.tributary.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TestClusterTest {
  @Test
  void a_preparation_that_fails_is_named_and_tried_again() {
    assertThatIllegalStateException()
        .isThrownBy(() ->
            TestCluster.shared()
                .freshDatabase("broken", template -> run(template, "create tabel t ()")))
        .withMessageContaining("broken");
    var database = TestCluster.shared().freshDatabase("broken", template -> {});
    assertThat(database.name()).startsWith("test_");
  }

  @Test
  void databases_of_one_kind_begin_alike_and_are_apart() throws Exception {
    var prepared = new AtomicInteger();
    TestCluster.Preparation preparation =
        template -> {
          prepared.incrementAndGet();
          run(template, "create table t (n int)");
        };
    var one = TestCluster.shared().freshDatabase("kind", preparation);
    var two = TestCluster.shared().freshDatabase("kind", preparation);
    run(one, "insert into t values (1)");
    assertThat(count(one, "t")).isEqualTo(1);
    assertThat(count(two, "t")).isZero();
    assertThat(prepared).hasValue(1);
  }

  @Test
  void an_emptied_database_keeps_its_tables_and_what_was_said() throws Exception {
    var database = TestCluster.shared().freshDatabase();
    run(
        database,
        "create table t (n int primary key); insert into t values (1); create table kept as table t;"
            + " create schema \"Other\"; create table \"Other\".child (n int references t);"
            + " insert into \"Other\".child values (1)");
    empty(database, "kept");
    assertThat(count(database, "t")).isZero();
    assertThat(count(database, "\"Other\".child")).isZero();
    assertThat(count(database, "kept")).isEqualTo(1);
    empty(database);
    assertThat(count(database, "kept")).isZero();
  }

  @Test
  void the_password_is_in_no_message() {
    var database = TestCluster.shared().freshDatabase();
    assertThat(database.toString()).contains(database.name()).doesNotContain(database.password());
  }

  private static void run(TestDatabase database, String sql) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void empty(TestDatabase database, String... kept) throws SQLException {
    try (var connection = database.connect()) {
      TestDatabase.empty(connection, kept);
    }
  }

  private static int count(TestDatabase database, String table) throws SQLException {
    try (var connection = database.connect();
        var rows = connection.createStatement().executeQuery("select count(*) from " + table)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
