package dev.tributary.server.web;

import dev.tributary.server.api.Public;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.app.Readiness;
import java.time.InstantSource;
import java.util.Map;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** For whoever starts, stops and balances processes. Names of components, nothing more. */
@RestController
final class HealthApi {
  private static final String AGAIN_IN_SECONDS = "5";

  private final Readiness readiness;

  HealthApi(BackendSource source) {
    this.readiness = new Readiness(source, InstantSource.system());
  }

  /** Up means that the database answers too. */
  @Public
  @GetMapping("/health")
  Map<String, String> health() throws InterruptedException {
    if (!readiness.databaseAnswers()) {
      throw new DataAccessResourceFailureException("It does not answer within seconds.");
    }
    return Map.of("app", "tributary", "status", "up");
  }

  /** The process answers; what it depends on does not matter, a restart would not mend it. */
  @Public
  @GetMapping("/health/live")
  Map<String, String> live() {
    return Map.of("status", "up");
  }

  @Public
  @GetMapping("/health/ready")
  ResponseEntity<Readiness.Report> ready() throws InterruptedException {
    Readiness.Report report = readiness.report();
    return report.ready()
        ? ResponseEntity.ok(report)
        : ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
            .header(HttpHeaders.RETRY_AFTER, AGAIN_IN_SECONDS)
            .body(report);
  }
}
