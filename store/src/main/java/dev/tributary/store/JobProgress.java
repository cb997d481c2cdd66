package dev.tributary.store;

import java.util.Optional;

/**
 * How far a job is.
 *
 * @param daysPlanned as far as the planner knows, 0 for unknown
 * @param rows read and verified, whether or not they changed anything
 * @param current what is being read, for people
 */
public record JobProgress(int daysDone, int daysPlanned, long rows, Optional<String> current) {
  public static final JobProgress NONE = new JobProgress(0, 0, 0, Optional.empty());
}
