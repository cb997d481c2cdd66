package dev.tributary.testkit;

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
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.Secret;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The example with one thing done otherwise, and more abilities. */
record SpoiltAdapter(IntegrationAdapter sound, Syncing syncing)
    implements IntegrationAdapter, AccountLister, CredentialRefresher {

  interface Syncing {
    Batch sync(IntegrationAdapter sound, SyncRequest request, Call call)
        throws SyncException, InterruptedException;
  }

  @Override
  public ProviderDescriptor describe() {
    return sound.describe();
  }

  @Override
  public ConnectionResult connect(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    return sound.connect(credentials, call);
  }

  @Override
  public Batch sync(SyncRequest request, Call call) throws SyncException, InterruptedException {
    return syncing.sync(sound, request, call);
  }

  @Override
  public HealthStatus healthCheck(Connection connection, Call call)
      throws SyncException, InterruptedException {
    return sound.healthCheck(connection, call);
  }

  @Override
  public void disconnect(Connection connection, Call call)
      throws SyncException, InterruptedException {
    sound.disconnect(connection, call);
  }

  @Override
  public List<Account> accounts(ConnectionCredentials credentials, Call call) {
    return List.of(
        new Account("other", "Another", ZoneOffset.UTC, Optional.empty(), Map.of()),
        new Account("site", "A site", ZoneOffset.UTC, Optional.of("EUR"), Map.of()));
  }

  /** Forgets what it needs for the next time. */
  @Override
  public ConnectionCredentials refresh(ConnectionCredentials credentials, Call call) {
    return new OAuthCredentials(
        "example",
        Secret.of("fresh"),
        Optional.of(Secret.of("another refresh token")),
        Optional.of(Instant.EPOCH),
        Set.of());
  }
}
