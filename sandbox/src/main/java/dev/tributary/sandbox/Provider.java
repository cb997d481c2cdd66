package dev.tributary.sandbox;

import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import java.util.Optional;

/** One simulated provider; called on many threads at once. */
public interface Provider {
  /** Empty when the address is none of this provider's. */
  Optional<Response> answer(Request request);

  /**
   * Told once for every request that {@link #answer} answered, just before its last bytes leave or
   * when the connection died.
   *
   * @param status what the client really got, faults included
   */
  void answered(Request request, int status);
}
