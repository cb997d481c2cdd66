package dev.tributary.server.app;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the web finds the backend, which may still be opening. Safe to use from any thread. */
public final class BackendSource {
  private volatile @Nullable Backend backend;
  private volatile boolean stopping;
  private final Optional<Simulation> simulation;

  BackendSource() {
    this(Optional.empty());
  }

  private BackendSource(Optional<Simulation> simulation) {
    this.simulation = simulation;
  }

  /** One whose providers are simulated, and can be broken on purpose. */
  public static BackendSource ofDemo(Simulation simulation) {
    return new BackendSource(Optional.of(simulation));
  }

  /** Whether everything here is simulated. */
  public boolean demo() {
    return simulation.isPresent();
  }

  /** The demo's troubles; empty where nothing is simulated. */
  public Optional<Simulation> simulation() {
    return simulation;
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
