package dev.tributary.engine.sync;

import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The calls to providers that are under way on this node. A call that outlives its deadline is
 * interrupted, and all are when the node stops. A thread is interrupted only inside such a call,
 * never in the middle of a transaction.
 */
public final class Calls implements AutoCloseable {
  /** The watch interrupts a call somewhat after the deadline that the adapter knows. */
  static final Duration GRACE = Duration.ofSeconds(5);

  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tributary-call-watch").factory());
  private final Set<Running> running = new HashSet<>();

  /** A call to a provider. */
  @FunctionalInterface
  public interface Work<T> {
    T call() throws SyncException, InterruptedException;
  }

  private static final class Running {
    final Thread thread = Thread.currentThread();
    boolean overdue;
  }

  /**
   * @throws SyncException with {@link Failure.Network} when the call did not end in time
   * @throws InterruptedException when the node stops, or the call says so itself
   */
  public <T> T call(Duration max, Work<T> work) throws SyncException, InterruptedException {
    Running call = new Running();
    Future<?> alarm;
    synchronized (running) {
      running.add(call);
      alarm = alarm(call, max);
    }
    try {
      return work.call();
    } catch (InterruptedException e) {
      if (leave(call, alarm)) {
        throw new SyncException(
            new Failure.Network(
                "The provider's answer took more than " + max.toSeconds() + " seconds."),
            e);
      }
      throw e;
    } finally {
      leave(call, alarm);
    }
  }

  private Future<?> alarm(Running call, Duration max) throws InterruptedException {
    try {
      return watch.schedule(() -> overdue(call), max.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      running.remove(call);
      throw new InterruptedException("the node stops");
    }
  }

  /** Interrupts every call; their turns end at once and give their claims back. */
  public void interruptAll() {
    synchronized (running) {
      running.forEach(call -> call.thread.interrupt());
    }
  }

  private void overdue(Running call) {
    synchronized (running) {
      if (running.contains(call)) {
        call.overdue = true;
        call.thread.interrupt();
      }
    }
  }

  /** From here on nobody interrupts the thread; an interrupt that came too late is forgotten. */
  private boolean leave(Running call, Future<?> alarm) {
    synchronized (running) {
      if (running.remove(call)) {
        alarm.cancel(false);
        Thread.interrupted();
      }
      return call.overdue;
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
