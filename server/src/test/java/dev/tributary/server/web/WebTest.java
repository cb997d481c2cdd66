package dev.tributary.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(SharedServer.class)
class WebTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final Running running;

  WebTest(Running running) {
    this.running = running;
  }

  private static JsonNode problem(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    JsonNode problem = JSON.readTree(answer.body());
    assertThat(problem.path("detail").asString()).isNotBlank();
    assertThat(problem.path("code").asString()).isNotBlank();
    return problem;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/control/status", "/control/hello", "/control/nothing", "/control"})
  void nobody_without_the_token_learns_what_is_there(String path) throws Exception {
    assertThat(problem(running.get(path), 401).path("code").asString())
        .isEqualTo("unauthenticated");
    problem(running.get(path, "Authorization", "Bearer wrong"), 401);
    assertThat(running.get(path).headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/robots.txt", "/connect", "/oauth/google_analytics"})
  void an_unknown_path_is_a_problem_and_no_page(String path) throws Exception {
    problem(running.get(path), 404);
    problem(running.get(path, "Accept", "text/html"), 404);
  }

  @Test
  void what_cannot_be_read_is_a_bad_request_and_nobodys_mistake() throws Exception {
    problem(running.post("/control/connects", "{\"provider\":"), 400);
    problem(running.post("/control/connects", "[]"), 422);
    problem(running.post("/control/syncs", "{\"from\":\"monday\"}"), 422);
    String token = "Bearer " + running.token();
    problem(running.get("/control/operations/not-an-id", "Authorization", token), 404);
    problem(running.get("/control/explanation", "Authorization", token), 422);
    problem(running.get("/control/connects", "Authorization", token), 405);
    problem(running.get("/control/connects/unknown", "Authorization", token), 404);
    assertThat(
            problem(
                    running.post(
                        "/control/connects/unknown/choice",
                        "{\"accounts\":[\"1\"],\"settings\":{},\"backfillDays\":1}"),
                    404)
                .path("exit")
                .asString())
        .isEqualTo("usage");
  }

  @Test
  void every_answer_forbids_foreign_scripts_frames_and_caches() throws Exception {
    for (String path : new String[] {"/", "/w/1/runs", "/health", "/nothing", "/control/status"}) {
      HttpResponse<String> answer = running.get(path);
      assertThat(answer.headers().firstValue("Content-Security-Policy"))
          .hasValueSatisfying(policy ->
              assertThat(policy)
                  .contains(
                      "default-src 'none'",
                      "script-src 'self';",
                      "frame-src 'self'",
                      "frame-ancestors 'none'",
                      "'sha256-",
                      "require-trusted-types-for 'script'")
                  .doesNotContain("unsafe", "http:", "https:", "*", "data:"));
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    }
  }

  @Test
  void health_is_up_when_the_database_answers() throws Exception {
    assertThat(running.get("/health").body()).contains("tributary", "up");
  }

  @Test
  void an_address_that_nobody_began_is_used_up() throws Exception {
    HttpResponse<String> answer = running.get("/connect/invented");
    assertThat(answer.statusCode()).isEqualTo(410);
    assertThat(answer.body()).contains("This address is used up", "./tributary connect");
  }

  @Test
  void a_redirect_without_or_with_a_foreign_state_connects_nothing() throws Exception {
    HttpResponse<String> none = running.get("/oauth/google_analytics/callback?code=x");
    assertThat(none.statusCode()).isEqualTo(400);
    assertThat(none.body()).contains("Not connected", "carries no state");
    assertThat(running.get("/oauth/google_analytics/callback?code=x&state=invented").body())
        .contains("did not begin that consent");
    assertThat(running.get("/oauth/nobody/callback?code=x&state=invented").statusCode())
        .isEqualTo(400);
  }

  private JsonNode begin() throws IOException, InterruptedException {
    return JSON.readTree(
        running.post("/control/connects", "{\"provider\":\"google_analytics\"}").body());
  }

  private String state(JsonNode begun) throws IOException, InterruptedException {
    return running
        .get(
            "/control/connects/" + begun.path("session").asString(),
            "Authorization",
            "Bearer " + running.token())
        .body();
  }

  private static Optional<String> query(String address, String name) {
    for (String part : URI.create(address).getRawQuery().split("&")) {
      if (part.startsWith(name + "=")) {
        return Optional.of(part.substring(name.length() + 1));
      }
    }
    return Optional.empty();
  }

  @Test
  void a_consent_ends_only_in_the_browser_that_began_it() throws Exception {
    JsonNode begun = begin();
    HttpResponse<String> sent = running.get(URI.create(begun.path("address").asString()).getPath());
    assertThat(sent.statusCode()).isEqualTo(302);
    assertThat(sent.headers().firstValue("Set-Cookie"))
        .hasValueSatisfying(
            cookie -> assertThat(cookie).contains("HttpOnly", "SameSite=Lax", "Path=/oauth/"));
    String consent = sent.headers().firstValue("Location").orElseThrow();
    assertThat(query(consent, "code_challenge_method")).hasValue("S256");
    String back =
        "/oauth/google_analytics/callback?code=stolen&state="
            + query(consent, "state").orElseThrow();

    HttpResponse<String> other = running.get(back);
    assertThat(other.statusCode()).isEqualTo(400);
    assertThat(other.body()).contains("Another browser began that consent");
    assertThat(state(begun)).contains("waiting");
  }

  @Test
  void a_stranger_cannot_end_a_connection_with_a_state_of_their_own() throws Exception {
    JsonNode begun = begin();
    String cookie = "tributary_connect=" + begun.path("session").asString();
    running.get(
        "/oauth/google_analytics/callback?error=access_denied&state=invented", "Cookie", cookie);
    assertThat(state(begun)).contains("waiting");
  }

  @Test
  void an_address_works_once() throws Exception {
    JsonNode begun = begin();
    String path = URI.create(begun.path("address").asString()).getPath();
    String consent = running.get(path).headers().firstValue("Location").orElseThrow();
    String cookie = "tributary_connect=" + begun.path("session").asString();
    String denied =
        "/oauth/google_analytics/callback?error=access_denied&state="
            + query(consent, "state").orElseThrow();
    assertThat(running.get(denied, "Cookie", cookie).body()).contains("nothing was connected");
    assertThat(state(begun)).contains("refused");
    assertThat(running.get(path).statusCode()).isEqualTo(410);
    // A reload of the last page changes nothing.
    assertThat(running.get(denied, "Cookie", cookie).body()).contains("used already");
    assertThat(state(begun)).contains("refused", "nothing was connected");
  }

  @Test
  void nothing_is_chosen_before_the_consent() throws Exception {
    String session = begin().path("session").asString();
    JsonNode early =
        problem(
            running.post(
                "/control/connects/" + session + "/choice",
                "{\"accounts\":[\"412001\"],\"settings\":{},\"backfillDays\":1}"),
            409);
    assertThat(early.path("detail").asString()).contains("finish the consent in the browser");
  }
}
