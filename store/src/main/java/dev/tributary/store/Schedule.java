package dev.tributary.store;

import java.time.Duration;
import java.time.ZoneId;

/** When an integration is synced. */
public sealed interface Schedule {

  /** In elapsed time, whatever clocks do. */
  record Every(Duration interval) implements Schedule {
    public Every {
      if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new IllegalArgumentException("no interval: " + interval);
      }
    }
  }

  /**
   * By the clock of a place.
   *
   * @param expression five fields as in Unix, or a word such as {@code @daily}
   */
  record Cron(String expression, ZoneId zone) implements Schedule {}
}
