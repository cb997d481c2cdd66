package dev.tributary.server.api;

import dev.tributary.server.people.Caller;
import dev.tributary.server.people.SigningIn.Browser;
import dev.tributary.spi.Secret;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * What is known of a request's sender before its handler is chosen.
 *
 * @param caller empty for strangers
 * @param session the text of the browser's cookie, when that is what the caller came by
 * @param browser from where, for sign-ins and the audit log
 */
public record Asking(Optional<Caller> caller, Optional<Secret> session, Browser browser) {
  private static final String NAME = Asking.class.getName();

  void keepIn(HttpServletRequest request) {
    request.setAttribute(NAME, this);
  }

  static Asking of(HttpServletRequest request) {
    if (request.getAttribute(NAME) instanceof Asking asking) {
      return asking;
    }
    throw new IllegalStateException("nobody looked who asks for " + request.getRequestURI());
  }
}
