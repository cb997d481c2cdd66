package dev.tributary.engine.sync;

import dev.tributary.engine.queue.Pace;
import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The calls to providers that are under way on this node. Each runs on a thread of its own, which
 * is interrupted when the call outlives its deadline, when nobody wants it any more and when the
 * node stops. A call that does not listen is left behind, so that nothing it does holds up a turn:
 * whoever waits for it goes on, and what it returns later is nobody's.
 */
public final class Calls implements AutoCloseable {
  /** The deadline here is somewhat after the one that the adapter knows. */
  static final Duration GRACE = Duration.ofSeconds(5);

  /** How long an interrupted call may take to end. */
  static final Duration ENDS_IN = Duration.ofSeconds(3);

  private final Set<Running> running = new HashSet<>();
  private boolean stopped;

  /** A call to a provider. */
  @FunctionalInterface
  public interface Work<T> {
    T call() throws SyncException, InterruptedException;
  }

  /** What came of it; the fields but the first two are guarded by {@code this}. */
  private static final class Running {
    final UUID owner;
    final Thread thread;
    long untilNanos;
    boolean interrupted;
    boolean overdue;
    boolean ended;

    Running(UUID owner, Duration max, Runnable work) {
      this.owner = owner;
      this.untilNanos = System.nanoTime() + max.toNanos();
      this.thread =
          Thread.ofVirtual()
              .name("tributary-call")
              .unstarted(() -> {
                work.run();
                end();
              });
    }

    synchronized void end() {
      ended = true;
      notifyAll();
    }

    synchronized void interrupt() {
      if (!interrupted && !ended) {
        interrupted = true;
        untilNanos = System.nanoTime() + ENDS_IN.toNanos();
        thread.interrupt();
        notifyAll();
      }
    }

    /** False when the call did not end although it was interrupted. */
    synchronized boolean await() throws InterruptedException {
      while (!ended) {
        long millis = Duration.ofNanos(untilNanos - System.nanoTime()).toMillis();
        if (millis > 0) {
          wait(millis);
        } else if (interrupted) {
          return false;
        } else {
          overdue = true;
          interrupt();
        }
      }
      return true;
    }

    synchronized boolean overdue() {
      return overdue;
    }
  }

  /** As {@link #call(UUID, Duration, Work)}, for a call that belongs to no job. */
  public <T> T call(Duration max, Work<T> work) throws SyncException, InterruptedException {
    return call(UUID.randomUUID(), max, work);
  }

  /**
   * @param owner the job that makes the call
   * @throws SyncException with {@link Failure.Network} when the call did not end in time
   * @throws InterruptedException when the node stops, nobody wants the call any more, or the call
   *     says so itself
   */
  public <T> T call(UUID owner, Duration max, Work<T> work)
      throws SyncException, InterruptedException {
    AtomicReference<@Nullable T> answer = new AtomicReference<>();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Running call =
        new Running(
            owner,
            max,
            () -> {
              try {
                answer.set(work.call());
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    synchronized (running) {
      if (stopped) {
        throw new InterruptedException("the node stops");
      }
      running.add(call);
    }
    call.thread.start();
    boolean ended;
    try {
      ended = Pace.away(call::await);
    } catch (InterruptedException e) {
      call.interrupt();
      throw e;
    } finally {
      synchronized (running) {
        running.remove(call);
      }
    }
    return ended ? result(call, max, answer.get(), failure.get()) : left(call, max);
  }

  private static <T> T result(
      Running call, Duration max, @Nullable T answer, @Nullable Throwable failure)
      throws SyncException, InterruptedException {
    return switch (failure) {
      case null -> {
        if (answer == null) {
          throw new IllegalStateException("a call to a provider gave no answer");
        }
        yield answer;
      }
      case InterruptedException e when call.overdue() -> throw late(max, e);
      case InterruptedException e -> throw e;
      case SyncException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException("a call to a provider broke", failure);
    };
  }

  private static <T> T left(Running call, Duration max) throws SyncException, InterruptedException {
    if (call.overdue()) {
      throw late(max, new InterruptedException("it did not end when it was interrupted either"));
    }
    throw new InterruptedException("the call did not end when it was interrupted");
  }

  private static SyncException late(Duration max, InterruptedException cause) {
    return new SyncException(
        new Failure.Network(
            "The provider's answer took more than " + max.toSeconds() + " seconds."),
        cause);
  }

  /** The jobs whose calls are under way. */
  Set<UUID> owners() {
    synchronized (running) {
      return running.stream().map(call -> call.owner).collect(Collectors.toSet());
    }
  }

  /** Interrupts the calls of jobs that nobody wants any more. */
  void interrupt(Collection<UUID> owners) {
    synchronized (running) {
      running.stream().filter(call -> owners.contains(call.owner)).forEach(Running::interrupt);
    }
  }

  /**
   * Interrupts every call and lets none begin; their turns end at once and give their claims back.
   */
  public void interruptAll() {
    synchronized (running) {
      stopped = true;
      running.forEach(Running::interrupt);
    }
  }

  @Override
  public void close() {
    interruptAll();
  }
}
