package dev.tributary.sandbox.google;

/**
 * How completely Google shows a property's data.
 *
 * @param landingsMax landing pages beyond are rolled into "(other)"
 * @param samplePercent share of the visits that reports read; 100 reads all
 * @param usersMin rows with fewer users are withheld; 0 withholds none
 */
public record Quality(int landingsMax, int samplePercent, int usersMin) {
  public static final Quality FULL = new Quality(Integer.MAX_VALUE, 100, 0);

  public Quality {
    if (samplePercent < 1 || samplePercent > 100) {
      throw new IllegalArgumentException("samplePercent must be 1 to 100, not " + samplePercent);
    }
  }
}
