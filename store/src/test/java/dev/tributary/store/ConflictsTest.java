package dev.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;

/** Transactions that the database undoes because another got in their way. */
class ConflictsTest {
  private final TestDatabase own = TestServer.prepared();
  private Database database;
  private final AtomicInteger tries = new AtomicInteger();

  @BeforeEach
  void open() throws SQLException {
    try (Connection superuser = own.connect();
        Statement statement = superuser.createStatement()) {
      // A deadlock is looked for after a second by default.
      statement.execute("alter database " + own.name() + " set deadlock_timeout = '20ms'");
      statement.execute("create table tributary.pair (id int primary key, value int)");
      statement.execute("insert into tributary.pair values (1, 0), (2, 0)");
      statement.execute("grant select, update on tributary.pair to public");
    }
    database = Database.open(TestServer.settings(own));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"40001", "40P01"})
  void a_conflict_is_tried_three_times_more_and_then_told(String state) {
    assertThatThrownBy(
            () -> database.inSystem(session -> undone(session, state, Integer.MAX_VALUE)))
        .isInstanceOf(DataAccessException.class)
        .hasMessageContaining("got in the way");
    assertThat(tries).hasValue(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"40001", "40P01"})
  void the_third_repetition_may_succeed(String state) {
    int result = database.inTenant(UUID.randomUUID(), session -> undone(session, state, 3));
    assertThat(result).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"23505", "53100", "57014"})
  void what_is_no_conflict_is_told_at_once(String state) {
    assertThatThrownBy(
            () -> database.inSystem(session -> undone(session, state, Integer.MAX_VALUE)))
        .isInstanceOf(DataAccessException.class);
    assertThat(tries).hasValue(1);
  }

  @Test
  void what_joined_a_transaction_is_done_again_with_the_whole_of_it() {
    AtomicInteger whole = new AtomicInteger();
    database.system(() -> {
      whole.incrementAndGet();
      return database.inSystem(session -> undone(session, "40001", 2));
    });
    assertThat(whole).hasValue(3);
    assertThat(tries).hasValue(3);
  }

  @Test
  void two_that_wait_for_each_other_both_get_through() throws Exception {
    CyclicBarrier bothHoldOne = new CyclicBarrier(2);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<Integer>> both =
          List.of(
              threads.submit(() -> addToBoth(1, 2, bothHoldOne)),
              threads.submit(() -> addToBoth(2, 1, bothHoldOne)));
      for (Future<Integer> one : both) {
        assertThat(one.get(30, TimeUnit.SECONDS)).isOne();
      }
    }
    assertThat(tries.get()).as("one of them twice").isGreaterThan(2);
    int sum =
        database.inSystem(session ->
            session.sql().sql("select sum(value) from pair").query(Integer.class).single());
    assertThat(sum).as("each counted once in each row").isEqualTo(4);
  }

  private int addToBoth(int first, int second, CyclicBarrier bothHoldOne) {
    AtomicInteger mine = new AtomicInteger();
    return database.inSystem(session -> {
      tries.incrementAndGet();
      add(session, first);
      if (mine.getAndIncrement() == 0) {
        await(bothHoldOne);
      }
      return add(session, second);
    });
  }

  private static int add(Session session, int id) {
    return session
        .sql()
        .sql("update pair set value = value + 1 where id = :id")
        .param("id", id)
        .update();
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Fails so many times, as the database words it. */
  private int undone(Session session, String state, int times) {
    int n = tries.incrementAndGet();
    if (n <= times) {
      session
          .sql()
          .sql(
              """
              do $$
              begin
                  raise exception using errcode = '%s', message = 'another got in the way';
              end $$
              """
                  .formatted(state))
          .update();
    }
    return n;
  }
}
