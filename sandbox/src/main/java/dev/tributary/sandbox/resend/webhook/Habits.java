package dev.tributary.sandbox.resend.webhook;

/**
 * How deliveries go out.
 *
 * @param automatic by themselves when they are due; otherwise only when ordered
 * @param copies how often each delivery is sent
 * @param shuffle whether they come out of order
 * @param speed so many times faster than the documented times
 */
public record Habits(boolean automatic, int copies, boolean shuffle, int speed) {
  public static final Habits USUAL = new Habits(true, 1, false, 1);

  public Habits {
    if (copies < 1 || copies > 100 || speed < 1) {
      throw new IllegalArgumentException("a delivery is sent 1 to 100 times, at a speed of 1 up");
    }
  }

  public Habits withAutomatic(boolean on) {
    return new Habits(on, copies, shuffle, speed);
  }
}
