package dev.tributary.engine.connect;

import dev.tributary.engine.Stores;
import dev.tributary.engine.sync.SyncTools;
import dev.tributary.spi.Connection;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Secret;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.WebhookReceiver;
import dev.tributary.store.Grant;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.WebhookEvent;
import dev.tributary.store.WebhookSubscription;
import dev.tributary.store.WebhookSubscription.State;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has providers call us about connected accounts: soon after connecting, and again with every
 * health check; what failed is tried again sooner. Without it everything is read as scheduled, so
 * nothing here is a fault of a connection.
 */
public final class Subscribing {
  private static final Logger LOG = LoggerFactory.getLogger(Subscribing.class);
  private static final int AT_ONCE = 20;
  private static final int ROUNDS_MAX = 50;

  /** What failed is tried again so much later; to ask for a batch takes no longer either. */
  private static final Duration AGAIN = Duration.ofMinutes(30);

  private final SyncTools tools;
  private final Stores stores;
  private final ProviderCalls calls;
  private final WebhookAddresses addresses;
  private final Set<String> providers;

  /**
   * @param providers those that can reach us
   */
  Subscribing(
      SyncTools tools, ProviderCalls calls, WebhookAddresses addresses, Set<String> providers) {
    this.tools = tools;
    this.stores = tools.stores();
    this.calls = calls;
    this.addresses = addresses;
    this.providers = providers;
  }

  /** Whether a provider is asked to call: it can, and reaches us. */
  public boolean on(String provider) {
    return providers.contains(provider) && addresses.receiver(provider).isPresent();
  }

  /**
   * Subscribes what was connected and never asked for, or in vain. Several nodes share it.
   *
   * @return how many were asked for
   */
  public int subscribeMissing() throws InterruptedException {
    List<String> calling = providers.stream().filter(this::on).sorted().toList();
    int asked = 0;
    for (int n = 0; n < ROUNDS_MAX && !calling.isEmpty() && !tools.stopping().getAsBoolean(); n++) {
      Instant now = tools.clock().instant();
      List<Integration> fresh =
          stores.subscriptions().takeMissing(calling, now, now.minus(AGAIN), AT_ONCE);
      for (Integration one : fresh) {
        check(one);
      }
      asked += fresh.size();
      if (fresh.size() < AT_ONCE) {
        break;
      }
    }
    return asked;
  }

  /** Makes what is missing and keeps how it stands; nothing where nobody calls. */
  void check(Integration known) throws InterruptedException {
    Optional<WebhookReceiver> receiver = addresses.receiver(known.provider());
    if (!on(known.provider()) || receiver.isEmpty() || !known.state().syncs()) {
      return;
    }
    try {
      Optional<Secret> key = subscribe(known, receiver.get());
      if (!keep(known, State.SUBSCRIBED, Optional.empty(), key)) {
        endCalls(known, stores.grants().find(known.workspaceId(), known.grantId()));
      }
    } catch (SyncException e) {
      Failure failure = e.failure();
      keep(
          known,
          failure instanceof Failure.PermissionMissing missing
                  && missing.scope() == Failure.Scope.STREAM
              ? State.NOT_PERMITTED
              : State.FAILED,
          Optional.of(new WebhookEvent.Verdict(failure.code(), failure.message())),
          Optional.empty());
    } catch (ConnectException e) {
      LOG.info("Nobody is asked to call about {}: {}", known.id(), e.getMessage());
    }
  }

  private Optional<Secret> subscribe(Integration known, WebhookReceiver receiver)
      throws SyncException, ConnectException, InterruptedException {
    URI address = addresses.of(known, tools.clock().instant());
    Secret token = addresses.verifyToken(known.provider()).orElse(Secret.of(""));
    var adapter = calls.adapter(known.provider());
    return calls.made(call -> {
      var opened = tools.grants().open(known.workspaceId(), known.grantId(), adapter, call);
      return receiver.subscribe(
          new Connection(known.id(), known.account(), opened.credentials(), known.settings()),
          address,
          token,
          call);
    });
  }

  /**
   * False, and nothing is kept, when the connection has ended while the provider was asked.
   *
   * @param key what the provider signs with, where it made one
   */
  private boolean keep(
      Integration known,
      State state,
      Optional<WebhookEvent.Verdict> verdict,
      Optional<Secret> key) {
    UUID workspace = known.workspaceId();
    Instant now = tools.clock().instant();
    return stores
        .database()
        .system(() -> {
          boolean lives =
              stores
                  .integrations()
                  .lock(workspace, known.id())
                  .filter(one -> one.state() != IntegrationState.DISCONNECTED)
                  .isPresent();
          if (lives) {
            key.ifPresent(made -> addresses.keepKey(known, made, now));
            stores
                .subscriptions()
                .keep(new WebhookSubscription(workspace, known.id(), state, verdict, now));
          }
          return lives;
        });
  }

  /**
   * Ends the calls about an account before its access is withdrawn, unless another connection wants
   * them too. What cannot be ended at the provider is refused or ignored when it comes.
   */
  void end(Integration known, Optional<Grant> grant) throws InterruptedException {
    boolean subscribed =
        stores
            .subscriptions()
            .find(known.workspaceId(), known.id())
            .filter(one -> one.state() == State.SUBSCRIBED)
            .isPresent();
    if (subscribed) {
      endCalls(known, grant);
    }
    stores.subscriptions().forget(known.workspaceId(), known.id());
  }

  private void endCalls(Integration known, Optional<Grant> grant) throws InterruptedException {
    Optional<WebhookReceiver> receiver = addresses.receiver(known.provider());
    boolean readable = grant.filter(one -> one.state() == Grant.State.ACTIVE).isPresent();
    if (readable && receiver.isPresent() && !wantedElsewhere(known)) {
      unsubscribe(known, grant.get(), receiver.get());
    }
  }

  private boolean wantedElsewhere(Integration known) {
    return addresses.shared(known.provider())
        ? stores.subscriptions().sharedByOthers(known)
        : stores.integrations().ofGrant(known.workspaceId(), known.grantId()).stream()
            .anyMatch(one -> !one.id().equals(known.id()) && one.state().syncs());
  }

  private void unsubscribe(Integration known, Grant grant, WebhookReceiver receiver)
      throws InterruptedException {
    Instant now = tools.clock().instant();
    Connection connection =
        new Connection(
            known.id(), known.account(), tools.grants().asStored(grant), known.settings());
    URI address = addresses.of(known, now);
    try {
      calls.call(call -> {
        receiver.unsubscribe(connection, address, call);
        return known;
      });
    } catch (ConnectException e) {
      LOG.info("The provider goes on to call about {}: {}", known.id(), e.getMessage());
    }
  }
}
