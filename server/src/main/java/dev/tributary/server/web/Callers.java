package dev.tributary.server.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Set;

/** Who asks. */
final class Callers {
  private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private Callers() {}

  /** The connection comes from this machine, perhaps through a proxy on it. */
  static boolean onThisMachine(HttpServletRequest request) {
    return InetAddress.ofLiteral(request.getRemoteAddr()).isLoopbackAddress();
  }

  /**
   * A person on this machine asked for it by its local name: nobody through a proxy, and no foreign
   * page whose name was made to point here.
   */
  static boolean localPerson(HttpServletRequest request) {
    return onThisMachine(request)
        && LOCAL_NAMES.contains(request.getServerName())
        && request.getHeader("X-Forwarded-For") == null
        && request.getHeader("Forwarded") == null;
  }
}
