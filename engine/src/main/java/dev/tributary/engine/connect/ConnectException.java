package dev.tributary.engine.connect;

import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncException;
import org.jspecify.annotations.Nullable;

/** A person's wish about a connection cannot be fulfilled. */
public final class ConnectException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * @param code stable name for programs, for example {@code state_expired}
   * @param message one sentence with the next step, free of secrets
   */
  public ConnectException(String code, String message) {
    this(code, message, null);
  }

  private ConnectException(String code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** What a provider refused, in the failure's own words. */
  public static ConnectException of(SyncException e) {
    Failure failure = e.failure();
    return new ConnectException(failure.code(), failure.message(), e);
  }

  public String code() {
    return code;
  }
}
