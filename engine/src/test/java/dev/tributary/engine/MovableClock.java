package dev.tributary.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time stands still until a test moves it. */
public final class MovableClock implements InstantSource {
  private volatile Instant now;

  public MovableClock(String now) {
    this.now = Instant.parse(now);
  }

  @Override
  public Instant instant() {
    return now;
  }

  public void move(Duration by) {
    now = now.plus(by);
  }

  public void set(Instant to) {
    now = to;
  }
}
