package dev.tributary.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.store.Role;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedServer.class)
class RateLimitsTest {
  private Instant now = Instant.parse("2026-11-26T10:00:15Z");
  private final RateLimits limits = new RateLimits(2, 1, () -> now);

  @Test
  void the_minute_has_so_many_requests_and_no_more() {
    RateLimits.Allowance first = limits.count("anna", false);
    assertThat(first.policy()).isEqualTo("\"reads\";q=2;w=60");
    assertThat(first.left()).isEqualTo("\"reads\";r=1;t=45");
    limits.count("anna", false).require();
    RateLimits.Allowance third = limits.count("anna", false);
    assertThat(third.left()).isEqualTo("\"reads\";r=0;t=45");
    assertThatThrownBy(third::require)
        .isInstanceOfSatisfying(
            ApiProblem.class,
            problem -> {
              assertThat(problem.code()).isEqualTo("too_many_requests");
              assertThat(problem.retryAfter()).contains(Duration.ofSeconds(45));
            });
    limits.count("ben", false).require();
    limits.count("anna", true).require();
    now = now.plusSeconds(45);
    limits.count("anna", false).require();
  }

  @Test
  void every_answer_of_the_api_tells_the_rest(Running running) throws Exception {
    Town town = new Town(running);
    assertThat(town.as(Role.VIEWER).get(town.path("")).header("RateLimit"))
        .startsWith("\"reads\";r=");
    assertThat(town.nobody().get(town.path("")).header("RateLimit-Policy"))
        .isEqualTo("\"reads\";q=10000;w=60");
  }
}
