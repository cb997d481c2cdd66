package dev.tributary.server.api;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.kpi.KpiQueryException;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.api.ApiProblem.FieldError;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.app.Problems;
import dev.tributary.server.people.Refusal;
import dev.tributary.server.people.Refusal.Kind;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Whatever a handler throws becomes a problem document: one sentence, a stable code, no stack
 * trace; for the command line the exit code's name too. What fails after an answer has begun breaks
 * the connection, so that nobody takes a part for the whole.
 */
@RestControllerAdvice
final class ProblemAnswers extends ResponseEntityExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemAnswers.class);
  private static final Duration SOON = Duration.ofSeconds(5);

  @ExceptionHandler
  ResponseEntity<Object> refused(ApiProblem e, WebRequest request) {
    return answer(
        ProblemDocument.of(e), exit(e.kind().status()), e.retryAfter(), new HttpHeaders(), request);
  }

  @ExceptionHandler
  ResponseEntity<Object> refused(Refusal e, WebRequest request) {
    return answer(
        ProblemDocument.of(e.kind().status(), e.code(), e.sentence()),
        exit(e.kind().status()),
        e.retryAfter(),
        new HttpHeaders(),
        request);
  }

  @ExceptionHandler
  ResponseEntity<Object> refused(ConnectException e, WebRequest request) {
    Problem problem = Problems.of(e).orElseThrow();
    int status = ProblemCatalogue.status(e.code(), HttpStatus.UNPROCESSABLE_CONTENT.value());
    return problem(status, e.code(), problem.exitCode(), problem.sentence(), request);
  }

  @ExceptionHandler
  ResponseEntity<Object> refused(KpiQueryException e, WebRequest request) {
    return problem(
        ProblemCatalogue.status(e.code(), HttpStatus.UNPROCESSABLE_CONTENT.value()),
        e.code(),
        ExitCode.USAGE,
        String.valueOf(e.getMessage()),
        request);
  }

  @ExceptionHandler
  ResponseEntity<Object> starting(BackendSource.NotReady e, WebRequest request) {
    return problem(503, "starting", ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), request);
  }

  @ExceptionHandler
  ResponseEntity<Object> stopping(InterruptedException e, WebRequest request) {
    return problem(
        503,
        "stopping",
        ExitCode.INTERRUPTED,
        "Tributary is stopping. Start it again and repeat this.",
        request);
  }

  @ExceptionHandler
  ResponseEntity<Object> other(RuntimeException e, WebRequest request) {
    requireUnbegun(e, request);
    Optional<Problem> known = Problems.of(e);
    if (known.isEmpty()) {
      LOG.error("A request failed by a mistake of Tributary's own.", e);
      return problem(
          500,
          "internal_error",
          ExitCode.DEFECT,
          "Tributary made a mistake; its log says more.",
          request);
    }
    Problem problem = known.get();
    String code = problem.exitCode().label();
    return problem(
        ProblemCatalogue.status(code, 422), code, problem.exitCode(), problem.sentence(), request);
  }

  /** An answer that has begun cannot become a problem. */
  private static void requireUnbegun(RuntimeException e, WebRequest request) {
    if (request instanceof ServletWebRequest servlet) {
      HttpServletResponse response = servlet.getResponse();
      if (response != null && response.isCommitted()) {
        throw e;
      }
    }
  }

  // --- what Spring refuses by itself ---

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return refused(BodyProblems.of(e), request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    if (e instanceof MethodArgumentTypeMismatchException argument) {
      boolean inPath = argument.getParameter().hasParameterAnnotation(PathVariable.class);
      if (inPath && UUID.class.equals(e.getRequiredType())) {
        return refused(ApiProblem.notFound("thing"), request);
      }
      String message = "cannot be read; the API's document says how to write it";
      return refused(
          ApiProblem.of(
                  Kind.INVALID,
                  "invalid_parameter",
                  "%s %s.".formatted(argument.getName(), message))
              .withErrors(List.of(new FieldError(argument.getName(), message))),
          request);
    }
    return super.handleTypeMismatch(e, headers, status, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
      MissingServletRequestParameterException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return refused(
        ApiProblem.of(
                Kind.INVALID,
                "invalid_parameter",
                "The parameter %s is missing.".formatted(e.getParameterName()))
            .withErrors(List.of(new FieldError(e.getParameterName(), "is missing"))),
        request);
  }

  /** Unknown paths, methods, types. */
  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    if (e instanceof RuntimeException unchecked) {
      requireUnbegun(unchecked, request);
    }
    HttpStatus known = HttpStatus.valueOf(status.value());
    if (known.is5xxServerError()) {
      LOG.error("A request failed by a mistake of Tributary's own.", e);
      return problem(
          500,
          "internal_error",
          ExitCode.DEFECT,
          "Tributary made a mistake; its log says more.",
          request);
    }
    String code = known.name().toLowerCase(Locale.ROOT);
    return answer(
        ProblemDocument.of(status.value(), code, sentence(known)),
        ExitCode.USAGE,
        Optional.empty(),
        headers,
        request);
  }

  static String sentence(HttpStatus status) {
    return switch (status) {
      case NOT_FOUND -> "There is nothing at this path.";
      case METHOD_NOT_ALLOWED -> "This path does not take this method.";
      case NOT_ACCEPTABLE -> "This path has no answer of the type that Accept wants.";
      case UNSUPPORTED_MEDIA_TYPE -> "The body's Content-Type is none that this path reads.";
      default -> "The request cannot be answered: " + status.getReasonPhrase() + ".";
    };
  }

  private static ExitCode exit(int status) {
    return status >= 500 ? ExitCode.ENVIRONMENT : ExitCode.USAGE;
  }

  private static ResponseEntity<Object> problem(
      int status, String code, ExitCode exit, String sentence, WebRequest request) {
    return answer(
        ProblemDocument.of(status, code, sentence),
        exit,
        status == 503 ? Optional.of(SOON) : Optional.empty(),
        new HttpHeaders(),
        request);
  }

  /** As bytes: no converter and no {@code Accept} can stand between a problem and its reader. */
  private static ResponseEntity<Object> answer(
      ProblemDocument problem,
      ExitCode exit,
      Optional<Duration> retryAfter,
      HttpHeaders headers,
      WebRequest request) {
    boolean control = request.getDescription(false).startsWith("uri=/control");
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.status(problem.status())
            .headers(headers)
            .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    retryAfter.ifPresent(time ->
        answer.header(HttpHeaders.RETRY_AFTER, String.valueOf(Math.max(1, time.toSeconds()))));
    if (problem.status() == 401) {
      answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    return answer.body((control ? problem.withExit(exit.label()) : problem).json());
  }
}
