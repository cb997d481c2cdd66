package dev.tributary.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.server.app.Simulation.Trouble;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SandboxSimulationTest {
  private final Sandbox sandbox = Sandbox.start(SandboxOptions.DEFAULT.withQuotas(false));
  private final SandboxSimulation simulation = new SandboxSimulation(sandbox);

  @AfterEach
  void close() {
    sandbox.close();
  }

  private HttpResponse<String> report() throws Exception {
    return ask("/v1beta/properties/412001:runReport");
  }

  private HttpResponse<String> insights() throws Exception {
    return ask("/v26.0/act_1010000001/insights");
  }

  private HttpResponse<String> metrics() throws Exception {
    return send(
        HttpRequest.newBuilder(
                URI.create(
                    sandbox.base()
                        + "/emails/metrics?period=1d&start_date=2026-11-01&end_date=2026-11-03"))
            .header("Authorization", "Bearer " + sandbox.description().resend().apiKey())
            .header("User-Agent", "simulation-test"));
  }

  private HttpResponse<String> ask(String path) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(sandbox.base() + path))
            .POST(BodyPublishers.ofString("{}")));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  @Test
  void an_outage_lasts_until_the_end() throws Exception {
    simulation.begin(Trouble.OUTAGE);
    assertThat(report().statusCode()).isEqualTo(503);
    assertThat(report().statusCode()).isEqualTo(503);
    assertThat(insights().statusCode()).isEqualTo(503);
    assertThat(metrics().statusCode()).isEqualTo(503);
    assertThat(simulation.active()).containsExactly(Trouble.OUTAGE);
    simulation.end();
    assertThat(report().statusCode()).isEqualTo(401);
    assertThat(insights().statusCode()).isNotEqualTo(503);
    assertThat(metrics().statusCode()).isNotEqualTo(503);
    assertThat(simulation.active()).isEmpty();
  }

  @Test
  void a_new_trouble_takes_the_place_of_the_one_before() throws Exception {
    simulation.begin(Trouble.OUTAGE);
    simulation.begin(Trouble.RATE_LIMIT);
    assertThat(report().statusCode()).isEqualTo(429);
    assertThat(insights().body()).contains("80000");
    assertThat(metrics().headers().firstValue("retry-after")).contains("60");
    assertThat(simulation.active()).containsExactly(Trouble.RATE_LIMIT);
    simulation.begin(Trouble.BAD_RESPONSE);
    assertThat(simulation.active()).containsExactly(Trouble.BAD_RESPONSE);
    assertThat(sandbox.faults().waiting()).as("one for each provider").hasSize(3);
  }

  @Test
  void logins_are_withdrawn_once() {
    String token = sandbox.description().google().refreshToken();
    assertThat(sandbox.google().oauth().tokens().grant(token)).isPresent();
    String ads = sandbox.description().meta().accessToken();
    simulation.begin(Trouble.REVOKE);
    assertThat(sandbox.google().oauth().tokens().grant(token)).isEmpty();
    assertThat(sandbox.meta().oauth().tokens().find(ads).orElseThrow().deathAt(Instant.now()))
        .as("not authorised any more")
        .isEqualTo(458);
    assertThat(simulation.active()).isEmpty();
  }

  @Test
  void hours_go_by_at_the_provider() {
    sandbox.clock().freezeAt(Instant.parse("2026-11-22T11:00:00Z"));
    simulation.begin(Trouble.LATE_DATA);
    assertThat(sandbox.clock().instant())
        .isEqualTo(Instant.parse("2026-11-22T11:00:00Z").plus(Duration.ofHours(6)));
    assertThat(simulation.active()).isEmpty();
  }
}
