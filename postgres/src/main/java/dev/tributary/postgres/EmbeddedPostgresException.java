package dev.tributary.postgres;

import org.jspecify.annotations.Nullable;

/**
 * The embedded PostgreSQL did not start. The message is one or two sentences for the user and names
 * the next step.
 */
public final class EmbeddedPostgresException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong, for those who choose an exit code or a page by it. */
  public enum Problem {
    PORT_TAKEN,
    IN_USE,
    OTHER_VERSION,
    DISK_FULL,
    NOT_WRITABLE,
    PASSWORD_MISSING,
    UNSUPPORTED,
    FAILED
  }

  private final Problem problem;

  EmbeddedPostgresException(Problem problem, String message) {
    this(problem, message, null);
  }

  EmbeddedPostgresException(Problem problem, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
