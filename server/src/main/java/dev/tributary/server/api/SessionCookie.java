package dev.tributary.server.api;

import dev.tributary.spi.Secret;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.springframework.http.ResponseCookie;

/**
 * What a browser keeps to stay signed in: unreadable for scripts, sent to this host alone, and over
 * https alone wherever there is one.
 */
public final class SessionCookie {
  private static final Duration LASTS = Duration.ofDays(90);

  private SessionCookie() {}

  private static boolean https(URI publicUrl) {
    return "https".equals(publicUrl.getScheme());
  }

  static String name(URI publicUrl) {
    return https(publicUrl) ? "__Host-tributary" : "tributary";
  }

  /** What the browser sent; whose it is, {@code SigningIn} knows. */
  public static Optional<Secret> read(HttpServletRequest request, URI publicUrl) {
    Cookie[] cookies = request.getCookies();
    return cookies == null
        ? Optional.empty()
        : Arrays.stream(cookies)
            .filter(cookie -> cookie.getName().equals(name(publicUrl)))
            .map(cookie -> Secret.of(cookie.getValue()))
            .findFirst();
  }

  /** The header's value that begins a session. */
  public static String begin(Secret session, URI publicUrl) {
    return cookie(session.reveal(), publicUrl, LASTS);
  }

  /** The header's value that ends it in the browser. */
  public static String end(URI publicUrl) {
    return cookie("", publicUrl, Duration.ZERO);
  }

  private static String cookie(String value, URI publicUrl, Duration lasts) {
    return ResponseCookie.from(name(publicUrl), value)
        .httpOnly(true)
        .secure(https(publicUrl))
        .sameSite("Lax")
        .path("/")
        .maxAge(lasts)
        .build()
        .toString();
  }

  /** What a page must send along, which other pages cannot know: it follows from the session. */
  public static Secret csrf(Secret session) {
    byte[] token =
        Hashes.hmac(
            session.reveal().getBytes(StandardCharsets.UTF_8),
            "csrf".getBytes(StandardCharsets.UTF_8));
    return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(token));
  }
}
