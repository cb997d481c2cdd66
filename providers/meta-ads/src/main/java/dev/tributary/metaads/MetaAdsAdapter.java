package dev.tributary.metaads;

import dev.tributary.spi.Account;
import dev.tributary.spi.AccountLister;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.ConnectionResult;
import dev.tributary.spi.CredentialRefresher;
import dev.tributary.spi.GrantCallbacks;
import dev.tributary.spi.HealthStatus;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.OAuthCredentials;
import dev.tributary.spi.OAuthProvider;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.ProviderDescriptor.Login;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.Secret;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import dev.tributary.spi.WebhookReceiver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Meta's ad accounts behind the contract. */
final class MetaAdsAdapter
    implements IntegrationAdapter,
        OAuthProvider,
        CredentialRefresher,
        AccountLister,
        WebhookReceiver,
        GrantCallbacks {
  private final ProviderDescriptor descriptor;
  private final MetaOAuth oauth;
  private final AdAccounts accounts;
  private final InsightsReader insights;
  private final PeriodReader periods;
  private final EntityReader entities;
  private final Subscriptions subscriptions;
  private final GraphApi api;

  MetaAdsAdapter(ProviderEnvironment environment) {
    this(environment, InsightsReader.PAGE_ROWS);
  }

  MetaAdsAdapter(ProviderEnvironment environment, int pageRows) {
    api = new GraphApi(environment);
    descriptor =
        new ProviderDescriptor(
            MetaAdsFactory.PROVIDER,
            "Meta Ads",
            "ad account",
            List.of(Login.API_KEY, Login.OAUTH),
            settingsSchema(),
            Streams.ALL,
            Kpis.ALL,
            Usage.LIMITS);
    oauth = new MetaOAuth(api);
    accounts = new AdAccounts(api);
    insights = new InsightsReader(api, pageRows);
    periods = new PeriodReader(api);
    entities = new EntityReader(api);
    subscriptions = new Subscriptions(api);
  }

  @Override
  public ProviderDescriptor describe() {
    return descriptor;
  }

  @Override
  public Set<String> requiredScopes() {
    return Set.of(MetaOAuth.SCOPE);
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

  /** There are no refresh tokens: a token that still lasts is exchanged for one that lasts anew. */
  @Override
  public ConnectionCredentials refresh(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    return oauth.extend(credentials, call);
  }

  @Override
  public Duration ahead() {
    return MetaOAuth.AHEAD;
  }

  @Override
  public ConnectionResult connect(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    return oauth.whoIs(credentials, call);
  }

  @Override
  public List<Account> accounts(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    return accounts.all(credentials, call);
  }

  @Override
  public Batch sync(SyncRequest request, Call call) throws SyncException, InterruptedException {
    return switch (request.stream().kind()) {
      case DAY -> insights.read(request, call);
      case PERIOD -> periods.read(request, call);
      case SNAPSHOT -> entities.read(request, call);
    };
  }

  @Override
  public HealthStatus healthCheck(Connection connection, Call call)
      throws SyncException, InterruptedException {
    return Health.compare(
        connection.account(),
        accounts.one(connection.account().id(), connection.credentials(), call));
  }

  @Override
  public void disconnect(Connection connection, Call call)
      throws SyncException, InterruptedException {
    oauth.revoke(connection.credentials(), call);
  }

  @Override
  public Optional<String> challenge(Map<String, String> query, Secret verifyToken) {
    return Deliveries.challenge(query, verifyToken);
  }

  @Override
  public Receipt receive(
      Map<String, String> headers, byte[] body, Optional<Secret> key, Instant now) {
    return key.or(api::appSecret)
        .map(secret -> Deliveries.receive(headers, body, secret))
        .orElseGet(
            () -> new Receipt.Refused("No Meta app is entered, so no signature can be checked."));
  }

  @Override
  public Optional<Secret> subscribe(
      Connection connection, URI address, Secret verifyToken, Call call)
      throws SyncException, InterruptedException {
    subscriptions.subscribe(connection, address, verifyToken, call);
    return Optional.empty();
  }

  @Override
  public void unsubscribe(Connection connection, URI address, Call call)
      throws SyncException, InterruptedException {
    subscriptions.unsubscribe(connection, call);
  }

  @Override
  public Optional<Statement> statement(byte[] body) {
    return api.appSecret().flatMap(secret -> SignedRequest.read(body, secret));
  }

  private static String settingsSchema() {
    try (InputStream schema =
        Objects.requireNonNull(
            MetaAdsAdapter.class.getResourceAsStream("settings.schema.json"),
            "settings.schema.json is not in the jar")) {
      return new String(schema.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
