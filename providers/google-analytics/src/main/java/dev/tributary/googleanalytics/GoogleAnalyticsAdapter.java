package dev.tributary.googleanalytics;

import dev.tributary.spi.Account;
import dev.tributary.spi.AccountLister;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.ConnectionResult;
import dev.tributary.spi.CredentialRefresher;
import dev.tributary.spi.HealthStatus;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.OAuthCredentials;
import dev.tributary.spi.OAuthProvider;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.ProviderDescriptor.Login;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Google Analytics 4 behind the contract. */
final class GoogleAnalyticsAdapter
    implements IntegrationAdapter, OAuthProvider, CredentialRefresher, AccountLister {
  private final ProviderDescriptor descriptor;
  private final GoogleOAuth oauth;
  private final AdminApi admin;
  private final Properties properties;
  private final DayReader days;
  private final PeriodReader periods;
  private final SnapshotReader snapshots;

  GoogleAnalyticsAdapter(ProviderEnvironment environment) {
    this(environment, DayReader.PAGE_ROWS);
  }

  GoogleAnalyticsAdapter(ProviderEnvironment environment, int pageRows) {
    GoogleApi api = new GoogleApi(environment);
    DataApi data = new DataApi(api);
    descriptor =
        new ProviderDescriptor(
            GoogleAnalyticsFactory.PROVIDER,
            "Google Analytics",
            "property",
            List.of(Login.OAUTH, Login.SERVICE_ACCOUNT),
            settingsSchema(),
            Streams.ALL,
            Kpis.ALL,
            Quotas.LIMITS);
    oauth = new GoogleOAuth(api);
    admin = new AdminApi(api);
    properties = new Properties(admin);
    days = new DayReader(data, pageRows);
    periods = new PeriodReader(data);
    snapshots = new SnapshotReader(admin);
  }

  @Override
  public ProviderDescriptor describe() {
    return descriptor;
  }

  @Override
  public Set<String> requiredScopes() {
    return Set.of(GoogleOAuth.SCOPE);
  }

  @Override
  public URI consentAddress(URI redirect, String state, String codeChallenge) throws SyncException {
    return oauth.consentAddress(redirect, state, codeChallenge);
  }

  @Override
  public OAuthCredentials exchange(String code, String codeVerifier, URI redirect, Call call)
      throws SyncException, InterruptedException {
    return oauth.exchange(code, codeVerifier, redirect, call);
  }

  @Override
  public ConnectionCredentials refresh(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    return oauth.refresh(credentials, call);
  }

  @Override
  public ConnectionResult connect(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    ConnectionCredentials usable = usable(credentials, call);
    ConnectionResult result = oauth.whoIs(usable, call);
    admin.probe(usable, call);
    return result;
  }

  @Override
  public List<Account> accounts(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    return properties.all(usable(credentials, call), call);
  }

  @Override
  public Batch sync(SyncRequest request, Call call) throws SyncException, InterruptedException {
    return switch (request.stream().kind()) {
      case DAY -> days.read(request, call);
      case PERIOD -> periods.read(request, call);
      case SNAPSHOT -> snapshots.read(request, call);
    };
  }

  @Override
  public HealthStatus healthCheck(Connection connection, Call call)
      throws SyncException, InterruptedException {
    Account before = connection.account();
    return Health.compare(before, properties.one(before.id(), connection.credentials(), call));
  }

  @Override
  public void disconnect(Connection connection, Call call)
      throws SyncException, InterruptedException {
    oauth.revoke(connection.credentials(), call);
  }

  /** A key file that has made no token yet makes one. */
  private ConnectionCredentials usable(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    return credentials.accessToken().isEmpty() ? oauth.refresh(credentials, call) : credentials;
  }

  private static String settingsSchema() {
    try (InputStream schema =
        Objects.requireNonNull(
            GoogleAnalyticsAdapter.class.getResourceAsStream("settings.schema.json"),
            "settings.schema.json is not in the jar")) {
      return new String(schema.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
