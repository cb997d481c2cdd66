package dev.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * A connection that served one workspace serves another next, and shows it nothing of the first.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Tag("ci")
class AlternatingTenantsTest {
  private static final int THREADS = 4;

  private Database database;
  private UUID one;
  private UUID other;

  @BeforeAll
  void twoWorkspaces() {
    database = TestServer.database();
    one = workspace("One");
    other = workspace("Other");
  }

  @AfterAll
  void close() {
    database.close();
  }

  private UUID workspace(String name) {
    UUID id = Ids.next(Connected.NOW);
    new WorkspaceStore(database).create(new Workspace(id, name, ZoneOffset.UTC, Connected.NOW));
    return id;
  }

  /** Without a condition on the workspace: only the database keeps them apart here. */
  private List<UUID> seen(UUID workspace) {
    return database.inTenant(
        workspace,
        session -> session.sql().sql("select id from workspace").query(UUID.class).list());
  }

  private void alternate(int requests) throws Exception {
    AtomicInteger turn = new AtomicInteger();
    Callable<List<UUID>> visitor =
        () -> {
          for (int n = turn.getAndIncrement(); n < requests; n = turn.getAndIncrement()) {
            UUID workspace = n % 2 == 0 ? one : other;
            List<UUID> seen = seen(workspace);
            if (!seen.equals(List.of(workspace))) {
              return seen;
            }
          }
          return List.of();
        };
    try (ExecutorService visitors = Executors.newFixedThreadPool(THREADS)) {
      List<Callable<List<UUID>>> all = new ArrayList<>();
      for (int n = 0; n < THREADS; n++) {
        all.add(visitor);
      }
      for (Future<List<UUID>> leak : visitors.invokeAll(all)) {
        assertThat(leak.get()).as("what a workspace should not have seen").isEmpty();
      }
    }
  }

  @Test
  void a_hundred_thousand_alternating_requests_leak_nothing() throws Exception {
    alternate(100_000);
  }

  @Test
  @Tag("long")
  void a_million_alternating_requests_leak_nothing() throws Exception {
    alternate(1_000_000);
  }
}
