package dev.tributary.sandbox;

/**
 * Random numbers that depend on their inputs alone, so that every question about the same world
 * gets the same answer. The mixer is SplitMix64's finaliser.
 */
public final class Dice {
  private static final long STEP = 0x9E3779B97F4A7C15L;
  private static final int FRACTION_BITS = 16;

  /** One as a fraction of the kind that {@link #fraction} returns. */
  public static final int ONE = 1 << FRACTION_BITS;

  private Dice() {}

  public static long roll(long base, long a) {
    return mix(base + a * STEP);
  }

  public static long roll(long base, long a, long b) {
    return mix(mix(base + a * STEP) + b * 0xD1B54A32D192ED03L);
  }

  public static long of(long seed, String text) {
    long hash = seed;
    for (int i = 0; i < text.length(); i++) {
      hash = mix(hash * 31 + text.charAt(i));
    }
    return hash;
  }

  /** Between 0 and bound − 1. */
  public static int below(long roll, int bound) {
    return (int) ((roll >>> 33) % bound);
  }

  /** Between 0 and {@link #ONE} − 1; {@code part} picks one of four independent fractions. */
  public static int fraction(long roll, int part) {
    return (int) (roll >>> (part * FRACTION_BITS)) & (ONE - 1);
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
