package dev.tributary.sandbox.resend;

import java.time.Duration;
import java.util.Optional;

/**
 * An answer in Resend's error format; clients decide on status and name.
 *
 * @see ResendErrors
 */
public final class ResendException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String name;
  private final String text;
  private final transient Optional<Duration> wait;

  public ResendException(int status, String name, String message) {
    this(status, name, message, Optional.empty());
  }

  /**
   * @param wait what the header retry-after says
   */
  ResendException(int status, String name, String message, Optional<Duration> wait) {
    super(message, null, false, false);
    this.status = status;
    this.name = name;
    this.text = message;
    this.wait = wait;
  }

  public int status() {
    return status;
  }

  public String name() {
    return name;
  }

  public String text() {
    return text;
  }

  Optional<Duration> retryAfter() {
    return wait;
  }
}
