package dev.tributary.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The sandbox's own time: runs like the machine's clock until it is set, frozen or moved. Safe to
 * use from many threads.
 */
public final class SandboxClock implements InstantSource {
  private record Hands(Duration ahead, Instant frozenAt, boolean frozen) {}

  private static final Hands REAL = new Hands(Duration.ZERO, Instant.EPOCH, false);

  private final InstantSource machine;
  private final AtomicReference<Hands> hands = new AtomicReference<>(REAL);

  public SandboxClock(InstantSource machine) {
    this.machine = machine;
  }

  @Override
  public Instant instant() {
    Hands now = hands.get();
    return now.frozen ? now.frozenAt : machine.instant().plus(now.ahead);
  }

  public boolean frozen() {
    return hands.get().frozen;
  }

  /** From now on it is {@code time}; a running clock goes on from there. */
  public void set(Instant time) {
    hands.updateAndGet(now ->
        now.frozen
            ? new Hands(now.ahead, time, true)
            : new Hands(Duration.between(machine.instant(), time), time, false));
  }

  /** Stops at the present moment. */
  public void freeze() {
    Instant at = instant();
    hands.updateAndGet(now -> new Hands(now.ahead, at, true));
  }

  public void freezeAt(Instant time) {
    hands.updateAndGet(now -> new Hands(now.ahead, time, true));
  }

  /** Runs on from where it stands. */
  public void run() {
    Instant at = instant();
    hands.set(new Hands(Duration.between(machine.instant(), at), at, false));
  }

  public void advance(Duration step) {
    set(instant().plus(step));
  }

  /** Back to the machine's time. */
  public void reset() {
    hands.set(REAL);
  }
}
