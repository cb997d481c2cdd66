package dev.tributary.store;

/**
 * Who acts, for the audit log. A request binds its caller for its own thread; where none is bound
 * the machine's operator acts.
 *
 * @param name for example {@code person anna@example.com} or {@code key Reports}
 * @param address from where, as the server saw it; empty for the command line
 */
public record Actor(String name, String address) {
  /** Whoever may use the machine's own command line. */
  public static final Actor OPERATOR = new Actor("operator", "");

  /** Tributary by itself. */
  public static final Actor TRIBUTARY = new Actor("tributary", "");

  private static final ScopedValue<Actor> CURRENT = ScopedValue.newInstance();

  public static Actor current() {
    return CURRENT.orElse(OPERATOR);
  }

  /** Does something in this actor's name. */
  public <T, E extends Throwable> T call(ScopedValue.CallableOp<T, E> deed) throws E {
    return ScopedValue.where(CURRENT, this).call(deed);
  }
}
