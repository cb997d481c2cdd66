package dev.tributary.server.api;

import dev.tributary.server.people.Refusal.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A request that is answered with a problem document; more than a plain refusal can say. */
public final class ApiProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String code;
  private final transient Optional<String> nextAction;
  private final transient Optional<Duration> retryAfter;
  private final transient List<FieldError> errors;

  /**
   * One thing that is wrong with what was sent.
   *
   * @param field where, for example {@code settings.attribution} or {@code accounts[2]}
   * @param message what must be there
   */
  public record FieldError(String field, String message) {}

  private ApiProblem(
      Kind kind,
      String code,
      String sentence,
      Optional<String> nextAction,
      Optional<Duration> retryAfter,
      List<FieldError> errors) {
    super(sentence);
    this.kind = kind;
    this.code = code;
    this.nextAction = nextAction;
    this.retryAfter = retryAfter;
    this.errors = List.copyOf(errors);
  }

  /**
   * @param code in the {@link ProblemCatalogue}
   */
  public static ApiProblem of(Kind kind, String code, String sentence) {
    return new ApiProblem(kind, code, sentence, Optional.empty(), Optional.empty(), List.of());
  }

  /** A foreign or unknown id. */
  public static ApiProblem notFound(String thing) {
    return of(Kind.NOT_FOUND, "not_found", "There is no such " + thing + " here.");
  }

  /** One field of the body or one parameter that cannot be used. */
  public static ApiProblem invalid(String field, String message) {
    return invalid(List.of(new FieldError(field, message)));
  }

  /** All that is wrong, at once. */
  public static ApiProblem invalid(List<FieldError> errors) {
    FieldError first = errors.getFirst();
    return of(Kind.INVALID, "invalid_fields", first.field() + ": " + first.message())
        .withErrors(errors);
  }

  public ApiProblem withNextAction(String sentence) {
    return new ApiProblem(kind, code, sentence(), Optional.of(sentence), retryAfter, errors);
  }

  public ApiProblem withRetryAfter(Duration time) {
    return new ApiProblem(kind, code, sentence(), nextAction, Optional.of(time), errors);
  }

  ApiProblem withErrors(List<FieldError> found) {
    return new ApiProblem(kind, code, sentence(), nextAction, retryAfter, found);
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

  Optional<String> nextAction() {
    return nextAction;
  }

  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  List<FieldError> errors() {
    return errors;
  }
}
