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
import org.springframework.mock.web.MockHttpServletResponse;

@ExtendWith(SharedServer.class)
class RateLimitsTest {
  private Instant now = Instant.parse("2026-11-26T10:00:15Z");
  private final RateLimits limits = new RateLimits(2, 1, () -> now);
  private MockHttpServletResponse response = new MockHttpServletResponse();

  private void count(String who, boolean write) {
    response = new MockHttpServletResponse();
    limits.count(who, write, response);
  }

  @Test
  void the_minute_has_so_many_requests_and_no_more() {
    count("anna", false);
    assertThat(response.getHeader("RateLimit-Policy")).isEqualTo("\"reads\";q=2;w=60");
    assertThat(response.getHeader("RateLimit")).isEqualTo("\"reads\";r=1;t=45");
    count("anna", false);
    assertThatThrownBy(() -> count("anna", false))
        .isInstanceOfSatisfying(
            ApiProblem.class,
            problem -> {
              assertThat(problem.code()).isEqualTo("too_many_requests");
              assertThat(problem.retryAfter()).contains(Duration.ofSeconds(45));
            });
    assertThat(response.getHeader("RateLimit")).isEqualTo("\"reads\";r=0;t=45");
    count("ben", false);
    count("anna", true);
    now = now.plusSeconds(45);
    count("anna", false);
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
