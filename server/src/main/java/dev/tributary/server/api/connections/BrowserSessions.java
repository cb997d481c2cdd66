package dev.tributary.server.api.connections;

import dev.tributary.server.people.Caller;
import dev.tributary.spi.Secret;

/**
 * What ties a consent to the browser session that began it. The sign-in's id is no secret, but
 * nobody is taken for it without the cookie.
 */
public final class BrowserSessions {
  private BrowserSessions() {}

  public static Secret of(Caller.OfPerson person) {
    return Secret.of("sign-in " + person.signIn());
  }
}
