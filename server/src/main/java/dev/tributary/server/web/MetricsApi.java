package dev.tributary.server.web;

import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Public;
import dev.tributary.server.observe.Metrics;
import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.server.settings.Setting;
import dev.tributary.server.settings.Settings;
import dev.tributary.spi.Secret;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Metrics for Prometheus: to this machine, and to whoever has the token that is set. */
@RestController
final class MetricsApi {
  private static final MediaType PROMETHEUS =
      MediaType.parseMediaType("text/plain;version=0.0.4;charset=utf-8");

  private final Metrics metrics;
  private final Optional<Secret> token;

  MetricsApi(Metrics metrics, Settings settings) {
    this.metrics = metrics;
    this.token = settings.secret(Setting.METRICS_TOKEN);
  }

  @Public
  @GetMapping("/metrics")
  ResponseEntity<String> metrics(HttpServletRequest request) {
    if (Callers.localPerson(request) || hasToken(request)) {
      return ResponseEntity.ok().contentType(PROMETHEUS).body(metrics.text());
    }
    throw ApiProblem.of(
        Kind.UNKNOWN_CALLER,
        "unauthenticated",
        "Metrics go to this machine alone, or to the bearer of the token in the setting"
            + " metrics-token.");
  }

  private boolean hasToken(HttpServletRequest request) {
    String given = request.getHeader(HttpHeaders.AUTHORIZATION);
    return given != null
        && token
            .filter(wanted -> Secret.of(given).equals(Secret.of("Bearer " + wanted.reveal())))
            .isPresent();
  }
}
