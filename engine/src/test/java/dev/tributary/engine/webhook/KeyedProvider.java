package dev.tributary.engine.webhook;

import dev.tributary.engine.FakeProvider;
import dev.tributary.spi.Account;
import dev.tributary.spi.AccountLister;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.ConnectionResult;
import dev.tributary.spi.HealthStatus;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.Secret;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import dev.tributary.spi.WebhookReceiver;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fake provider without a client of ours: it signs each address with a secret of its own. */
record KeyedProvider(FakeProvider fake)
    implements IntegrationAdapter, AccountLister, WebhookReceiver {
  @Override
  public ProviderDescriptor describe() {
    return fake.describe();
  }

  @Override
  public ConnectionResult connect(ConnectionCredentials credentials, Call call) {
    return fake.connect(credentials, call);
  }

  @Override
  public Batch sync(SyncRequest request, Call call) throws SyncException, InterruptedException {
    return fake.sync(request, call);
  }

  @Override
  public HealthStatus healthCheck(Connection connection, Call call) throws SyncException {
    return fake.healthCheck(connection, call);
  }

  @Override
  public void disconnect(Connection connection, Call call) throws SyncException {
    fake.disconnect(connection, call);
  }

  @Override
  public List<Account> accounts(ConnectionCredentials credentials, Call call) {
    return fake.accounts(credentials, call);
  }

  @Override
  public Optional<String> challenge(Map<String, String> query, Secret verifyToken) {
    return Optional.empty();
  }

  @Override
  public Receipt receive(
      Map<String, String> headers, byte[] body, Optional<Secret> key, Instant now) {
    return fake.receive(headers, body, key, now);
  }

  @Override
  public Optional<Secret> subscribe(
      Connection connection, URI address, Secret verifyToken, Call call) throws SyncException {
    return fake.subscribe(connection, address, verifyToken, call);
  }

  @Override
  public void unsubscribe(Connection connection, URI address, Call call) throws SyncException {
    fake.unsubscribe(connection, address, call);
  }
}
