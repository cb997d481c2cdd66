package dev.tributary.server.web;

import dev.tributary.server.api.SessionCookie;
import dev.tributary.server.api.connections.BrowserSessions;
import dev.tributary.server.app.Backend;
import dev.tributary.spi.Secret;
import dev.tributary.store.ConnectAttempt;
import dev.tributary.store.ConnectAttempt.Stage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * Where a browser comes back to that began a connection in the web pages. The page tells the window
 * that opened it, and every other page of ours in this browser, and closes itself; without an
 * opener, or when it cannot close, it goes on to the connection's own page.
 */
final class ConnectLanding {
  /** What pages listen for, as a message from this origin and on a channel of this name. */
  private static final String MESSAGE = "tributary.connect";

  /** The page's own origin is the only one that is ever told anything. */
  private static final String SCRIPT =
      """
      const said = document.body.dataset;
      const message = {type: "%1$s", connect: said.connect, state: said.state};
      new BroadcastChannel("%1$s").postMessage(message);
      if (window.opener) {
        window.opener.postMessage(message, window.location.origin);
        window.close();
      }
      window.setTimeout(() => window.location.replace("/connect/" + said.connect), window.opener ? 500 : 0);
      """
          .formatted(MESSAGE);

  /** Nobody is signed in here, so nobody's connection can be landed. */
  private static final Secret NOBODY = Secret.of("nobody");

  private ConnectLanding() {}

  static ResponseEntity<String> land(
      Backend backend,
      ConnectAttempt attempt,
      String provider,
      Map<String, String> parameters,
      HttpServletRequest request,
      HttpServletResponse response)
      throws InterruptedException {
    Secret session =
        SessionCookie.read(request, backend.publicUrl())
            .flatMap(token -> backend.people().signingIn().caller(token))
            .map(BrowserSessions::of)
            .orElse(NOBODY);
    ConnectAttempt landed =
        backend.engine().connects().land(attempt, provider, parameters, session);
    response.setHeader(
        "Content-Security-Policy", SafeHeaders.policy("script-src " + Html.source(SCRIPT)));
    return ResponseEntity.status(status(landed.stage()))
        .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
        .body(page(landed));
  }

  private static HttpStatus status(Stage stage) {
    return switch (stage) {
      case Stage.Granted _, Stage.Reconnected _, Stage.Waiting _ -> HttpStatus.OK;
      case Stage.Refused _ -> HttpStatus.BAD_REQUEST;
    };
  }

  private static String page(ConnectAttempt landed) {
    return switch (landed.stage()) {
      case Stage.Waiting _ -> page(landed, "waiting", "One moment", "The access is being checked.");
      case Stage.Granted _ ->
          page(landed, "granted", "Access granted", "Go on to choose what to connect.");
      case Stage.Reconnected _ ->
          page(landed, "reconnected", "Reconnected", "Syncing goes on by itself.");
      case Stage.Refused(String _, String message) ->
          page(landed, "refused", "Not connected", message);
    };
  }

  private static String page(ConnectAttempt landed, String state, String title, String text) {
    return Html.page(
        title,
        "<p>%s</p><p><a href=\"/connect/%s\">Go on</a></p>"
            .formatted(Html.escape(text), landed.id()),
        " data-connect=\"%s\" data-state=\"%s\"".formatted(landed.id(), state),
        SCRIPT);
  }
}
