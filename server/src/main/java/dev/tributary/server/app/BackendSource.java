package dev.tributary.server.app;

import org.jspecify.annotations.Nullable;

/** Where the web finds the backend, which may still be opening. Safe to use from any thread. */
public final class BackendSource {
  private volatile @Nullable Backend backend;

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
