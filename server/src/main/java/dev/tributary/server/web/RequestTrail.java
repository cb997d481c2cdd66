package dev.tributary.server.web;

import dev.tributary.server.api.ProblemDocument;
import dev.tributary.server.observe.Metrics;
import dev.tributary.server.observe.Traces;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Gives every request an id, which stands in its log lines, its trace and the answer's header; and
 * counts it by the pattern it matched.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RequestTrail implements Filter {
  static final String HEADER = "X-Request-Id";

  /** What a proxy before us may have chosen; anything else could forge log lines. */
  private static final Pattern ACCEPTABLE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final Metrics metrics;
  private final Traces traces;

  RequestTrail(Metrics metrics, Traces traces) {
    this.metrics = metrics;
    this.traces = traces;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest asked = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    String id =
        Optional.ofNullable(asked.getHeader(HEADER))
            .filter(given -> ACCEPTABLE.matcher(given).matches())
            .orElseGet(() -> UUID.randomUUID().toString());
    String method = METHODS.contains(asked.getMethod()) ? asked.getMethod() : "other";
    answer.setHeader(HEADER, id);
    Traces.OfRequest trace =
        traces.request(method, Optional.ofNullable(asked.getHeader("traceparent")), id);
    long began = System.nanoTime();
    boolean answered = false;
    MDC.put(ProblemDocument.REQUEST, id);
    try {
      chain.doFilter(request, response);
      answered = true;
    } finally {
      MDC.remove(ProblemDocument.REQUEST);
      int status = answered ? answer.getStatus() : HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
      String route = route(asked);
      trace.answered(route, status);
      metrics.answered(method, route, status, Duration.ofNanos(System.nanoTime() - began));
    }
  }

  /** Set by Spring when a handler was found; other paths are of strangers and not bounded. */
  private static String route(HttpServletRequest request) {
    return request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE)
            instanceof String pattern
        ? pattern
        : "none";
  }
}
