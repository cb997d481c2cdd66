package dev.tributary.store;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A verified slice, ready to be stored. Days that are neither replaced nor held keep what they
 * have, and rows of such days are not stored.
 *
 * @param rows every row of the days to replace, each key once; a day to replace without rows
 *     becomes a true zero
 * @param digest of the rows, made by {@link SliceDigest#of}
 * @param fetchedAt when the read began
 * @param keptFrom the first day that the provider still keeps: stored days before it are never
 *     replaced; empty when the provider keeps everything
 */
public record SliceWrite(
    Fence fence,
    String provider,
    StreamDescriptor stream,
    DayRange days,
    Rows rows,
    SliceDigest digest,
    List<Replace> replace,
    List<Hold> hold,
    Instant fetchedAt,
    Optional<LocalDate> keptFrom) {

  public SliceWrite {
    replace = List.copyOf(replace);
    hold = List.copyOf(hold);
    Set<LocalDate> seen = new HashSet<>();
    for (Replace one : replace) {
      check(days, seen, one.day());
    }
    for (Hold one : hold) {
      check(days, seen, one.day());
    }
  }

  private static void check(DayRange days, Set<LocalDate> seen, LocalDate day) {
    if (!days.contains(day)) {
      throw new IllegalArgumentException(day + " is outside of the slice " + days);
    }
    if (!seen.add(day)) {
      throw new IllegalArgumentException(day + " is decided twice in the slice " + days);
    }
  }

  /**
   * A day whose rows are replaced whole.
   *
   * @param cause why a difference to what is stored arose
   */
  public record Replace(
      LocalDate day,
      DayState state,
      Optional<Instant> nextDueAt,
      DayFlags flags,
      RevisionCause cause) {}

  /** A day whose answer contradicts what is stored: the answer is dropped and asked for again. */
  public record Hold(LocalDate day, String code, String reason, Instant nextDueAt) {}
}
