package dev.tributary.sandbox.resend.team;

import dev.tributary.sandbox.Dice;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** New names that depend on the seed and on how many there were before. */
public final class Ids {
  private static final String LETTERS =
      "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789";
  private static final long VERSION_4 = 0x4000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private final long seed;
  private final AtomicLong count = new AtomicLong();

  public Ids(long seed) {
    this.seed = seed;
  }

  public String uuid() {
    return uuid(Dice.roll(seed, count.incrementAndGet()));
  }

  /** The same for the same number. */
  public static String uuid(long roll) {
    long high = (roll & 0xFFFF_FFFF_FFFF_0FFFL) | VERSION_4;
    long low = (Dice.roll(roll, 7) & 0x3FFF_FFFF_FFFF_FFFFL) | VARIANT;
    return new UUID(high, low).toString();
  }

  /** So many letters and digits. */
  public String letters(int length) {
    long base = Dice.roll(seed, count.incrementAndGet());
    StringBuilder text = new StringBuilder(length);
    for (int n = 0; n < length; n++) {
      text.append(LETTERS.charAt(Dice.below(Dice.roll(base, n), LETTERS.length())));
    }
    return text.toString();
  }

  public byte[] bytes(int length) {
    long base = Dice.roll(seed, count.incrementAndGet());
    byte[] bytes = new byte[length];
    for (int n = 0; n < length; n++) {
      bytes[n] = (byte) Dice.roll(base, n);
    }
    return bytes;
  }

  public void reset() {
    count.set(0);
  }
}
