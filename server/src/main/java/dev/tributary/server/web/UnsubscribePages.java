package dev.tributary.server.web;

import dev.tributary.engine.email.Email;
import dev.tributary.engine.email.UnsubscribeLinks;
import dev.tributary.server.api.Public;
import dev.tributary.server.app.BackendSource;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where the link of a marketing e-mail leads. Looking changes nothing, because mail scanners look
 * at every link; the button, and the recipient's mail program with one click (RFC 8058), post.
 */
@RestController
final class UnsubscribePages {
  private final BackendSource source;

  UnsubscribePages(BackendSource source) {
    this.source = source;
  }

  private Email email() {
    return source.get().engine().email();
  }

  /** Asks whether it is meant. */
  @Public
  @GetMapping(UnsubscribeLinks.PATH + "{token:[A-Za-z0-9_-]{1,200}}")
  ResponseEntity<String> ask(@PathVariable String token, HttpServletResponse response) {
    if (email().links().read(token).isEmpty()) {
      return unknown();
    }
    response.setHeader(
        "Content-Security-Policy",
        SafeHeaders.policy("script-src 'none'")
            .replace("form-action 'none'", "form-action 'self'"));
    return page(
        HttpStatus.OK,
        "Unsubscribe",
        "<p>Do you want no more such e-mails?</p>"
            + "<form method=\"post\"><button type=\"submit\">Unsubscribe</button></form>");
  }

  /** Does it; again is harmless. What is posted is not looked at. */
  @Public
  @PostMapping(UnsubscribeLinks.PATH + "{token:[A-Za-z0-9_-]{1,200}}")
  ResponseEntity<String> unsubscribe(@PathVariable String token) {
    Optional<UnsubscribeLinks.Wish> wish = email().links().read(token);
    if (wish.isEmpty()) {
      return unknown();
    }
    email().suppressions().unsubscribe(wish.get());
    return page(
        HttpStatus.OK,
        "Unsubscribed",
        "<p>You will get no more such e-mails from this sender.</p>");
  }

  private static ResponseEntity<String> unknown() {
    return page(
        HttpStatus.NOT_FOUND,
        "This link is not known",
        "<p>It may have been cut off. Open it from the e-mail again.</p>");
  }

  private static ResponseEntity<String> page(HttpStatus status, String title, String body) {
    return ResponseEntity.status(status)
        .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
        .body(Html.page(title, body));
  }
}
