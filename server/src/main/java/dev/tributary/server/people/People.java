package dev.tributary.server.people;

import dev.tributary.store.Database;
import java.time.InstantSource;

/** All that concerns who comes in. */
public record People(SigningIn signingIn, Members members, ApiKeys keys, Workspaces workspaces) {

  public static People of(Database database, InstantSource clock) {
    SigningIn signingIn = new SigningIn(database, clock);
    return new People(
        signingIn,
        new Members(database, signingIn, clock),
        new ApiKeys(database, clock),
        new Workspaces(database, clock));
  }
}
