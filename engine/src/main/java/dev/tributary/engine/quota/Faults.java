package dev.tributary.engine.quota;

import dev.tributary.engine.notify.Notices;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.store.Database;
import dev.tributary.store.Notice;
import dev.tributary.store.NoticeKind;
import dev.tributary.store.ProviderFault;
import dev.tributary.store.ProviderFaultStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Providers that our own set-up keeps from answering, for instance an API that is not enabled for
 * the installation's OAuth client. No integration can help that and none is to suffer for it: all
 * that use the client wait, one turn at a time tries again, and the first answer lets all go on.
 * Shared by all nodes through the database. Safe for many threads.
 */
public final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);
  private static final Duration FIRST_PROBE_IN = Duration.ofMinutes(1);
  private static final Duration PROBE_IN_MAX = Duration.ofMinutes(8);

  /** Those who wait come back spread over so long, not all at once. */
  private static final Duration SPREAD = Duration.ofSeconds(30);

  /** How long this node believes what it knows; faults of other nodes come into sight after it. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private final Database database;
  private final ProviderFaultStore store;
  private final Notices notices;
  private final InstantSource clock;
  private final DoubleSupplier jitter;
  private volatile Seen seen = new Seen(Map.of(), Instant.MIN);

  private record Seen(Map<String, ProviderFault> faults, Instant at) {}

  /**
   * @param jitter from 0 inclusive to 1 exclusive
   */
  public Faults(Database database, Notices notices, InstantSource clock, DoubleSupplier jitter) {
    this.database = database;
    this.store = new ProviderFaultStore(database);
    this.notices = notices;
    this.clock = clock;
    this.jitter = jitter;
  }

  public Optional<ProviderFault> of(String provider) {
    Instant now = clock.instant();
    Seen last = seen;
    if (last.at().isBefore(now.minus(LOOK_EVERY)) || last.at().isAfter(now)) {
      last = look(now);
    }
    return Optional.ofNullable(last.faults().get(provider));
  }

  /**
   * Until when a turn that uses the installation's client has to wait. Empty when there is no
   * fault, or when this turn is the one that tries again.
   */
  public Optional<Allowance.WaitUntil> waitFor(String provider) {
    Optional<ProviderFault> fault = of(provider);
    if (fault.isEmpty()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    if (!now.isBefore(fault.get().nextProbeAt())) {
      boolean mine = store.takeProbe(provider, now, now.plus(probeIn(fault.get().probes() + 1)));
      fault = Optional.ofNullable(look(now).faults().get(provider));
      if (mine || fault.isEmpty()) {
        return Optional.empty();
      }
    }
    Instant until =
        fault.get().nextProbeAt().plusMillis((long) (SPREAD.toMillis() * jitter.getAsDouble()));
    return Optional.of(new Allowance.WaitUntil(until, fault.get().message()));
  }

  /**
   * The provider refused our set-up: every workspace that uses it is told, once.
   *
   * @return whether nobody had found out before
   */
  public boolean found(ProviderDescriptor descriptor, String message) {
    String provider = descriptor.id();
    Instant now = clock.instant();
    boolean fresh =
        database.system(() -> {
          boolean first = store.found(provider, message, now, now.plus(FIRST_PROBE_IN));
          if (first) {
            Notice notice =
                new Notice(
                    NoticeKind.MISCONFIGURED,
                    incident(provider),
                    Optional.empty(),
                    descriptor.name() + " waits for its operator",
                    message
                        + " Every connection waits without losing anything, tries again by itself"
                        + " within minutes, and goes on once it is put right.",
                    "/");
            store.workspaces(provider).forEach(workspace -> notices.raise(workspace, notice, now));
          }
          return first;
        });
    if (fresh) {
      LOG.error("Every sync of {} waits for the operator: {}", provider, message);
    }
    look(now);
    return fresh;
  }

  /**
   * The provider answered a turn that uses the installation's client. Costs nothing while no fault
   * is known.
   *
   * @return whether that ended a fault
   */
  public boolean answered(String provider) {
    if (!seen.faults().containsKey(provider)) {
      return false;
    }
    Instant now = clock.instant();
    boolean ended =
        database.system(() -> {
          boolean cleared = store.clear(provider);
          if (cleared) {
            store
                .workspaces(provider)
                .forEach(workspace -> notices.recovered(workspace, incident(provider), now));
          }
          return cleared;
        });
    if (ended) {
      LOG.info("{} answers again; its syncs go on by themselves.", provider);
    }
    look(now);
    return ended;
  }

  private static String incident(String provider) {
    return "misconfigured/" + provider;
  }

  /** 1, 2, 4, then 8 minutes. */
  static Duration probeIn(int probes) {
    Duration doubled = FIRST_PROBE_IN.multipliedBy(1L << Math.min(probes, 10));
    return doubled.compareTo(PROBE_IN_MAX) > 0 ? PROBE_IN_MAX : doubled;
  }

  private Seen look(Instant now) {
    Seen looked =
        new Seen(
            store.all().stream()
                .collect(Collectors.toMap(ProviderFault::provider, Function.identity())),
            now);
    seen = looked;
    return looked;
  }
}
