package dev.tributary.spi;

import org.jspecify.annotations.Nullable;

/** Carries a {@link Failure} up to the one place that decides what follows. */
public final class SyncException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  public SyncException(Failure failure) {
    this(failure, null);
  }

  public SyncException(Failure failure, @Nullable Throwable cause) {
    super(failure.message(), cause);
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
