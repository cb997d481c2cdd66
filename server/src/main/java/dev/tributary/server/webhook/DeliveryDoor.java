package dev.tributary.server.webhook;

import dev.tributary.engine.webhook.WebhookDoor;
import dev.tributary.engine.webhook.WebhookDoor.Outcome;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Public;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.observe.Metrics;
import dev.tributary.store.WebhookInbox;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where providers deliver. Nobody signs in here: what counts is the signature over the body's
 * bytes. What was signed is in the database before it is answered with 200; everything else is
 * refused in the same words, whether the address exists or not, and leaves nothing but a count.
 */
@RestController
final class DeliveryDoor {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryDoor.class);

  /** Of no use for looking at a delivery again, or secrets of those between. */
  private static final Set<String> DROPPED =
      Set.of("authorization", "cookie", "proxy-authorization", "forwarded", "connection", "host");

  private static final int HEADERS_MAX = 50;
  private static final int HEADER_LENGTH_MAX = 1_000;

  private final BackendSource source;
  private final DoorBounds bounds;
  private final Metrics metrics;

  DeliveryDoor(BackendSource source, DoorBounds bounds, Metrics metrics) {
    this.source = source;
    this.bounds = bounds;
    this.metrics = metrics;
  }

  /** A provider asks whether the address is ours. */
  @Public
  @GetMapping("/webhooks/{provider}")
  ResponseEntity<String> challenge(
      @PathVariable String provider,
      @RequestParam Map<String, String> query,
      HttpServletRequest request) {
    return source
        .get()
        .engine()
        .webhooks()
        .door()
        .challenge(provider, Map.copyOf(query))
        .map(answer -> ResponseEntity.ok().contentType(MediaType.TEXT_PLAIN).body(answer))
        .orElseThrow(() -> bounds.refused(request));
  }

  /** A provider that calls one address for all accounts. */
  @Public
  @PostMapping("/webhooks/{provider}")
  @ResponseStatus(HttpStatus.OK)
  void deliver(@PathVariable String provider, HttpServletRequest request) {
    take(provider, Optional.empty(), request);
  }

  /** A provider that signs each address with a secret of its own. */
  @Public
  @PostMapping("/webhooks/{provider}/{address}")
  @ResponseStatus(HttpStatus.OK)
  void deliverTo(
      @PathVariable String provider, @PathVariable String address, HttpServletRequest request) {
    take(provider, Optional.of(address(address)), request);
  }

  /** What is no address is one that nobody has. */
  private static UUID address(String text) {
    try {
      UUID address = UUID.fromString(text);
      return address.toString().equals(text) ? address : new UUID(0, 0);
    } catch (IllegalArgumentException e) {
      return new UUID(0, 0);
    }
  }

  private void take(String provider, Optional<UUID> address, HttpServletRequest request) {
    String known = source.get().adapters().find(provider).isPresent() ? provider : "unknown";
    Outcome outcome;
    try {
      WebhookDoor door = source.get().engine().webhooks().door();
      outcome =
          bounds.let(
              request,
              MediaType.APPLICATION_JSON,
              body -> door.receive(provider, address, headers(request), body));
    } catch (ApiProblem e) {
      metrics.delivered(known, e.code());
      throw e;
    }
    switch (outcome) {
      case Outcome.Stored(WebhookInbox.Taken taken) ->
          metrics.delivered(
              known, taken.fresh() > 0 ? "stored" : taken.copies() > 0 ? "duplicate" : "ignored");
      case Outcome.Refused(String reason) -> {
        metrics.delivered(known, "delivery_refused");
        LOG.debug("A delivery to {} was refused: {}", known, reason);
        throw bounds.refused(request);
      }
    }
  }

  private static Map<String, String> headers(HttpServletRequest request) {
    Map<String, String> headers = new HashMap<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      String lower = name.toLowerCase(Locale.ROOT);
      String value = String.join(",", Collections.list(request.getHeaders(name)));
      if (headers.size() < HEADERS_MAX
          && value.length() <= HEADER_LENGTH_MAX
          && !DROPPED.contains(lower)
          && !lower.startsWith("x-forwarded-")) {
        headers.put(lower, value);
      }
    }
    return headers;
  }
}
