package dev.tributary.engine.quota;

import dev.tributary.engine.notify.Notices;
import dev.tributary.store.Database;
import java.time.InstantSource;
import java.util.function.DoubleSupplier;

/** What keeps a provider from being asked too often or in vain, beside its {@link Quotas}. */
public record Guards(Rates rates, Outages outages, Faults faults) {

  /**
   * @param clock the database's
   * @param jitter from 0 inclusive to 1 exclusive
   */
  public static Guards of(
      Database database, Notices notices, InstantSource clock, DoubleSupplier jitter) {
    return new Guards(
        new Rates(database.systemDataSource(), clock, Thread::sleep),
        new Outages(clock, jitter),
        new Faults(database, notices, clock, jitter));
  }
}
