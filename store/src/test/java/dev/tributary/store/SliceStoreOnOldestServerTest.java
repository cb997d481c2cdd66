package dev.tributary.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tributary.spi.Secret;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/** On PostgreSQL 15, the oldest that is supported, where the machine has it. */
@Tag("ci")
class SliceStoreOnOldestServerTest extends SliceStoreContract {
  private OldestServer server;

  @Override
  Database open() throws Exception {
    if (!OldestServer.installed()) {
      System.out.println("not run: PostgreSQL 15 is not installed");
    }
    assumeTrue(OldestServer.installed(), "PostgreSQL 15 is not installed");
    server = new OldestServer();
    Database database =
        Database.open(DatabaseSettings.of(server.url(), "tributary", Secret.of("secret")));
    database.streamTables().create(List.of(TestStreams.PROVIDER));
    database.keepPartitions(Connected.NOW);
    return database;
  }

  @AfterAll
  void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }
}
