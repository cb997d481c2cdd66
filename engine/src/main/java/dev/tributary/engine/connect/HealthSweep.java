package dev.tributary.engine.connect;

import dev.tributary.engine.Stores;
import dev.tributary.engine.quota.Allowance;
import dev.tributary.engine.quota.Quotas.ProviderAccount;
import dev.tributary.engine.sync.SyncTools;
import dev.tributary.spi.ProviderLimits;
import dev.tributary.store.HealthCheckStore.Claimed;
import dev.tributary.store.Integration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the health checks that are due, a few at a time. Safe on several nodes at once: a check is
 * claimed for one of them, and a claim whose node died is free again after a while.
 */
public final class HealthSweep implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(HealthSweep.class);
  private static final int AT_ONCE = 8;
  private static final int ROUNDS_MAX = 500;

  /** Longer than a check with a renewed token takes. */
  private static final Duration CLAIM_LASTS = Duration.ofMinutes(5);

  private static final Duration PLACES_ARE_BACK_IN = Duration.ofMinutes(1);
  private static final Duration BROKEN_RESTS = Duration.ofHours(1);

  private final SyncTools tools;
  private final Stores stores;
  private final HealthChecks checks;
  private final AtomicBoolean running = new AtomicBoolean();

  HealthSweep(SyncTools tools, HealthChecks checks) {
    this.tools = tools;
    this.stores = tools.stores();
    this.checks = checks;
  }

  /** Begins a sweep on a thread of its own, unless one is under way on this node. */
  @Override
  public void run() {
    if (running.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("tributary-health")
          .start(() -> {
            try {
              sweep();
            } catch (RuntimeException e) {
              LOG.warn("The sweep of health checks failed; it is done again shortly.", e);
            } finally {
              running.set(false);
            }
          });
    }
  }

  /**
   * Checks everything that is due, and returns when all is done or the node stops.
   *
   * @return how many checks were begun
   */
  public int sweep() {
    stores.health().enrol(tools.clock().instant());
    int begun = 0;
    for (int n = 0; n < ROUNDS_MAX && !tools.stopping().getAsBoolean(); n++) {
      Instant now = tools.clock().instant();
      List<Claimed> claimed = stores.health().claim(now, now.plus(CLAIM_LASTS), AT_ONCE);
      if (claimed.isEmpty()) {
        break;
      }
      begun += claimed.size();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        claimed.forEach(one -> threads.execute(() -> check(one)));
      }
    }
    return begun;
  }

  private void check(Claimed claimed) {
    UUID place = place(claimed.integrationId());
    Optional<Integration> known =
        stores.integrations().find(claimed.workspaceId(), claimed.integrationId());
    if (known.isEmpty()) {
      return;
    }
    ProviderAccount account = HealthChecks.account(known.get());
    Instant now = tools.clock().instant();
    Optional<Instant> nextTry = tools.guards().outages().nextTry(account.provider());
    if (nextTry.isPresent()) {
      later(claimed, nextTry.get());
    } else if (tools.quotas().allowance(account, now) instanceof Allowance.WaitUntil wait) {
      later(claimed, wait.until());
    } else if (!tools.quotas().enter(account, place, inFlightMax(account), now)) {
      later(claimed, now.plus(PLACES_ARE_BACK_IN));
    } else {
      try {
        check(claimed, known.get());
      } finally {
        tools.quotas().leave(account, place);
      }
    }
  }

  /** Always the same, as a turn's, but another one: both may be under way at once. */
  private static UUID place(UUID integration) {
    return UUID.nameUUIDFromBytes(("health " + integration).getBytes(StandardCharsets.UTF_8));
  }

  private void check(Claimed claimed, Integration known) {
    try {
      checks.check(known);
    } catch (ConnectException e) {
      LOG.info("Integration {} cannot be checked: {}", known.id(), e.getMessage());
      later(claimed, tools.clock().instant().plus(BROKEN_RESTS));
    } catch (InterruptedException _) {
      // The node stops, and this thread ends here: another one goes on with the check.
      later(claimed, tools.clock().instant());
    } catch (RuntimeException e) {
      LOG.error("The health check of integration {} broke.", known.id(), e);
      later(claimed, tools.clock().instant().plus(BROKEN_RESTS));
    }
  }

  private int inFlightMax(ProviderAccount account) {
    return tools
        .adapters()
        .find(account.provider())
        .map(adapter -> adapter.describe().limits())
        .orElse(ProviderLimits.UNKNOWN)
        .inFlightMax();
  }

  private void later(Claimed claimed, Instant at) {
    stores.health().due(claimed.workspaceId(), claimed.integrationId(), at);
  }
}
