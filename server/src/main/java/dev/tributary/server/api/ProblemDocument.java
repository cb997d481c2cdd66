package dev.tributary.server.api;

import dev.tributary.server.api.ApiProblem.FieldError;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.MDC;
import org.springframework.http.MediaType;

/**
 * A problem as it is sent (RFC 9457), on every path.
 *
 * @param type where the code is explained, relative to this server
 * @param title what the code means, the same each time
 * @param status the HTTP status
 * @param detail what happened this time, in one sentence free of secrets
 * @param code stable, for programs
 * @param requestId as in the header X-Request-Id and the server's log
 * @param retryable whether the same request may succeed later
 * @param nextAction what the caller can do
 * @param errors what is wrong with what was sent, field by field
 * @param exit the exit code's name, for the command line alone
 */
public record ProblemDocument(
    String type,
    String title,
    int status,
    String detail,
    String code,
    String requestId,
    boolean retryable,
    String nextAction,
    Optional<List<FieldError>> errors,
    Optional<String> exit) {

  /** The key of a request's id in the log's context. */
  public static final String REQUEST = "request";

  /** With what the catalogue says of a code. */
  public static ProblemDocument of(int status, String code, String detail) {
    ProblemCatalogue.Entry entry = ProblemCatalogue.of(code, status);
    String request = MDC.get(REQUEST);
    return new ProblemDocument(
        "/docs/problems#" + code,
        entry.title(),
        status,
        detail,
        code,
        request == null ? "" : request,
        entry.retryable(),
        entry.nextAction(),
        Optional.empty(),
        Optional.empty());
  }

  static ProblemDocument of(ApiProblem problem) {
    ProblemDocument plain =
        of(problem.kind().status(), problem.code(), problem.sentence())
            .withErrors(problem.errors());
    return problem.nextAction().map(plain::withNextAction).orElse(plain);
  }

  private ProblemDocument withErrors(List<FieldError> found) {
    return new ProblemDocument(
        type,
        title,
        status,
        detail,
        code,
        requestId,
        retryable,
        nextAction,
        found.isEmpty() ? Optional.empty() : Optional.of(found),
        exit);
  }

  private ProblemDocument withNextAction(String sentence) {
    return new ProblemDocument(
        type, title, status, detail, code, requestId, retryable, sentence, errors, exit);
  }

  public ProblemDocument withExit(String name) {
    return new ProblemDocument(
        type,
        title,
        status,
        detail,
        code,
        requestId,
        retryable,
        nextAction,
        errors,
        Optional.of(name));
  }

  byte[] json() {
    return JsonRules.MAPPER.writeValueAsString(this).getBytes(StandardCharsets.UTF_8);
  }

  /** For filters, which answer before Spring does. */
  public void answer(HttpServletResponse response) throws IOException {
    response.setStatus(status);
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.getOutputStream().write(json());
  }
}
