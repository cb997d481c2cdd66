package dev.tributary.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.engine.EngineFixture;
import dev.tributary.spi.Call;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.CredentialRefresher;
import dev.tributary.spi.Failure;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.Secret;
import dev.tributary.spi.SyncException;
import dev.tributary.store.Grant;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GrantsTest {
  private final EngineFixture engine = new EngineFixture();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void of_many_threads_on_two_nodes_one_alone_calls_the_provider() throws Exception {
    engine.provider.tokenLife = Duration.ofMinutes(1);
    Integration shop = engine.connect(1);
    List<Grants> nodes =
        List.of(
            new Grants(engine.database, engine.vault), new Grants(engine.database, engine.vault));
    CountDownLatch start = new CountDownLatch(1);
    for (int round = 1; round <= 3; round++) {
      engine.provider.tokenLife = Duration.ofHours(1);
      List<Callable<String>> callers = new ArrayList<>();
      for (int caller = 0; caller < 64; caller++) {
        Grants node = nodes.get(caller % 2);
        callers.add(() -> {
          start.await(10, TimeUnit.SECONDS);
          return token(node.open(engine.workspace, shop.grantId(), engine.provider, call()));
        });
      }
      start.countDown();
      Set<String> tokens = new HashSet<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<String> one : threads.invokeAll(callers)) {
          tokens.add(one.get());
        }
      }
      assertThat(engine.provider.refreshes).hasValue(round);
      assertThat(tokens).hasSize(1);
      engine.clock.move(Duration.ofHours(1));
    }
  }

  @Test
  void a_refusal_is_not_believed_when_somebody_replaced_the_credentials_meanwhile()
      throws Exception {
    engine.provider.tokenLife = Duration.ofMinutes(1);
    Integration shop = engine.connect(1);
    engine.provider.tokenLife = Duration.ofHours(1);
    Grants grants = new Grants(engine.database, engine.vault);
    IntegrationAdapter racing =
        new Refresher(
            engine.provider,
            () -> {
              Grant grant =
                  engine.stores.grants().find(engine.workspace, shop.grantId()).orElseThrow();
              engine
                  .stores
                  .grants()
                  .replace(
                      engine.workspace,
                      grant.id(),
                      grant.version(),
                      engine.vault.seal(
                          engine.provider.credentials("from-elsewhere"),
                          Grants.place(engine.workspace, grant.id(), grant.version() + 1)),
                      grant.scopes(),
                      Optional.empty(),
                      engine.clock.instant());
              throw new SyncException(new Failure.GrantRejected("Token used twice."));
            });
    assertThat(token(grants.open(engine.workspace, shop.grantId(), racing, call())))
        .isEqualTo("from-elsewhere");
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.ACTIVE);
  }

  @Test
  void a_transient_failure_leaves_the_grant_alone_and_gives_the_lease_back() throws Exception {
    engine.provider.tokenLife = Duration.ofMinutes(1);
    Integration shop = engine.connect(1);
    Grants grants = new Grants(engine.database, engine.vault);
    engine.provider.refreshFails = Optional.of(new Failure.Unavailable(503, "Down."));
    assertThatThrownBy(() -> grants.open(engine.workspace, shop.grantId(), engine.provider, call()))
        .isInstanceOf(SyncException.class)
        .hasMessage("Down.");
    engine.provider.refreshFails = Optional.empty();
    engine.provider.tokenLife = Duration.ofHours(1);
    assertThat(token(grants.open(engine.workspace, shop.grantId(), engine.provider, call())))
        .endsWith("-1");
  }

  @Test
  void a_renewal_ahead_of_time_that_fails_is_no_failure_while_the_token_lasts() throws Exception {
    engine.provider.tokenLife = Duration.ofDays(10);
    Integration shop = engine.connect(1);
    Grants grants = new Grants(engine.database, engine.vault);
    int[] tries = {0};
    IntegrationAdapter ahead =
        new Refresher(
            engine.provider,
            Duration.ofDays(15),
            () -> {
              tries[0]++;
              throw new SyncException(new Failure.Unavailable(503, "Down."));
            });
    assertThat(token(grants.open(engine.workspace, shop.grantId(), ahead, call()))).isNotEmpty();
    assertThat(tries[0]).isEqualTo(1);
    Secret refused =
        grants.open(engine.workspace, shop.grantId(), ahead, call()).credentials().accessToken();
    assertThatThrownBy(() -> grants.renew(engine.workspace, shop.grantId(), ahead, refused, call()))
        .hasMessage("Down.");
    engine.clock.move(Duration.ofDays(10));
    assertThatThrownBy(() -> grants.open(engine.workspace, shop.grantId(), ahead, call()))
        .hasMessage("Down.");
  }

  @Test
  void who_waits_for_another_nodes_refresh_too_long_says_so() {
    engine.provider.tokenLife = Duration.ofMinutes(1);
    Integration shop = engine.connect(1);
    engine
        .stores
        .grants()
        .lease(
            engine.workspace,
            shop.grantId(),
            "another",
            engine.clock.instant(),
            Duration.ofSeconds(60));
    Grants grants = new Grants(engine.database, engine.vault);
    int[] looks = {0};
    Call call =
        new Call(
            engine.clock,
            engine.clock.instant().plusSeconds(3),
            () -> {
              if (looks[0]++ == 2) {
                engine.clock.move(Duration.ofSeconds(4));
              }
              return false;
            },
            RequestObserver.NONE);
    assertThatThrownBy(() -> grants.open(engine.workspace, shop.grantId(), engine.provider, call))
        .isInstanceOfSatisfying(
            SyncException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.Network.class));
  }

  private String token(Grants.Opened opened) {
    return opened.credentials().accessToken().reveal();
  }

  private Call call() {
    return new Call(
        engine.clock, engine.clock.instant().plusSeconds(60), () -> false, RequestObserver.NONE);
  }

  /** The fake provider with another way to refresh. */
  private static final class Refresher implements IntegrationAdapter, CredentialRefresher {
    private final IntegrationAdapter inner;
    private final Duration ahead;
    private final Callable<ConnectionCredentials> refresh;

    Refresher(IntegrationAdapter inner, Callable<ConnectionCredentials> refresh) {
      this(inner, Duration.ofMinutes(5), refresh);
    }

    Refresher(IntegrationAdapter inner, Duration ahead, Callable<ConnectionCredentials> refresh) {
      this.inner = inner;
      this.ahead = ahead;
      this.refresh = refresh;
    }

    @Override
    public ConnectionCredentials refresh(ConnectionCredentials credentials, Call call)
        throws SyncException {
      try {
        return refresh.call();
      } catch (SyncException e) {
        throw e;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public Duration ahead() {
      return ahead;
    }

    @Override
    public dev.tributary.spi.ProviderDescriptor describe() {
      return inner.describe();
    }

    @Override
    public dev.tributary.spi.ConnectionResult connect(ConnectionCredentials credentials, Call call)
        throws SyncException, InterruptedException {
      return inner.connect(credentials, call);
    }

    @Override
    public dev.tributary.spi.Batch sync(dev.tributary.spi.SyncRequest request, Call call)
        throws SyncException, InterruptedException {
      return inner.sync(request, call);
    }

    @Override
    public dev.tributary.spi.HealthStatus healthCheck(
        dev.tributary.spi.Connection connection, Call call)
        throws SyncException, InterruptedException {
      return inner.healthCheck(connection, call);
    }

    @Override
    public void disconnect(dev.tributary.spi.Connection connection, Call call)
        throws SyncException, InterruptedException {
      inner.disconnect(connection, call);
    }
  }

  /** Secrets never show themselves. */
  @Test
  void opened_credentials_hide_what_they_hold() throws Exception {
    Integration shop = engine.connect(1);
    Grants grants = new Grants(engine.database, engine.vault);
    Grants.Opened opened = grants.open(engine.workspace, shop.grantId(), engine.provider, call());
    assertThat(opened.toString()).doesNotContain("canary");
    assertThat(Secret.of("x").toString()).isEqualTo("****");
  }
}
