package dev.tributary.server.api;

import java.io.IOException;
import java.util.Locale;
import java.util.UUID;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.http.HttpStatus;

/**
 * What Tomcat refuses before any code of ours sees it, as a problem document instead of a page.
 * Made by Tomcat, by its name.
 */
public final class ProblemValve extends ErrorReportValve {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemValve.class);

  @Override
  protected void report(Request request, Response response, @Nullable Throwable thrown) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    HttpStatus known = HttpStatus.resolve(status);
    HttpStatus told = known == null ? HttpStatus.BAD_REQUEST : known;
    String code = told.is5xxServerError() ? "internal_error" : told.name().toLowerCase(Locale.ROOT);
    String id = UUID.randomUUID().toString();
    response.setHeader("X-Request-Id", id);
    response.setHeader("X-Content-Type-Options", "nosniff");
    try (MDC.MDCCloseable _ = MDC.putCloseable(ProblemDocument.REQUEST, id)) {
      ProblemDocument.of(told.value(), code, ProblemAnswers.sentence(told))
          .answer(response.getResponse());
      response.finishResponse();
    } catch (IOException e) {
      LOG.debug("A refused sender did not wait for the answer.", e);
    }
  }
}
