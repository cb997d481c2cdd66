package dev.tributary.server.api.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.Captured;
import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.SessionCookie;
import dev.tributary.server.api.Town;
import dev.tributary.server.api.Visitor;
import dev.tributary.server.api.Visitor.Answer;
import dev.tributary.server.people.People;
import dev.tributary.spi.Secret;
import dev.tributary.store.Role;
import java.net.HttpCookie;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@ExtendWith(SharedServer.class)
class SessionTest {
  private static final String PASSWORD = "a river of seven words";

  private final Running running;
  private final Visitor nobody;
  private final String email = "anna-" + UUID.randomUUID() + "@example.com";

  SessionTest(Running running) {
    this.running = running;
    this.nobody = Visitor.nobody(running);
  }

  private People people() {
    return running.server().backend().people();
  }

  private Visitor browser(Answer answer) {
    HttpCookie cookie = HttpCookie.parse(answer.header("Set-Cookie")).getFirst();
    assertThat(cookie.getName()).isEqualTo("tributary");
    return Visitor.browser(running, Secret.of(cookie.getValue()));
  }

  private Answer setUp() throws Exception {
    return nobody
        .post(
            "/api/v1/setup",
            Visitor.json(
                Map.of(
                    "token",
                    people().signingIn().ownerLink().reveal(),
                    "email",
                    email,
                    "name",
                    "Anna",
                    "password",
                    PASSWORD)))
        .is(201);
  }

  private Answer signIn(String password) throws Exception {
    return nobody.post(
        "/api/v1/session", Visitor.json(Map.of("email", email, "password", password)));
  }

  @Test
  void a_stranger_learns_what_is_needed_to_sign_in() throws Exception {
    JsonNode session = nobody.get("/api/v1/session").is(200).json();
    assertThat(session.path("signedIn").asBoolean()).isFalse();
    assertThat(session.path("workspaces")).isEmpty();
    assertThat(session.has("person")).isFalse();
    assertThat(session.path("demo").asBoolean()).isFalse();
    assertThat(session.path("publicUrl").asString()).startsWith("http://localhost:");
  }

  @Test
  void a_set_up_link_makes_an_owner_who_is_signed_in_at_once() throws Exception {
    Answer made = setUp();
    assertThat(made.header("Set-Cookie")).contains("HttpOnly", "SameSite=Lax", "Path=/");
    Visitor anna = browser(made);
    JsonNode session = anna.get("/api/v1/session").json();
    assertThat(session.path("person").path("operator").asBoolean()).isTrue();
    assertThat(session.path("setupNeeded").asBoolean()).isFalse();
    assertThat(session.path("csrfToken").asString())
        .isEqualTo(made.json().path("csrfToken").asString())
        .isNotBlank();
    assertThat(session.path("workspaces")).isNotEmpty();
    String link = "{\"token\":\"used\",\"email\":\"a@b.de\",\"name\":\"A\",\"password\":\"%s\"}";
    nobody.post("/api/v1/setup", link.formatted(PASSWORD)).refused(404, "link_used_up");
  }

  @Test
  void the_operators_command_prints_a_link_that_makes_an_owner() throws Exception {
    Captured command = running.run("owner-link", "--json");
    assertThat(command.code()).as(command.toString()).isZero();
    String link = command.json().path("link").asString();
    assertThat(link).startsWith(running.server().publicUrl() + "/setup#");
    assertThat(people().signingIn().makesOwner(Secret.of(link.substring(link.indexOf('#') + 1))))
        .isTrue();
    assertThat(running.run("owner-link").out()).contains("/setup#");
  }

  @Test
  void over_https_the_cookie_belongs_to_this_host_alone() {
    URI publicUrl = URI.create("https://kpi.example.com");
    assertThat(SessionCookie.begin(Secret.of("s"), publicUrl))
        .startsWith("__Host-tributary=s;")
        .contains("Secure", "HttpOnly", "Path=/")
        .doesNotContain("Domain");
    assertThat(SessionCookie.end(publicUrl)).contains("Max-Age=0");
  }

