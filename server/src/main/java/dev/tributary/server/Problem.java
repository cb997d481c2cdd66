package dev.tributary.server;

import org.jspecify.annotations.Nullable;

/** Something a person must know: one sentence, the next step and the exit code; no stack trace. */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  /**
   * @param sentence names the thing and the next step, and never a secret
   */
  public Problem(ExitCode exitCode, String sentence) {
    this(exitCode, sentence, null);
  }

  public Problem(ExitCode exitCode, String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.exitCode = exitCode;
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  public String sentence() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
