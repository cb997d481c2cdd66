package dev.tributary.e2e.google;

import com.google.analytics.admin.v1beta.AnalyticsAdminServiceClient;
import com.google.analytics.admin.v1beta.AnalyticsAdminServiceSettings;
import com.google.analytics.data.v1beta.BetaAnalyticsDataClient;
import com.google.analytics.data.v1beta.BetaAnalyticsDataSettings;
import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.auth.Credentials;
import com.google.auth.oauth2.UserCredentials;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.google.GoogleDescription;
import java.io.IOException;
import java.net.URI;

/** A sandbox and Google's own clients, pointed at it and nowhere else. */
final class GoogleClients implements AutoCloseable {
  final Sandbox sandbox = Sandbox.start(SandboxOptions.DEFAULT);
  final GoogleDescription google = sandbox.description().google();
  final BetaAnalyticsDataClient data;
  final AnalyticsAdminServiceClient admin;

  GoogleClients() throws IOException {
    this.data = data(user());
    this.admin = admin(user());
  }

  /** Signed in by the ready-made refresh token. */
  Credentials user() {
    return UserCredentials.newBuilder()
        .setClientId(google.clientId())
        .setClientSecret(google.clientSecret())
        .setRefreshToken(google.refreshToken())
        .setTokenServerUri(URI.create(google.tokenUri()))
        .build();
  }

  BetaAnalyticsDataClient data(Credentials credentials) throws IOException {
    return BetaAnalyticsDataClient.create(
        BetaAnalyticsDataSettings.newHttpJsonBuilder()
            .setEndpoint(google.analyticsDataBase())
            .setCredentialsProvider(FixedCredentialsProvider.create(credentials))
            .build());
  }

  AnalyticsAdminServiceClient admin(Credentials credentials) throws IOException {
    return AnalyticsAdminServiceClient.create(
        AnalyticsAdminServiceSettings.newHttpJsonBuilder()
            .setEndpoint(google.analyticsAdminBase())
            .setCredentialsProvider(FixedCredentialsProvider.create(credentials))
            .build());
  }

  @Override
  public void close() {
    data.close();
    admin.close();
    sandbox.close();
  }
}
