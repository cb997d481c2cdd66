package dev.tributary.server.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Every answer: no script and no style but our own files, no frame but of our own pages that ask to
 * be in one, no guess of its type, no trace in caches and referrers.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class SafeHeaders implements Filter {
  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletResponse answer = (HttpServletResponse) response;
    answer.setHeader("Content-Security-Policy", policy("script-src 'self'"));
    answer.setHeader("X-Content-Type-Options", "nosniff");
    answer.setHeader("Referrer-Policy", "no-referrer");
    answer.setHeader("Cache-Control", "no-store");
    chain.doFilter(request, response);
  }

  /**
   * Nothing inline, nothing from elsewhere, and no text that becomes markup or script.
   *
   * @param scripts the directive for scripts
   */
  static String policy(String scripts) {
    return ("default-src 'none'; %s; style-src 'self' %s; img-src 'self'; connect-src 'self';"
            + " frame-src 'self';"
            + " frame-ancestors 'none'; base-uri 'none'; form-action 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'")
        .formatted(scripts, Html.STYLE_SOURCE);
  }
}
