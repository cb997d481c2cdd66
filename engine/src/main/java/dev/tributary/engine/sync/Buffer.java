package dev.tributary.engine.sync;

import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Caps the memory of one slice and, together with the others, of the node. */
final class Buffer implements AutoCloseable {
  private static final Duration MEMORY_IS_BACK_IN = Duration.ofSeconds(15);

  private final AtomicLong node;
  private final TurnSettings settings;
  private long bytes;

  /**
   * @param node bytes in use by all slices of the node
   */
  Buffer(AtomicLong node, TurnSettings settings) {
    this.node = node;
    this.settings = settings;
  }

  /**
   * @throws SyncException with {@link Failure.TooLarge} when the slice does not fit, with {@link
   *     Failure.Throttled} when other slices need the memory now
   */
  void add(long more) throws SyncException {
    bytes += more;
    long used = node.addAndGet(more);
    if (bytes > settings.sliceBytesMax()) {
      throw new SyncException(
          new Failure.TooLarge(
              "The answer is larger than %d MiB.".formatted(settings.sliceBytesMax() >> 20)));
    }
    if (used > settings.nodeBytesMax()) {
      throw new SyncException(
          new Failure.Throttled(
              MEMORY_IS_BACK_IN,
              false,
              "Other syncs use the memory of this node; it goes on shortly."));
    }
  }

  long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    node.addAndGet(-bytes);
    bytes = 0;
  }
}
