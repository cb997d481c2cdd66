package dev.tributary.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A request with the days that are still to be read, newest first.
 *
 * @param remaining may hold days with a time before which they are not to be tried again
 */
public record OpenRequest(RangeRequest request, List<Day> remaining) {
  public OpenRequest {
    remaining = List.copyOf(remaining);
  }

  /**
   * A day to be read.
   *
   * @param notBefore set when the last read after the request failed or was held
   */
  public record Day(LocalDate day, Optional<Instant> notBefore) {}
}
