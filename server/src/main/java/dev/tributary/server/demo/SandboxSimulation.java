package dev.tributary.server.demo;

import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.meta.oauth.MetaUser;
import dev.tributary.server.app.Simulation;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** The demo's troubles, made by the sandbox. */
public final class SandboxSimulation implements Simulation {
  /** Enough for yesterday's numbers to grow, too short for a new day most of the time. */
  private static final Duration LATE = Duration.ofHours(6);

  /** Reports of Google Analytics, and nothing of signing in. */
  private static final String REPORTS = "/v1beta/properties/";

  /** Reports of Meta, asked directly or by a run. */
  private static final String INSIGHTS = "/insights";

  /** Counts of Resend, and nothing of sending. */
  private static final String METRICS = "/emails/metrics";

  /** Long enough to be seen waiting. */
  private static final Duration RATE_RESET = Duration.ofMinutes(1);

  private final Sandbox sandbox;
  private final Set<Trouble> lasting = EnumSet.noneOf(Trouble.class);

  public SandboxSimulation(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  @Override
  public synchronized Set<Trouble> active() {
    return Set.copyOf(lasting);
  }

  @Override
  public synchronized void begin(Trouble trouble) {
    switch (trouble) {
      case OUTAGE ->
          last(
              trouble,
              "google.503",
              "meta.503",
              Fault.always("resend.service_unavailable", METRICS));
      case RATE_LIMIT ->
          last(
              trouble,
              "google.429.concurrent",
              "meta.80000.2446079",
              Fault.always("resend.rate_limit_exceeded", METRICS)
                  .with("seconds", RATE_RESET.toSeconds()));
      case BAD_RESPONSE ->
          last(
              trouble,
              "google.short-page",
              "meta.value-missing",
              Fault.always("resend.value-missing", METRICS));
      // A key withdrawn could be replaced only by a key, which nobody at the demo has.
      case REVOKE -> {
        sandbox.google().oauth().tokens().revokeAll();
        sandbox.meta().oauth().tokens().revoke(MetaUser.OWNER);
      }
      case LATE_DATA -> sandbox.clock().advance(LATE);
    }
  }

  /** Only one fault can shape an answer, so the newest one replaces those before it. */
  private void last(Trouble trouble, String google, String meta, Fault resend) {
    end();
    sandbox.faults().add(Fault.always(google, REPORTS));
    sandbox.faults().add(Fault.always(meta, INSIGHTS));
    sandbox.faults().add(resend);
    lasting.add(trouble);
  }

  @Override
  public synchronized void end() {
    if (!lasting.isEmpty()) {
      sandbox.faults().clear();
      lasting.clear();
    }
  }
}
