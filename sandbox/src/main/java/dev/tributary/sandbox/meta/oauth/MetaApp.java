package dev.tributary.sandbox.meta.oauth;

import java.util.Optional;

/**
 * The app at Meta that clients sign in with.
 *
 * @param proofRequired whether calls without {@code appsecret_proof} are refused
 * @param removed whether Meta has taken the app away
 * @param deauthorizeUrl told when a user removes the app
 * @param dataDeletionUrl told when a user wants everything deleted
 */
public record MetaApp(
    String id,
    String secret,
    String name,
    boolean proofRequired,
    boolean removed,
    Optional<String> deauthorizeUrl,
    Optional<String> dataDeletionUrl) {
  public static final MetaApp READY =
      new MetaApp(
          "777000777000777",
          "meta-sandbox-app-secret",
          "Sandbox App",
          true,
          false,
          Optional.empty(),
          Optional.empty());

  /** Opens what belongs to the app: debugging tokens, subscriptions. */
  public String token() {
    return id + "|" + secret;
  }

  public MetaApp withProofRequired(boolean on) {
    return new MetaApp(id, secret, name, on, removed, deauthorizeUrl, dataDeletionUrl);
  }

  public MetaApp withRemoved(boolean on) {
    return new MetaApp(id, secret, name, proofRequired, on, deauthorizeUrl, dataDeletionUrl);
  }

  public MetaApp withDeauthorizeUrl(String url) {
    return new MetaApp(id, secret, name, proofRequired, removed, Optional.of(url), dataDeletionUrl);
  }

  public MetaApp withDataDeletionUrl(String url) {
    return new MetaApp(id, secret, name, proofRequired, removed, deauthorizeUrl, Optional.of(url));
  }
}
