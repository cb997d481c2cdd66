package dev.tributary.e2e.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.auth.oauth2.ClientId;
import com.google.auth.oauth2.DefaultPKCEProvider;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.auth.oauth2.UserAuthorizer;
import com.google.auth.oauth2.UserCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Google's auth library signs in at the sandbox in every way that matters here. */
@Tag("ci")
class GoogleAuthLibraryTest {
  private static final URI CALLBACK = URI.create("http://localhost:8080/oauth/callback");

  private GoogleClients clients;

  @BeforeEach
  void start() throws Exception {
    clients = new GoogleClients();
  }

  @AfterEach
  void stop() {
    clients.close();
  }

  private UserAuthorizer authorizer() {
    return UserAuthorizer.newBuilder()
        .setClientId(ClientId.of(clients.google.clientId(), clients.google.clientSecret()))
        .setScopes(List.of(clients.google.scope()))
        .setCallbackUri(CALLBACK)
        .setTokenServerUri(URI.create(clients.google.tokenUri()))
        .setUserAuthUri(URI.create(clients.google.authorizationUri()))
        .setPKCEProvider(new DefaultPKCEProvider())
        .build();
  }

  @Test
  void a_revoked_grant_cannot_be_refreshed() {
    clients.sandbox.google().oauth().tokens().revokeAll();
    UserCredentials credentials = (UserCredentials) clients.user();
    assertThatThrownBy(credentials::refreshAccessToken)
        .isInstanceOf(IOException.class)
        .hasStackTraceContaining("invalid_grant");
  }

  @Test
  void a_code_with_its_challenge_becomes_credentials() throws Exception {
    UserAuthorizer authorizer = authorizer();
    URI page = authorizer.getAuthorizationUrl("me", "a state", null).toURI();
    String code;
    try (HttpClient browser = HttpClient.newHttpClient()) {
      HttpResponse<String> back =
          browser.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
      String location = back.headers().firstValue("location").orElseThrow();
      assertThat(location).startsWith(CALLBACK.toString()).contains("state=a+state");
      Matcher found = Pattern.compile("[?&]code=([^&]+)").matcher(location);
      assertThat(found.find()).isTrue();
      code = URLDecoder.decode(found.group(1), StandardCharsets.UTF_8);
    }
    UserCredentials credentials = authorizer.getCredentialsFromCode(code, CALLBACK);
    assertThat(credentials.getRefreshToken()).isNotEmpty();
    try (var data = clients.data(credentials)) {
      assertThat(data.getMetadata("properties/412001/metadata").getName())
          .isEqualTo("properties/412001/metadata");
    }
  }

  @Test
  void a_refresh_keeps_the_old_refresh_token() throws Exception {
    UserCredentials credentials = (UserCredentials) clients.user();
    String before = credentials.getRefreshToken();
    credentials.refresh();
    assertThat(credentials.getAccessToken().getTokenValue()).startsWith("ya29.");
    assertThat(credentials.getRefreshToken()).isEqualTo(before);
  }

  @Test
  void a_service_account_signs_itself_in() throws Exception {
    byte[] key = JsonMapper.shared().writeValueAsBytes(clients.google.serviceAccountKey());
    GoogleCredentials credentials =
        ServiceAccountCredentials.fromStream(new ByteArrayInputStream(key))
            .createScoped(clients.google.scope());
    try (var admin = clients.admin(credentials)) {
      assertThat(admin.getProperty("properties/412001").getDisplayName())
          .isEqualTo("Nordlicht Shop");
    }
    assertThat(clients.sandbox.requests().matching("POST /token")).isNotEmpty();
  }
}