  @Test
  void somebody_signs_in_and_out() throws Exception {
    setUp();
    signIn("another river of words").refused(401, "wrong_credentials");
    Visitor anna = browser(signIn(PASSWORD).is(200));
    anna.delete("/api/v1/session").is(204);
    assertThat(anna.get("/api/v1/session").json().path("signedIn").asBoolean()).isFalse();
    anna.get("/api/v1/workspaces").refused(401, "unauthenticated");
  }

  @Test
  void who_signs_in_again_in_the_same_browser_has_one_session() throws Exception {
    Visitor before = browser(setUp());
    Answer again =
        before
            .post("/api/v1/session", Visitor.json(Map.of("email", email, "password", PASSWORD)))
            .is(200);
    before.get("/api/v1/session/sign-ins").refused(401, "unauthenticated");
    assertThat(browser(again).get("/api/v1/session/sign-ins").json().path("items")).hasSize(1);
  }

  @Test
  void a_page_of_another_site_signs_nobody_in() throws Exception {
    nobody.post("/api/v1/session", "{}", "Origin", "https://evil.example").refused(403, "csrf");
    nobody
        .post("/api/v1/session", "email=a", "Content-Type", "application/x-www-form-urlencoded")
        .refused(415, "unsupported_media_type");
  }

  @Test
  void a_person_sees_and_ends_the_own_sign_ins() throws Exception {
    Visitor here = browser(setUp());
    Visitor there = browser(signIn(PASSWORD));
    JsonNode items = here.get("/api/v1/session/sign-ins").json().path("items");
    assertThat(items).hasSize(2);
    String other =
        items.get(0).path("current").asBoolean()
            ? items.get(1).path("id").asString()
            : items.get(0).path("id").asString();
    here.delete("/api/v1/session/sign-ins/" + other).is(204);
    there.get("/api/v1/workspaces").refused(401, "unauthenticated");
    here.delete("/api/v1/session/sign-ins/" + other).refused(404, "not_found");
  }

  @Test
  void a_person_changes_name_and_password() throws Exception {
    Visitor anna = browser(setUp());
    assertThat(
            anna.patch("/api/v1/session/person", "{\"name\":\"Anna B.\"}")
                .is(200)
                .json()
                .path("person")
                .path("name")
                .asString())
        .isEqualTo("Anna B.");
    String change = "{\"current\":\"%s\",\"next\":\"%s\"}";
    anna.put("/api/v1/session/password", change.formatted("wrong wrong wrong", PASSWORD))
        .refused(403, "password_wrong");
    anna.put("/api/v1/session/password", change.formatted(PASSWORD, "short"))
        .refused(422, "password_length");
    anna.put("/api/v1/session/password", change.formatted(PASSWORD, "another river of words"))
        .is(204);
    signIn("another river of words").is(200);
  }

  @Test
  void a_key_is_no_person() throws Exception {
    Visitor key = new Town(running).key(Role.ADMIN);
    JsonNode session = key.get("/api/v1/session").json();
    assertThat(session.path("signedIn").asBoolean()).isTrue();
    assertThat(session.has("person")).isFalse();
    assertThat(session.path("workspaces")).hasSize(1);
    key.get("/api/v1/session/sign-ins").refused(403, "people_only");
  }

  @Test
  void a_link_signs_in_once() throws Exception {
    setUp();
    Town town = new Town(running);
    String body =
        Visitor.json(
            Map.of("token", people().signingIn().entryLink(town.person(Role.EDITOR)).reveal()));
    Answer entered = nobody.post("/api/v1/entry", body).is(200);
    assertThat(entered.json().path("workspaces").get(0).path("role").asString())
        .isEqualTo("editor");
    nobody.post("/api/v1/entry", body).refused(404, "link_used_up");
  }
}
