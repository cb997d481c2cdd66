package dev.tributary.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the page that stands in the test's resources, so that no Node is needed. */
@ExtendWith(SharedServer.class)
class UiPagesTest {
  private final Running running;

  UiPagesTest(Running running) {
    this.running = running;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/assets/missing.js", "/assets", "/static/index.html"})
  void what_is_no_page_and_no_file_is_not_found(String path) throws Exception {
    assertThat(running.get(path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/setup",
        "/sign-in",
        "/entry",
        "/invitation",
        "/connect/0199bbbb-0000-7000-8000-000000000001",
        "/w",
        "/w/1",
        "/w/1/runs/2",
        "/w/1/kpis/google_analytics.sessions"
      })
  void a_deep_address_loads_the_page(String path) throws Exception {
    HttpResponse<String> answer = running.get(path, "Accept", "text/html,*/*");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("The web UI stands here");
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
  }

  @Test
  void a_built_file_is_kept_by_browsers_and_the_page_is_not() throws Exception {
    assertThat(running.get("/assets/some-1a2b3c.js").headers().firstValue("Cache-Control"))
        .hasValue("max-age=31536000, public, immutable");
    assertThat(running.get("/").headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @Test
  void a_build_without_node_says_so_and_what_to_do() {
    assertThat(UserInterface.absent().page())
        .contains("Node.js was missing", "./tributary status", "/api/v1");
  }
}
