package dev.tributary.engine.vault;

import dev.tributary.engine.notify.Notices;
import dev.tributary.engine.notify.Wording;
import dev.tributary.engine.queue.DbSchedulerQueue;
import dev.tributary.spi.Call;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.CredentialRefresher;
import dev.tributary.spi.Failure;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.OAuthCredentials;
import dev.tributary.spi.Secret;
import dev.tributary.spi.SyncException;
import dev.tributary.store.Database;
import dev.tributary.store.Grant;
import dev.tributary.store.GrantStore;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.IntegrationStore;
import dev.tributary.store.JobStatus;
import dev.tributary.store.JobStore;
import dev.tributary.store.NoticeStore;
import dev.tributary.store.ScheduleStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Opens grants and renews their access tokens. However many threads and nodes ask at once, one
 * alone calls the provider; the others wait and take what it got. No transaction is open during
 * that call.
 */
public final class Grants {
  /** A token that ends sooner than this is renewed before it is used. */
  private static final Duration LIFE_MIN = Duration.ofMinutes(5);

  /** Longer than any refresh takes, so that a lease does not end under a refresh. */
  private static final Duration LEASE = Duration.ofSeconds(60);

  private static final Duration REFRESH_MAX = Duration.ofSeconds(30);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(150);
  private static final int ROUNDS_MAX = 1_000;

  private final Database database;
  private final GrantStore grants;
  private final IntegrationStore integrations;
  private final JobStore jobs;
  private final ScheduleStore schedule;
  private final Vault vault;
  private final Notices notices;
  private final UnaryOperator<String> names;

  public Grants(Database database, Vault vault) {
    this(database, vault, UnaryOperator.identity());
  }

  /**
   * @param names what people call a provider, by its id
   */
  public Grants(Database database, Vault vault, UnaryOperator<String> names) {
    this.notices = new Notices(new NoticeStore(database));
    this.names = names;
    this.database = database;
    this.grants = new GrantStore(database);
    this.integrations = new IntegrationStore(database);
    this.jobs = new JobStore(database);
    this.schedule = new ScheduleStore(database, DbSchedulerQueue.TASK);
    this.vault = vault;
  }

  /**
   * @param version of the grant that the credentials belong to
   */
  public record Opened(ConnectionCredentials credentials, long version) {}

  /** Credentials that need no renewal now, which is so nearly always; asks nobody else. */
  public Optional<Opened> ready(UUID workspace, UUID grant, IntegrationAdapter adapter, Instant now)
      throws SyncException {
    Grant active = active(workspace, grant);
    ConnectionCredentials credentials = asStored(active);
    return lasts(credentials, now.plus(ahead(adapter)))
        ? Optional.of(new Opened(credentials, active.version()))
        : Optional.empty();
  }

  private static Duration ahead(IntegrationAdapter adapter) {
    return adapter instanceof CredentialRefresher refresher ? refresher.ahead() : LIFE_MIN;
  }

  /** Credentials that last for at least some minutes. */
  public Opened open(UUID workspace, UUID grant, IntegrationAdapter adapter, Call call)
      throws SyncException, InterruptedException {
    return open(
        workspace,
        grant,
        adapter,
        call,
        credentials -> lasts(credentials, call.now().plus(ahead(adapter))),
        credentials -> lasts(credentials, call.now().plus(LIFE_MIN)));
  }

  /** Credentials with another access token than the one that the provider just refused. */
  public Opened renew(
      UUID workspace, UUID grant, IntegrationAdapter adapter, Secret refused, Call call)
      throws SyncException, InterruptedException {
    return open(
        workspace,
        grant,
        adapter,
        call,
        credentials -> !credentials.accessToken().equals(refused),
        credentials -> false);
  }

  private static boolean lasts(ConnectionCredentials credentials, Instant until) {
    return credentials.expiresAt().filter(until::isAfter).isEmpty();
  }

  /** The credentials as they are, without asking the provider for anything. */
  public ConnectionCredentials asStored(Grant grant) {
    return vault.openCredentials(
        grant.credentials(), place(grant.workspaceId(), grant.id(), grant.version()));
  }

  /** Where the credentials of a grant's version lie. */
  public static Vault.Place place(UUID workspace, UUID grant, long version) {
    return new Vault.Place(workspace, grant, "provider_grant.credentials", version);
  }

