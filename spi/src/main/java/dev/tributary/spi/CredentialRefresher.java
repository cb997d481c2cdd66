package dev.tributary.spi;

import java.time.Duration;

/** An adapter whose access tokens end and can be made anew without the customer. */
@FunctionalInterface
public interface CredentialRefresher {

  /**
   * How long before its end an access token is made anew. Days where the old token is what the new
   * one is made of, as with a provider that has no refresh tokens: once ended it is of no use. A
   * renewal that fails while the old token still lasts is no failure.
   */
  default Duration ahead() {
    return Duration.ofMinutes(5);
  }

  /**
   * Makes a new access token. The result keeps the old refresh token when the provider sends none.
   *
   * @throws SyncException with {@link Failure.GrantRejected} when only the customer can help
   */
  ConnectionCredentials refresh(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException;
}
