package dev.tributary.sandbox;

/** A control request that cannot be fulfilled; its message says what would work. */
public final class ControlException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String reason;

  public ControlException(int status, String message) {
    super(message, null, false, false);
    this.status = status;
    this.reason = message;
  }

  String reason() {
    return reason;
  }

  int status() {
    return status;
  }
}
