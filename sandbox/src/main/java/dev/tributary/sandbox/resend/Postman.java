package dev.tributary.sandbox.resend;

import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/** Takes deliveries to endpoints when they are due, many at once, on threads of its own. */
final class Postman implements AutoCloseable {
  private static final long REST_NANOS = 10_000_000;
  private static final int AT_ONCE = 32;

  private final Teams teams;
  private final InstantSource clock;
  private final ExecutorService runners = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore free = new Semaphore(AT_ONCE);
  private volatile boolean started;
  private volatile boolean closed;

  Postman(Teams teams, InstantSource clock) {
    this.teams = teams;
    this.clock = clock;
  }

  /** Starts to look for deliveries once there may be any. */
  synchronized void wake() {
    boolean work = teams.all().stream().anyMatch(team -> !team.deliveries().idle());
    if (!started && !closed && work) {
      started = true;
      Thread.ofPlatform().daemon().name("sandbox-postman").start(this::work);
    }
  }

  private void work() {
    while (!closed) {
      for (Team team : teams.all()) {
        if (team.deliveries().habits().automatic() && !team.deliveries().idle()) {
          team.deliveries().tick(team.mailbox().emails(), clock.instant(), this::run);
        }
      }
      LockSupport.parkNanos(REST_NANOS);
    }
  }

  private void run(Runnable delivery) {
    free.acquireUninterruptibly();
    runners.execute(() -> {
      try {
        delivery.run();
      } finally {
        free.release();
      }
    });
  }

  int deliver() {
    int sent = 0;
    for (Team team : teams.all()) {
      sent += team.deliveries().tick(team.mailbox().emails(), clock.instant(), Runnable::run);
    }
    return sent;
  }

  @Override
  public void close() {
    closed = true;
    runners.shutdownNow();
  }
}
