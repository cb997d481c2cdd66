package dev.tributary.spi;

import java.net.URI;
import java.util.Set;

/** An adapter whose customers connect by OAuth 2.0 with a code and PKCE S256. */
public interface OAuthProvider {

  /** The scopes without which nothing can be read. */
  Set<String> requiredScopes();

  /**
   * Where to send the customer's browser.
   *
   * @param redirect exactly as registered at the provider
   * @param state single use, bound to the browser session by the caller
   * @param codeChallenge S256
   */
  URI consentAddress(URI redirect, String state, String codeChallenge) throws SyncException;

  /**
   * Turns the code from the redirect into credentials; scopes are those really granted.
   *
   * @throws SyncException with {@link Failure.Misconfigured} when the provider refuses our own
   *     client, and with {@link Failure.GrantRejected} when it accepts the client and refuses the
   *     code; by that a client is checked
   */
  OAuthCredentials exchange(String code, String codeVerifier, URI redirect, Call call)
      throws SyncException, InterruptedException;
}
