package dev.tributary.spi;

import java.util.List;

/**
 * How long a provider goes on changing a day, counted in days of age (a day is 1 on the day after
 * it ended).
 *
 * @param hotDays up to this age the day is read again with every sync
 * @param horizonDays up to this age it is read again daily; after that it is final
 * @param auditDays at these ages a final day is read once more
 */
public record Restatement(int hotDays, int horizonDays, List<Integer> auditDays) {
  public Restatement {
    if (hotDays < 0 || horizonDays < hotDays) {
      throw new IllegalArgumentException(
          "the horizon must not end before the hot days: " + horizonDays + " < " + hotDays);
    }
    auditDays = auditDays.stream().sorted().toList();
  }
}
