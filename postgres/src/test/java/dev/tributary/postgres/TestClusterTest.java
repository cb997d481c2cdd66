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
    assertThat(count(one)).isEqualTo(1);
    assertThat(count(two)).isZero();
    assertThat(prepared).hasValue(1);
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

  private static int count(TestDatabase database) throws SQLException {
    try (var connection = database.connect();
        var rows = connection.createStatement().executeQuery("select count(*) from t")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
