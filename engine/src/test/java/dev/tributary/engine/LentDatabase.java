package dev.tributary.engine;

import dev.tributary.postgres.TestCluster;
import dev.tributary.postgres.TestDatabase;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.store.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A migrated database with the tables of some providers and nothing in them. Opening one takes most
 * of a second, so a test that left its own in order hands it on, emptied. One whose test failed is
 * not given back, and so never met again.
 *
 * @param providers whose tables it has, as they were described
 * @param superuser for what tests look at and do behind the engine's back
 * @param lent whether the next test may have it
 */
record LentDatabase(
    List<ProviderDescriptor> providers,
    TestDatabase test,
    Database open,
    Connection superuser,
    boolean lent) {
  private static final Map<List<ProviderDescriptor>, Deque<LentDatabase>> IDLE = new HashMap<>();

  static LentDatabase of(List<ProviderDescriptor> providers) {
    synchronized (IDLE) {
      Deque<LentDatabase> idle = IDLE.get(providers);
      if (idle != null && !idle.isEmpty()) {
        return idle.removeFirst();
      }
    }
    return opened(
        TestCluster.shared().freshDatabase("engine", LentDatabase::migrate), providers, true);
  }

  /** An empty database that the test alone has. */
  static LentDatabase own(TestDatabase empty, List<ProviderDescriptor> providers) {
    return opened(empty, providers, false);
  }

  private static LentDatabase opened(
      TestDatabase test, List<ProviderDescriptor> providers, boolean lent) {
    Database open = Database.open(EngineFixture.settings(test));
    open.streamTables().create(providers);
    try {
      return new LentDatabase(List.copyOf(providers), test, open, test.connect(), lent);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void migrate(TestDatabase template) {
    Database.open(EngineFixture.settings(template)).close();
  }

  /** Something that is done on a connection. */
  @FunctionalInterface
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** A server of the test's own may have restarted meanwhile, so its connections are new ones. */
  <T> T asSuperuser(Work<T> work) throws SQLException {
    if (lent) {
      return work.on(superuser);
    }
    try (Connection own = test.connect()) {
      return work.on(own);
    }
  }

  /** Nothing of the test runs any more. */
  void giveBack() {
    if (!lent) {
      open.close();
      return;
    }
    try {
      TestDatabase.empty(superuser, "flyway_schema_history");
    } catch (SQLException e) {
      throw new AssertionError("what the test left could not be deleted", e);
    }
    synchronized (IDLE) {
      IDLE.computeIfAbsent(providers, _ -> new ArrayDeque<>()).addFirst(this);
    }
  }
}
