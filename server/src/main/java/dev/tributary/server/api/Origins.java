package dev.tributary.server.api;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Objects;
import java.util.Set;

/** From which pages browsers may send what changes something. */
final class Origins {
  private static final Set<String> UNCHANGING = Set.of("GET", "HEAD", "OPTIONS");
  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

  private Origins() {}

  static boolean changes(HttpServletRequest request) {
    return !UNCHANGING.contains(request.getMethod());
  }

  /** Programs say nothing of a page; browsers do, and cannot be made to lie. */
  static boolean own(HttpServletRequest request, URI publicUrl) {
    String site = Objects.requireNonNullElse(request.getHeader("Sec-Fetch-Site"), "same-origin");
    String origin = request.getHeader("Origin");
    return (site.equals("same-origin") || site.equals("none"))
        && (origin == null || origin.equals(of(publicUrl)) || local(origin, request));
  }

  private static String of(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  /** A page of this server by one of the machine's own names. */
  private static boolean local(String origin, HttpServletRequest request) {
    String host = Objects.requireNonNullElse(request.getHeader("Host"), "");
    return origin.equals("http://" + host) && LOCAL.contains(host.replaceFirst(":\\d+$", ""));
  }
}
