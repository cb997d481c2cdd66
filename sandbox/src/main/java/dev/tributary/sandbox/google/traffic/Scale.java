package dev.tributary.sandbox.google.traffic;

/**
 * How big a property is.
 *
 * @param entities number of landing pages; each is visited on every day
 * @param days days of history before the day the sandbox started
 * @param visitsPerCell mean sessions of one combination of page, campaign, country and device
 */
public record Scale(int entities, int days, double visitsPerCell) {
  public static final Scale NORMAL = new Scale(40, 800, 4);

  public Scale {
    if (entities < 1 || entities > 200_000) {
      throw new IllegalArgumentException("entities must be 1 to 200000, not " + entities);
    }
    if (days < 1 || days > 5_000) {
      throw new IllegalArgumentException("days must be 1 to 5000, not " + days);
    }
    if (!(visitsPerCell > 0 && visitsPerCell <= 10_000)) {
      throw new IllegalArgumentException("visitsPerCell must be 0 to 10000, not " + visitsPerCell);
    }
  }

  /** Cells a day: few enough to be quick, many enough that every page has one. */
  int cells() {
    return Math.max(400, entities);
  }
}
