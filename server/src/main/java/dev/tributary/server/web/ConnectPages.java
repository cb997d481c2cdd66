package dev.tributary.server.web;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.connect.OAuthFlow.Landed;
import dev.tributary.server.api.Public;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.web.ConnectSessions.ConnectSession;
import dev.tributary.spi.Secret;
import dev.tributary.store.ConnectAttempt;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a browser sees while an account is connected. */
@RestController
final class ConnectPages {
  private static final String COOKIE = "tributary_connect";

  private final BackendSource backend;
  private final ConnectSessions sessions;

  ConnectPages(BackendSource backend, ConnectSessions sessions) {
    this.backend = backend;
    this.sessions = sessions;
  }

  /**
   * The address that the command line prints: binds the browser and sends it to the provider. What
   * has the length of an id is a page of its own.
   */
  @Public
  @GetMapping("/connect/{session:.{1,35}|.{37,}}")
  ResponseEntity<String> begin(@PathVariable String session) {
    Backend server = backend.get();
    Optional<ConnectSession> found =
        sessions.find(session, server.engine().now()).filter(ConnectSession::waits);
    if (found.isEmpty()) {
      return page(
          HttpStatus.GONE,
          "This address is used up",
          "It works once, for half an hour. Start ./tributary connect again.");
    }
    ConnectSession begun = found.get();
    try {
      URI consent =
          server
              .engine()
              .oauth()
              .begin(
                  server.workspace().id(),
                  begun.provider(),
                  begun.session(),
                  "/",
                  begun.reconnect());
      return ResponseEntity.status(HttpStatus.FOUND)
          .header(HttpHeaders.SET_COOKIE, cookie(begun.session(), server.publicUrl()).toString())
          .location(consent)
          .build();
    } catch (ConnectException e) {
      sessions.refused(begun, sentence(e));
      return notConnected(e);
    }
  }

  private static ResponseCookie cookie(Secret session, URI publicUrl) {
    return ResponseCookie.from(COOKIE, session.reveal())
        .httpOnly(true)
        .secure("https".equals(publicUrl.getScheme()))
        .sameSite("Lax")
        .path("/oauth/")
        .maxAge(Duration.ofMinutes(30))
        .build();
  }

  /** Where the provider sends the browser back. */
  @Public
  @GetMapping("/oauth/{provider}/callback")
  ResponseEntity<String> callback(
      @PathVariable String provider,
      @RequestParam Map<String, String> parameters,
      @CookieValue(name = COOKIE, defaultValue = "") String cookie,
      HttpServletRequest request,
      HttpServletResponse response)
      throws InterruptedException {
    Backend server = backend.get();
    Optional<ConnectAttempt> attempt = server.engine().connects().ofRedirect(parameters);
    if (attempt.isPresent()) {
      return ConnectLanding.land(
          server, attempt.get(), provider, Map.copyOf(parameters), request, response);
    }
    Optional<ConnectSession> session = sessions.find(cookie, server.engine().now());
    try {
      Landed landed =
          server.engine().oauth().callback(provider, Map.copyOf(parameters), Secret.of(cookie));
      session.ifPresent(found -> sessions.landed(found, landed));
      return switch (landed) {
        case Landed.Choose choose ->
            page(
                HttpStatus.OK,
                "Access granted",
                "Go back to the terminal and choose what to connect. You can close this page.");
        case Landed.Reconnected reconnected ->
            page(HttpStatus.OK, "Reconnected", "Syncing goes on. You can close this page.");
      };
    } catch (ConnectException e) {
      // Anybody can send a browser here with a state of their own; that must not end a connection.
      if (!e.code().startsWith("state_")) {
        session.ifPresent(found -> sessions.refused(found, sentence(e)));
      }
      return notConnected(e);
    }
  }

  private static String sentence(ConnectException e) {
    return e.getMessage() == null ? "" : e.getMessage();
  }

  private static ResponseEntity<String> notConnected(ConnectException e) {
    return page(HttpStatus.BAD_REQUEST, "Not connected", sentence(e));
  }

  private static ResponseEntity<String> page(HttpStatus status, String title, String text) {
    return ResponseEntity.status(status)
        .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
        .body(Html.page(title, "<p>" + Html.escape(text) + "</p>"));
  }
}
