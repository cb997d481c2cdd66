package dev.tributary.server.api;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Lets only paths through that have one reading: no parameters behind a semicolon, no empty or dot
 * segments, nothing encoded that needs no code or means a separator. So whoever looks at a path's
 * beginning sees the same path as the routing.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
final class PathGate implements Filter {
  private static final Pattern PLAIN =
      Pattern.compile("(/([A-Za-z0-9._~!$&'()*+,=:@-]|%[0-9A-Fa-f]{2})*)+");
  private static final int LENGTH_MAX = 2_000;

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (plain(((HttpServletRequest) request).getRequestURI())) {
      chain.doFilter(request, response);
      return;
    }
    ProblemDocument.of(
            400,
            "path_unreadable",
            "Write the path plainly: no ;, no //, no dot segments, and no percent codes for"
                + " characters that need none.")
        .answer((HttpServletResponse) response);
  }

  static boolean plain(String path) {
    return path.length() <= LENGTH_MAX
        && PLAIN.matcher(path).matches()
        && !path.contains("//")
        && !path.contains("/./")
        && !path.contains("/../")
        && !path.endsWith("/.")
        && !path.endsWith("/..")
        && codesPlain(path);
  }

  private static boolean codesPlain(String path) {
    for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 3)) {
      char decoded = (char) HexFormat.fromHexDigits(path, at + 1, at + 3);
      boolean needsNone =
          decoded < 128 && (Character.isLetterOrDigit(decoded) || "-._~".indexOf(decoded) >= 0);
      if (needsNone || decoded < ' ' || decoded == 127 || "/\\;%".indexOf(decoded) >= 0) {
        return false;
      }
    }
    return true;
  }
}
