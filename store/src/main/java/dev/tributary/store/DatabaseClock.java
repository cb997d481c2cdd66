package dev.tributary.store;

import java.time.Instant;
import java.time.InstantSource;

/** The database's clock: the one clock on which several nodes agree. Asks it every time. */
public final class DatabaseClock implements InstantSource {
  private final Database database;

  DatabaseClock(Database database) {
    this.database = database;
  }

  @Override
  public Instant instant() {
    return database.now();
  }
}
