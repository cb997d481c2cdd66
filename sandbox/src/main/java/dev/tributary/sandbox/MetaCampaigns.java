package dev.tributary.sandbox;

import java.time.LocalDate;
import java.util.OptionalLong;

/**
 * The campaigns that run at Meta and whose visitors Analytics sees: name is what {@code
 * utm_campaign} carries, id what {@code utm_id} does. Both simulated providers know them from here,
 * so that spend at one can be set against sessions and revenue at the other.
 */
public final class MetaCampaigns {
  /** A campaign as both sides call it. */
  public record Tagged(String name, String id) {}

  public static final Tagged PROSPECTING = new Tagged("prospecting-eu", "120210000000000001");
  public static final Tagged RETARGETING = new Tagged("retargeting", "120210000000000002");

  /** A season begins every 28 days and runs for the first 17 of them. */
  public static final int SEASON_DAYS = 28;

  public static final int SEASON_RUNS_DAYS = 17;

  private static final String SEASON_NAME = "season-";
  private static final String SEASON_ID = "1202300";

  private MetaCampaigns() {}

  /** The number of the season that {@code day} lies in, its rest included. */
  public static long season(LocalDate day) {
    return Math.floorDiv(day.toEpochDay(), (long) SEASON_DAYS);
  }

  public static LocalDate firstDay(long season) {
    return LocalDate.ofEpochDay(season * SEASON_DAYS);
  }

  public static LocalDate lastDay(long season) {
    return firstDay(season).plusDays(SEASON_RUNS_DAYS - 1L);
  }

  public static Tagged ofSeason(long season) {
    return new Tagged(SEASON_NAME + season, SEASON_ID + season);
  }

  /** The season whose campaign has this id; empty when none has. */
  public static OptionalLong seasonOf(String id) {
    return id.matches(SEASON_ID + "\\d{1,6}")
        ? OptionalLong.of(Long.parseLong(id.substring(SEASON_ID.length())))
        : OptionalLong.empty();
  }
}
