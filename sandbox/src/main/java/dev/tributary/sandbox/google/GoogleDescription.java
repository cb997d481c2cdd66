package dev.tributary.sandbox.google;

import dev.tributary.sandbox.google.oauth.Consent;
import dev.tributary.sandbox.google.oauth.OAuthClient;
import dev.tributary.sandbox.google.oauth.OAuthServer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the simulated Google answers and what opens it.
 *
 * @param refreshToken works with {@code clientId}; a new one is made for every description
 * @param serviceAccountKey the content of a key file
 * @param clientWithoutApis a client whose project has not enabled the Analytics APIs
 * @param clientInTesting a client of an app in testing, whose logins end after seven days
 */
public record GoogleDescription(
    String authorizationUri,
    String tokenUri,
    String revocationUri,
    String tokenInfoUri,
    String userInfoUri,
    String analyticsDataBase,
    String analyticsAdminBase,
    String scope,
    String clientId,
    String clientSecret,
    String refreshToken,
    Map<String, Object> serviceAccountKey,
    Map<String, String> clientWithoutApis,
    Map<String, String> clientInTesting,
    List<Property> properties) {

  /** A property as a client would pick it. */
  public record Property(
      String account,
      String id,
      String displayName,
      String propertyType,
      String timeZone,
      String currencyCode,
      boolean premium,
      boolean readable) {}

  static GoogleDescription of(String base, OAuthServer oauth, GoogleWorld world) {
    String refreshToken =
        oauth
            .tokens()
            .addGrant(OAuthClient.READY, Consent.OWNER, Set.of(OAuthServer.READ_SCOPE))
            .refreshToken();
    return new GoogleDescription(
        base + "/o/oauth2/v2/auth",
        base + "/token",
        base + "/revoke",
        base + "/tokeninfo",
        base + "/v1/userinfo",
        base,
        base,
        OAuthServer.READ_SCOPE,
        OAuthClient.READY.id(),
        OAuthClient.READY.secret(),
        refreshToken,
        oauth.serviceAccountKey(),
        Map.of(
            "clientId", OAuthClient.WITHOUT_APIS.id(),
            "clientSecret", OAuthClient.WITHOUT_APIS.secret()),
        Map.of(
            "clientId", OAuthClient.IN_TESTING.id(),
            "clientSecret", OAuthClient.IN_TESTING.secret()),
        world.properties().stream()
            .map(one ->
                new Property(
                    "accounts/" + one.account(),
                    "properties/" + one.id(),
                    one.displayName(),
                    one.kind().name(),
                    one.zone().getId(),
                    one.currency(),
                    one.premium(),
                    one.readable()))
            .toList());
  }
}
