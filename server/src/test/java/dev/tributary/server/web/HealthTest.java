package dev.tributary.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(SharedServer.class)
class HealthTest {
  private final Running running;

  HealthTest(Running running) {
    this.running = running;
  }

  @Test
  void a_server_that_can_work_is_ready_and_names_its_components_alone() throws Exception {
    HttpResponse<String> answer = running.get("/health/ready");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode ready = new JsonMapper().readTree(answer.body());
    assertThat(ready.path("status").asString()).isEqualTo("ready");
    assertThat(ready.path("components").propertyNames())
        .containsExactly("database", "schema", "key", "worker");
    assertThat(ready.path("components"))
        .allSatisfy(one -> assertThat(one.asString()).isEqualTo("up"));
    assertThat(running.get("/health/live").body()).isEqualTo("{\"status\":\"up\"}");
  }

  @Test
  void every_answer_has_an_id_a_callers_own_where_it_is_harmless() throws Exception {
    assertThat(running.get("/nothing").headers().firstValue("X-Request-Id").orElseThrow())
        .matches("[0-9a-f-]{36}");
    assertThat(
            running
                .get("/health/live", "X-Request-Id", "proxy-7.1")
                .headers()
                .firstValue("X-Request-Id"))
        .hasValue("proxy-7.1");
    assertThat(
            running
                .get("/health/live", "X-Request-Id", "a b\"}")
                .headers()
                .firstValue("X-Request-Id")
                .orElseThrow())
        .matches("[0-9a-f-]{36}");
    HttpResponse<String> refused =
        running.get(
            "/control/connects/unknown",
            "Authorization",
            "Bearer " + running.token(),
            "X-Request-Id",
            "trail-1");
    assertThat(refused.body()).contains("\"requestId\":\"trail-1\"");
  }
}
