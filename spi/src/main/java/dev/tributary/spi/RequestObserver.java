package dev.tributary.spi;

import java.time.Duration;

/** Is told of every HTTP request that was made for a call, after it ended. */
@FunctionalInterface
public interface RequestObserver {
  RequestObserver NONE = request -> {};

  void requested(Request request);

  /**
   * One request as it may be shown to people: without headers, query secrets or bodies.
   *
   * @param address scheme, host and path, secrets masked
   * @param status HTTP status, 0 when no answer came
   * @param bytes size of the answer's body
   */
  record Request(String method, String address, int status, long bytes, Duration duration) {}
}
