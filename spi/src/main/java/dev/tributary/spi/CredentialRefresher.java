package dev.tributary.spi;

/** An adapter whose access tokens end and can be made anew without the customer. */
@FunctionalInterface
public interface CredentialRefresher {
  /**
   * Makes a new access token. The result keeps the old refresh token when the provider sends none.
   *
   * @throws SyncException with {@link Failure.GrantRejected} when only the customer can help
   */
  ConnectionCredentials refresh(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException;
}
