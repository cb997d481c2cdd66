package dev.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.postgres.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration NOT_AT_ALL = Duration.ofMillis(50);

  private final TestDatabase own = TestServer.prepared();
  private Database database;
  private Announcements announcements;

  @BeforeEach
  void open() {
    database = Database.open(TestServer.settings(own));
    announcements = new Announcements(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void a_connection_whose_other_side_is_gone_is_noticed_although_nothing_breaks() throws Exception {
    try (Gate gate = new Gate(own.jdbcUrl());
        Database through =
            Database.open(
                TestServer.settings(
                    new TestDatabase(own.name(), gate.jdbcUrl(), own.user(), own.password())));
        Announcements.Listening listening =
            new Announcements(through).listen(Duration.ofSeconds(1))) {
      announcements.announce(Announcements.WORK);
      assertThat(listening.await(SOON)).containsExactly(Announcements.WORK);
      assertThat(listening.test()).as("its own call is nobody's affair").isEmpty();

      gate.swallowEverything();
      announcements.announce(Announcements.CANCEL);
      assertThat(listening.await(NOT_AT_ALL)).as("lost, and nobody says so").isEmpty();
      assertThatThrownBy(listening::test).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void what_is_undone_was_never_called_out_and_what_is_committed_is_heard_by_all()
      throws SQLException {
    try (Announcements.Listening one = announcements.listen(SOON);
        Announcements.Listening other = announcements.listen(SOON)) {
      assertThatThrownBy(() ->
              database.system(() -> {
                announcements.announce(Announcements.CANCEL);
                throw new IllegalStateException("undone");
              }))
          .hasMessage("undone");
      database.system(() -> {
        announcements.announce(Announcements.WORK);
        announcements.announce(Announcements.WORK);
        assertThat(heard(one, NOT_AT_ALL)).as("not before the commit").isEmpty();
        return UUID.randomUUID();
      });
      assertThat(heard(one, SOON)).containsExactly(Announcements.WORK);
      assertThat(heard(other, SOON)).containsExactly(Announcements.WORK);
    }
  }

  private static List<String> heard(Announcements.Listening listening, Duration atMost) {
    try {
      return listening.await(atMost);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