  /**
   * @param good credentials that need no renewal
   * @param usable credentials that do for now when the renewal fails
   */
  private Opened open(
      UUID workspace,
      UUID id,
      IntegrationAdapter adapter,
      Call call,
      Predicate<ConnectionCredentials> good,
      Predicate<ConnectionCredentials> usable)
      throws SyncException, InterruptedException {
    String owner = UUID.randomUUID().toString();
    for (int round = 0; round < ROUNDS_MAX && call.timeLeft().isPositive(); round++) {
      call.checkpoint();
      Grant grant = active(workspace, id);
      ConnectionCredentials credentials = asStored(grant);
      if (good.test(credentials) || !(adapter instanceof CredentialRefresher refresher)) {
        return new Opened(credentials, grant.version());
      }
      if (!grants.lease(workspace, id, owner, call.now(), LEASE)) {
        Thread.sleep(LOOK_AGAIN);
        continue;
      }
      try {
        // Somebody may have renewed it between our look and our lease.
        if (active(workspace, id).version() == grant.version()) {
          Optional<Opened> renewed = refresh(grant, credentials, refresher, call);
          if (renewed.isPresent()) {
            return renewed.get();
          }
        }
      } catch (SyncException e) {
        if (e.failure() instanceof Failure.GrantRejected || !usable.test(credentials)) {
          throw e;
        }
        // Renewed ahead of time: there is time for another try.
        return new Opened(credentials, grant.version());
      } finally {
        grants.release(workspace, id, owner);
      }
    }
    throw new SyncException(
        new Failure.Network(
            "Another node has been renewing the access for too long. It is tried again."));
  }

  private Grant active(UUID workspace, UUID id) throws SyncException {
    Grant grant =
        grants
            .find(workspace, id)
            .orElseThrow(
                () -> new SyncException(new Failure.GrantRejected("The access was removed.")));
    return switch (grant.state()) {
      case ACTIVE -> grant;
      case RECONNECT_NEEDED, DISCONNECTED ->
          throw new SyncException(
              new Failure.GrantRejected(
                  grant.reason().orElse("The access has ended. Reconnect the account.")));
    };
  }

  /** Empty when somebody else replaced the credentials meanwhile: look again. */
  private Optional<Opened> refresh(
      Grant grant, ConnectionCredentials credentials, CredentialRefresher refresher, Call call)
      throws SyncException, InterruptedException {
    Instant deadline = call.now().plus(REFRESH_MAX);
    Call bounded =
        new Call(
            call.clock(),
            deadline.isBefore(call.deadline()) ? deadline : call.deadline(),
            call.cancelled(),
            call.observer());
    ConnectionCredentials renewed;
    try {
      renewed = refresher.refresh(credentials, bounded);
    } catch (SyncException e) {
      if (e.failure() instanceof Failure.GrantRejected rejected
          && !reject(
              grant.workspaceId(), grant.id(), grant.version(), rejected.message(), call.now())) {
        return Optional.empty();
      }
      throw e;
    }
    boolean saved =
        grants.replace(
            grant.workspaceId(),
            grant.id(),
            grant.version(),
            vault.seal(renewed, place(grant.workspaceId(), grant.id(), grant.version() + 1)),
            scopes(renewed, grant.scopes()),
            renewed.expiresAt(),
            call.now());
    if (saved && !renewed.loginEndsAt().equals(credentials.loginEndsAt())) {
      grants.loginEnds(grant.workspaceId(), grant.id(), renewed.loginEndsAt());
    }
    return saved ? Optional.of(new Opened(renewed, grant.version() + 1)) : Optional.empty();
  }

  /**
   * The provider refuses the credentials of a version: the grant and its integrations wait for the
   * customer, and not in the queue. A turn that runs ends by itself.
   *
   * @return false when the credentials were replaced meanwhile, so the refusal says nothing
   */
  public boolean reject(UUID workspace, UUID id, long version, String reason, Instant now) {
    return database.system(() -> {
      boolean believed = grants.reject(workspace, id, version, reason, now);
      if (believed) {
        integrations.setStateOfGrant(
            workspace,
            id,
            IntegrationState.RECONNECT_NEEDED,
            Optional.of(new Integration.Reason("grant_rejected", reason)),
            now);
        List<Integration> waiting =
            integrations.ofGrant(workspace, id).stream()
                .filter(one -> one.state() == IntegrationState.RECONNECT_NEEDED)
                .toList();
        waiting.forEach(one -> leaveQueue(one, now));
        tell(workspace, id, waiting, reason, now);
      }
      return believed;
    });
  }

  private void leaveQueue(Integration waiting, Instant now) {
    jobs.open(waiting.workspaceId(), waiting.id())
        .filter(job -> job.status() == JobStatus.PENDING)
        .ifPresent(job -> jobs.requestCancel(waiting.workspaceId(), job.id(), now));
    schedule.remove(waiting.workspaceId(), waiting.provider(), waiting.id());
  }

  /** Once for the login, however many integrations it has. */
  private void tell(
      UUID workspace, UUID grant, List<Integration> waiting, String reason, Instant now) {
    waiting.forEach(one -> notices.close(workspace, Wording.failures(one.id()), now));
    if (!waiting.isEmpty()) {
      String provider = names.apply(waiting.getFirst().provider());
      notices.raise(workspace, Wording.reconnectNeeded(grant, waiting, provider, reason), now);
    }
  }

  private static Set<String> scopes(ConnectionCredentials credentials, Set<String> before) {
    return credentials instanceof OAuthCredentials oauth && !oauth.scopes().isEmpty()
        ? oauth.scopes()
        : before;
  }
}
