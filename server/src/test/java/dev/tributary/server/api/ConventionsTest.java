package dev.tributary.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Visitor.Answer;
import dev.tributary.spi.Secret;
import dev.tributary.store.Role;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every resource, shown with the workspace. */
@ExtendWith(SharedServer.class)
class ConventionsTest {
  private final Running running;
  private final Town town;

  ConventionsTest(Running running) {
    this.running = running;
    this.town = new Town(running);
  }

  @Test
  void nobody_and_wrong_keys_are_unknown_callers() throws Exception {
    Answer nobody = town.nobody().get(town.path("")).refused(401, "unauthenticated");
    assertThat(nobody.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(nobody.header("X-Request-Id")).isEqualTo(nobody.json().path("requestId").asString());
    Visitor.program(running, Secret.of("trib_wrong"))
        .get("/api/v1/workspaces")
        .refused(401, "unauthenticated");
    Visitor.browser(running, Secret.of("made-up"))
        .get("/api/v1/workspaces")
        .refused(401, "unauthenticated");
  }

  @Test
  void a_foreign_an_unknown_and_an_unreadable_workspace_are_the_same() throws Exception {
    String foreign = new Town(running).path("");
    String detail =
        town.as(Role.OWNER).get(foreign).refused(404, "not_found").json().path("detail").asString();
    for (String path :
        new String[] {"/api/v1/workspaces/" + UUID.randomUUID(), "/api/v1/workspaces/everything"}) {
      assertThat(
              town.as(Role.OWNER)
                  .get(path)
                  .refused(404, "not_found")
                  .json()
                  .path("detail")
                  .asString())
          .isEqualTo(detail);
    }
    town.operator().get(town.path("")).refused(404, "not_found");
    town.key(Role.ADMIN).get(foreign).refused(404, "not_found");
  }

  @Test
  void what_a_page_of_another_site_sends_changes_nothing() throws Exception {
    Visitor admin = town.as(Role.ADMIN);
    String body = "{\"name\":\"Taken over\"}";
    String etag = admin.get(town.path("")).header("ETag");
    admin
        .patch(town.path(""), body, "If-Match", etag, "X-CSRF-Token", "guessed")
        .refused(403, "csrf");
    admin
        .patch(town.path(""), body, "If-Match", etag, "Origin", "https://evil.example")
        .refused(403, "csrf");
    admin
        .patch(town.path(""), body, "If-Match", etag, "Sec-Fetch-Site", "cross-site")
        .refused(403, "csrf");
    assertThat(admin.get(town.path("")).header("ETag")).isEqualTo(etag);
    admin
        .patch(
            town.path(""),
            body,
            "If-Match",
            etag,
            "Sec-Fetch-Site",
            "same-origin",
            "Origin",
            running.server().address().toString())
        .is(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"name\":|400|body_unreadable",
        "|400|body_unreadable",
        "[]|422|invalid_body",
        "{\"name\":5}|422|invalid_body",
        "{\"name\":\"a\\u0000b\"}|422|invalid_body",
        "{\"name\":\"a\\ud800b\"}|422|invalid_body",
        "{\"zone\":\"Mars/Olympus\"}|422|invalid_body",
        "{\"weekStart\":\"someday\"}|422|invalid_body",
        "{\"weekStart\":1}|422|invalid_body",
        "{\"nmae\":\"x\"}|422|unknown_field",
        "{\"weekStart\":\"\"}|422|invalid_body",
        "{\"name\":\"x\"} {}|422|invalid_body",
        "{\"name\":\"x\",\"name\":\"y\"}|400|body_unreadable",
        "{\"name\":\"\"}|422|name_unfit"
      })
  void a_body_that_is_not_meant_so_is_refused(String body, int status, String code)
      throws Exception {
    Visitor admin = town.as(Role.ADMIN);
    String etag = admin.get(town.path("")).header("ETag");
    admin.patch(town.path(""), body == null ? "" : body, "If-Match", etag).refused(status, code);
    assertThat(admin.get(town.path("")).header("ETag")).isEqualTo(etag);
  }

  @Test
  void a_body_is_json_of_a_bounded_size_and_depth() throws Exception {
    Visitor admin = town.as(Role.ADMIN);
    admin
        .patch(town.path(""), "{\"name\":\"" + "x".repeat(300_000) + "\"}", "If-Match", "*")
        .refused(413, "body_too_large");
    admin
        .patch(town.path(""), "{\"name\":" + "[".repeat(1_000), "If-Match", "*")
        .refused(422, "invalid_body");
    admin
        .patch(town.path(""), "name=x", "If-Match", "*", "Content-Type", "text/plain")
        .refused(415, "unsupported_media_type");
  }

  @Test
  void a_path_that_is_not_there_or_has_no_such_method_is_a_problem() throws Exception {
    Visitor viewer = town.as(Role.VIEWER);
    viewer.get("/api/v1/nothing").refused(404, "not_found");
    town.nobody().get("/api/v1/nothing").refused(404, "not_found");
    assertThat(
            viewer.delete("/api/v1/workspaces").refused(405, "method_not_allowed").header("Allow"))
        .contains("GET");
    viewer.get(town.path(""), "Accept", "image/png").refused(406, "not_acceptable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/workspaces;x=1",
        "//api/v1/workspaces",
        "/api//v1/workspaces",
        "/api/v1/workspaces/%2e%2e",
        "/%61pi/v1/workspaces",
        "/%63ontrol/status",
        "/control;/status",
        "/x%2f..%2fcontrol/status",
        "/control%2fstatus",
        "/api/v1/%00",
        "/api/v1/a%5cb"
      })
  void a_path_that_can_be_read_in_two_ways_is_read_in_none(String path) throws Exception {
    Answer answer = town.as(Role.OWNER).get(path);
    assertThat(answer.status()).isIn(400, 404);
    answer.refused(answer.status(), answer.json().path("code").asString());
  }

  @Test
  void a_query_that_cannot_be_decoded_is_refused() throws Exception {
    town.as(Role.VIEWER).get("/api/v1/workspaces?q=%00").refused(400, "query_unreadable");
    town.as(Role.VIEWER).get("/api/v1/workspaces?q=%ff").refused(400, "query_unreadable");
  }
}
