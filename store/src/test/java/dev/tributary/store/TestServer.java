package dev.tributary.store;

import dev.tributary.postgres.TestCluster;
import dev.tributary.postgres.TestDatabase;
import dev.tributary.spi.Secret;
import java.util.List;

/** Databases on the embedded server, prepared with the test provider's tables. */
final class TestServer {

  /** A prepared database of its own; close it. */
  static Database database() {
    return Database.open(settings(prepared()));
  }

  static TestDatabase prepared() {
    return TestCluster.shared()
        .freshDatabase(
            "store",
            template -> {
              try (Database database = Database.open(settings(template))) {
                database.streamTables().create(List.of(TestStreams.PROVIDER));
                database.keepPartitions(Connected.NOW);
              }
            });
  }

  static DatabaseSettings settings(TestDatabase test) {
    return DatabaseSettings.of(test.jdbcUrl(), test.user(), Secret.of(test.password()));
  }

  private TestServer() {}
}
