package dev.tributary.server.web;

import dev.tributary.server.observe.Metrics;
import dev.tributary.server.settings.Setting;
import dev.tributary.server.settings.Settings;
import dev.tributary.spi.Secret;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
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

  @GetMapping("/metrics")
  ResponseEntity<?> metrics(HttpServletRequest request) {
    if (Callers.localPerson(request) || hasToken(request)) {
      return ResponseEntity.ok().contentType(PROMETHEUS).body(metrics.text());
    }
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.UNAUTHORIZED,
            "Metrics go to this machine alone, or to the bearer of the token in the setting"
                + " metrics-token.");
    problem.setProperty("code", "unauthorized");
    return ResponseEntity.status(HttpStatus.UNAUTHORIZED)
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
        .body(problem);
  }

  private boolean hasToken(HttpServletRequest request) {
    String given = request.getHeader(HttpHeaders.AUTHORIZATION);
    return given != null
        && token
            .filter(wanted -> Secret.of(given).equals(Secret.of("Bearer " + wanted.reveal())))
            .isPresent();
  }
}
