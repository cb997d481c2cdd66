package dev.tributary.server.people;

import dev.tributary.store.Database;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** All that concerns who comes in. */
public record People(SigningIn signingIn, Members members, ApiKeys keys, Workspaces workspaces) {

  /**
   * @param precise the database's clock; times are cut to what the database keeps
   */
  public static People of(Database database, InstantSource precise) {
    InstantSource clock = () -> precise.instant().truncatedTo(ChronoUnit.MICROS);
    SigningIn signingIn = new SigningIn(database, clock);
    return new People(
        signingIn,
        new Members(database, signingIn, clock),
        new ApiKeys(database, clock),
        new Workspaces(database, clock));
  }
}
