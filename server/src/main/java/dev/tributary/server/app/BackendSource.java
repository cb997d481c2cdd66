package dev.tributary.server.app;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the web finds the backend, which may still be opening. Safe to use from any thread. */
public final class BackendSource {
  private volatile @Nullable Backend backend;
  private volatile boolean stopping;
  private final boolean demo;

  BackendSource() {
    this(false);
  }

  private BackendSource(boolean demo) {
    this.demo = demo;
  }

  static BackendSource ofDemo() {
    return new BackendSource(true);
  }

  /** Whether everything here is simulated. */
  public boolean demo() {
    return demo;
  }

  /** The backend is still opening. */
  public static final class NotReady extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotReady() {
      super("Tributary is starting. Try again in a moment.");
    }
  }

  void opened(Backend opened) {
    backend = opened;
  }

  /** From here on the process only finishes what it has begun. */
  void stop() {
    stopping = true;
  }

  public boolean stopping() {
    return stopping;
  }

  /** Empty while it opens. */
  public Optional<Backend> ifOpen() {
    return Optional.ofNullable(backend);
  }

  /**
   * @throws NotReady while it opens
   */
  public Backend get() {
    Backend opened = backend;
    if (opened == null) {
      throw new NotReady();
    }
    return opened;
  }
}
