package dev.tributary.server.people;

import java.time.Duration;
import java.util.Optional;

/** A request that cannot be granted: one sentence with the next step, free of secrets. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String code;
  private final transient Optional<Duration> retryAfter;

  /** What is wrong with the request; each is one HTTP status. */
  public enum Kind {
    UNREADABLE(400),
    UNKNOWN_CALLER(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    CONFLICT(409),
    OUTDATED(412),
    TOO_LARGE(413),
    WRONG_TYPE(415),
    INVALID(422),
    PRECONDITION_MISSING(428),
    TOO_OFTEN(429),
    NOT_NOW(503);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  /**
   * @param code stable, for programs; listed in docs/problems.md
   */
  public Refusal(Kind kind, String code, String sentence) {
    this(kind, code, sentence, Optional.empty());
  }

  public Refusal(Kind kind, String code, String sentence, Optional<Duration> retryAfter) {
    super(sentence);
    this.kind = kind;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  public Kind kind() {
    return kind;
  }

  public String code() {
    return code;
  }

  public String sentence() {
    String message = getMessage();
    return message == null ? "" : message;
  }

  /** When to try again, if that helps. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
