package dev.tributary.sandbox.google.oauth;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An OAuth client of some Google Cloud project.
 *
 * @param project number of the project, to which quotas are counted
 * @param apisEnabled false when the project has never enabled the Analytics APIs
 * @param redirectUris the only accepted ones; when empty, any loopback or https address is
 * @param loginLasts after a consent, while the app is in testing; empty when it is in production
 */
public record OAuthClient(
    String id,
    String secret,
    String project,
    boolean apisEnabled,
    List<String> redirectUris,
    Optional<Duration> loginLasts) {
  public static final OAuthClient READY =
      new OAuthClient(
          "901234567890-sandbox.apps.googleusercontent.com",
          "GOCSPX-sandbox-secret",
          "901234567890",
          true,
          List.of(),
          Optional.empty());

  /** Its project has not enabled the Analytics APIs. */
  public static final OAuthClient WITHOUT_APIS =
      new OAuthClient(
          "905555555555-noapi.apps.googleusercontent.com",
          "GOCSPX-noapi-secret",
          "905555555555",
          false,
          List.of(),
          Optional.empty());

  /** Nobody has published its app yet. */
  public static final OAuthClient IN_TESTING =
      new OAuthClient(
          "907777777777-testing.apps.googleusercontent.com",
          "GOCSPX-testing-secret",
          "907777777777",
          true,
          List.of(),
          Optional.of(Duration.ofDays(7)));

  boolean accepts(String redirectUri) {
    if (!redirectUris.isEmpty()) {
      return redirectUris.contains(redirectUri);
    }
    return redirectUri.startsWith("https://")
        || redirectUri.matches("http://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?(/.*)?");
  }
}
