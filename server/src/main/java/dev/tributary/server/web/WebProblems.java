package dev.tributary.server.web;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.app.Problems;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.databind.json.JsonMapper;

/**
 * Errors as problem details (RFC 9457): one sentence, a stable code, the exit code's name for the
 * command line, no stack trace.
 */
@RestControllerAdvice
final class WebProblems extends ResponseEntityExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(WebProblems.class);
  private static final JsonMapper JSON = new JsonMapper();

  @ExceptionHandler
  ProblemDetail refused(ConnectException e) {
    Problem problem = Problems.of(e).orElseThrow();
    HttpStatus status =
        e.code().equals("not_found") ? HttpStatus.NOT_FOUND : HttpStatus.UNPROCESSABLE_CONTENT;
    return problem(status, e.code(), problem.exitCode(), problem.sentence());
  }

  @ExceptionHandler
  ProblemDetail starting(BackendSource.NotReady e) {
    return problem(
        HttpStatus.SERVICE_UNAVAILABLE,
        "starting",
        ExitCode.ENVIRONMENT,
        String.valueOf(e.getMessage()));
  }

  @ExceptionHandler
  ProblemDetail stopping(InterruptedException e) {
    return problem(
        HttpStatus.SERVICE_UNAVAILABLE,
        "stopping",
        ExitCode.INTERRUPTED,
        "Tributary is stopping. Start it again and repeat this.");
  }

  @ExceptionHandler
  ProblemDetail other(RuntimeException e) {
    Optional<Problem> known = Problems.of(e);
    if (known.isEmpty()) {
      LOG.error("A request failed by a mistake of Tributary's own.", e);
      return problem(
          HttpStatus.INTERNAL_SERVER_ERROR,
          "internal_error",
          ExitCode.DEFECT,
          "Tributary made a mistake; its log says more.");
    }
    Problem problem = known.get();
    HttpStatus status =
        problem.exitCode() == ExitCode.DATABASE
            ? HttpStatus.SERVICE_UNAVAILABLE
            : HttpStatus.UNPROCESSABLE_CONTENT;
    return problem(status, problem.exitCode().label(), problem.exitCode(), problem.sentence());
  }

  /** What Spring refuses by itself: unknown paths, methods, bodies and parameters. */
  @Override
  protected ResponseEntity<Object> createResponseEntity(
      @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    if (body instanceof ProblemDetail problem) {
      HttpStatus known = HttpStatus.valueOf(status.value());
      problem.setProperty("code", known.name().toLowerCase(Locale.ROOT));
      problem.setProperty("exit", ExitCode.USAGE.label());
    }
    return ResponseEntity.status(status).headers(headers).body(body);
  }

  private static ProblemDetail problem(
      HttpStatus status, String code, ExitCode exit, String sentence) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, sentence);
    problem.setProperty("code", code);
    problem.setProperty("exit", exit.label());
    problem.setProperty("requestId", MDC.get(RequestTrail.KEY));
    return problem;
  }

  /** The same as text, for what is refused before Spring looks at it. */
  static byte[] json(HttpStatus status, String code, String sentence) {
    return JSON.writeValueAsString(
            Map.of(
                "status",
                status.value(),
                "title",
                status.getReasonPhrase(),
                "detail",
                sentence,
                "code",
                code,
                "exit",
                ExitCode.USAGE.label()))
        .getBytes(StandardCharsets.UTF_8);
  }
}
