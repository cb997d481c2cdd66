package dev.tributary.server.web;

import dev.tributary.server.ExitCode;
import dev.tributary.server.api.ProblemDocument;
import dev.tributary.server.app.NodeRoles;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** A node that is no api answers its operators alone: health, metrics and the command line. */
@Component
final class RoleGate implements Filter {
  private static final List<String> OPERATORS =
      List.of("/health", "/health/live", "/health/ready", "/metrics");

  private final NodeRoles roles;

  RoleGate(NodeRoles roles) {
    this.roles = roles;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path = ((HttpServletRequest) request).getRequestURI();
    if (roles.api() || OPERATORS.contains(path) || path.startsWith("/control/")) {
      chain.doFilter(request, response);
      return;
    }
    HttpServletResponse answer = (HttpServletResponse) response;
    ProblemDocument.of(
            HttpStatus.NOT_FOUND.value(),
            "not_an_api_node",
            "This node only works on syncs; ask one with the role api.")
        .withExit(ExitCode.USAGE.label())
        .answer(answer);
  }
}
