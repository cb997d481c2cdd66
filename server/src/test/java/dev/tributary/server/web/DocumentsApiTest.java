package dev.tributary.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedServer.class)
class DocumentsApiTest {
  private final Running running;

  DocumentsApiTest(Running running) {
    this.running = running;
  }

  @Test
  void the_document_is_served_as_it_is_committed() throws Exception {
    HttpResponse<String> answer = running.get("/api/v1/openapi.yaml");
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/yaml"));
    assertThat(answer.body()).isEqualTo(Files.readString(Path.of("../docs/openapi.yaml")));
  }

  @Test
  void people_read_it_without_a_script() throws Exception {
    HttpResponse<String> page = running.get("/api/v1/docs", "Accept", "text/html");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
    assertThat(page.body())
        .contains(
            "<code>PATCH /api/v1/workspaces/{workspace}</code>",
            "<h3 id=\"Workspace\">",
            "<a href=\"#Workspace\">Workspace</a>",
            "one of owner, admin, editor, viewer")
        .doesNotContain("<script");
  }

  @Test
  void a_problems_type_leads_to_its_explanation() throws Exception {
    assertThat(running.get("/docs/problems").body()).contains("id=\"stale_etag\"", "Read it again");
  }
}
