package dev.tributary.server.observe;

import dev.tributary.engine.watch.Watch;
import dev.tributary.server.settings.Setting;
import dev.tributary.server.settings.Settings;
import java.util.Optional;

/** Traces of requests and turns; off unless a collector is set. */
public interface Traces extends AutoCloseable {
  /** Sends nothing, and loads no class that could. */
  Traces OFF =
      new Traces() {
        @Override
        public Watch watch(Watch other) {
          return other;
        }

        @Override
        public OfRequest request(String method, Optional<String> parent, String requestId) {
          return (route, status) -> {};
        }

        @Override
        public void close() {}
      };

  static Traces of(Settings settings, String version) {
    return settings.textIfSet(Setting.OTLP_ENDPOINT).isEmpty()
        ? OFF
        : OtlpTraces.to(settings.url(Setting.OTLP_ENDPOINT), version);
  }

  /** Follows turns, and tells the other one too. */
  Watch watch(Watch other);

  /**
   * A request arrived.
   *
   * @param parent its header {@code traceparent}
   */
  OfRequest request(String method, Optional<String> parent, String requestId);

  /** Sends what is left, for a few seconds at most. */
  @Override
  void close();

  /** Is told how a request ended. */
  @FunctionalInterface
  interface OfRequest {
    /**
     * @param route the pattern that matched it, never the path itself
     */
    void answered(String route, int status);
  }
}
