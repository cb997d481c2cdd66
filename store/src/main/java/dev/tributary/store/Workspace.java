package dev.tributary.store;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;

/**
 * A tenant.
 *
 * @param zone in which schedules and reports are shown; days are always the account's
 * @param weekStart the day on which weeks begin in its figures
 */
public record Workspace(UUID id, String name, ZoneId zone, DayOfWeek weekStart, Instant createdAt) {

  /** With weeks that begin on Monday. */
  public Workspace(UUID id, String name, ZoneId zone, Instant createdAt) {
    this(id, name, zone, DayOfWeek.MONDAY, createdAt);
  }
}
