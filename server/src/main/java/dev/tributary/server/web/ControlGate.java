package dev.tributary.server.web;

import dev.tributary.server.ExitCode;
import dev.tributary.server.api.ProblemDocument;
import dev.tributary.server.app.ControlFile;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Lets nobody to {@code /control} but this machine's command line, which has the token of the
 * {@link ControlFile}. It stands before the routing, so that outsiders do not learn what is there.
 */
@Component
final class ControlGate implements Filter {
  private final ControlFile controlFile;

  ControlGate(ControlFile controlFile) {
    this.controlFile = controlFile;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest asked = (HttpServletRequest) request;
    String authorization = Objects.requireNonNullElse(asked.getHeader("Authorization"), "");
    if (!asked.getRequestURI().startsWith("/control")
        || (Callers.onThisMachine(asked) && controlFile.admits(authorization))) {
      chain.doFilter(request, response);
      return;
    }
    HttpServletResponse answer = (HttpServletResponse) response;
    answer.setHeader("WWW-Authenticate", "Bearer");
    ProblemDocument.of(
            HttpStatus.UNAUTHORIZED.value(),
            "unauthenticated",
            "This needs the token of this machine's server; use the ./tributary commands.")
        .withExit(ExitCode.USAGE.label())
        .answer(answer);
  }
}
