package dev.tributary.spi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a finished job reports.
 *
 * @param success nothing that was due is still missing because of an error
 * @param recordsProcessed rows read and verified, whether or not they changed anything
 * @param nextSyncAt when the integration is due again; empty when it waits for a person
 */
public record SyncResult(
    boolean success, long recordsProcessed, List<SyncError> errors, Optional<Instant> nextSyncAt) {

  public SyncResult {
    errors = List.copyOf(errors);
  }

  /**
   * @param days the days concerned; empty when the error is not about days
   */
  public record SyncError(
      Failure.Category category,
      String code,
      String message,
      Optional<String> stream,
      Optional<DayRange> days) {}
}
