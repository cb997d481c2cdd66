package dev.tributary.server.api.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Town;
import dev.tributary.server.api.Visitor;
import dev.tributary.server.api.Visitor.Answer;
import dev.tributary.spi.Secret;
import dev.tributary.store.Role;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@ExtendWith(SharedServer.class)
class MembersTest {
  private static final String PASSWORD = "a river of seven words";

  private final Running running;
  private final Town town;
  private final Visitor owner;
  private final Visitor admin;

  MembersTest(Running running) {
    this.running = running;
    this.town = new Town(running);
    this.owner = town.as(Role.OWNER);
    this.admin = town.as(Role.ADMIN);
  }

  private String member(Role role) {
    return town.path("/members/" + town.person(role).id());
  }

  @Test
  void every_member_sees_the_others() throws Exception {
    JsonNode items = town.as(Role.VIEWER).get(town.path("/members")).is(200).json().path("items");
    assertThat(items).hasSize(4);
    assertThat(items.findValuesAsString("role"))
        .containsExactlyInAnyOrder("owner", "admin", "editor", "viewer");
  }

  @Test
  void roles_are_changed_up_to_the_own() throws Exception {
    assertThat(
            admin
                .patch(member(Role.VIEWER), "{\"role\":\"editor\"}")
                .is(200)
                .json()
                .path("role")
                .asString())
        .isEqualTo("editor");
    admin.patch(member(Role.VIEWER), "{\"role\":\"owner\"}").refused(403, "role_too_low");
    admin.delete(member(Role.OWNER)).refused(403, "role_too_low");
    owner.delete(member(Role.VIEWER)).is(204);
    town.as(Role.VIEWER).get(town.path("")).refused(404, "not_found");
    owner.delete(member(Role.VIEWER)).refused(404, "not_found");
  }

  @Test
  void a_workspace_keeps_an_owner() throws Exception {
    owner.patch(member(Role.OWNER), "{\"role\":\"admin\"}").refused(409, "last_owner");
    owner.delete(member(Role.OWNER)).refused(409, "last_owner");
  }

  private Answer invite(String email) throws Exception {
    return admin.post(
        town.path("/invitations"), Visitor.json(Map.of("email", email, "role", "editor")));
  }

  private static String token(Answer invited) {
    String link = invited.json().path("link").asString();
    assertThat(link).contains("/invitation#");
    return link.substring(link.indexOf('#') + 1);
  }

  @Test
  void an_invitation_lets_somebody_new_in() throws Exception {
    String email = "ben-" + UUID.randomUUID() + "@example.com";
    Answer invited = invite(email).is(201);
    assertThat(invited.json().path("mailed").asBoolean()).isFalse();
    String token = token(invited);
    Visitor nobody = Visitor.nobody(running);
    JsonNode met = nobody.get("/api/v1/invitation", "X-Invitation-Token", token).is(200).json();
    assertThat(met.path("email").asString()).isEqualTo(email);
    assertThat(met.path("workspace").asString()).isEqualTo("Town");
    assertThat(met.path("known").asBoolean()).isFalse();
    assertThat(admin.get(town.path("/invitations")).json().path("items")).hasSize(1);

    Answer in =
        nobody
            .post(
                "/api/v1/invitation/accept",
                Visitor.json(Map.of("token", token, "name", "Ben", "password", PASSWORD)))
            .is(200);
    assertThat(in.json().path("workspaces").get(0).path("role").asString()).isEqualTo("editor");
    assertThat(in.header("Set-Cookie")).startsWith("tributary=");
    nobody.get("/api/v1/invitation", "X-Invitation-Token", token).refused(404, "not_found");
    nobody.get("/api/v1/invitation").refused(404, "not_found");
    assertThat(
            admin
                .get(town.path("/audit-log"))
                .json()
                .path("items")
                .get(0)
                .path("action")
                .asString())
        .isEqualTo("member.joined");
  }

  @Test
  void a_withdrawn_invitation_lets_nobody_in() throws Exception {
    Answer invited = invite("eve-" + UUID.randomUUID() + "@example.com").is(201);
    String id = invited.json().path("invitation").path("id").asString();
    town.as(Role.EDITOR).delete(town.path("/invitations/" + id)).refused(403, "forbidden");
    admin.delete(town.path("/invitations/" + id)).is(204);
    Visitor.nobody(running)
        .get("/api/v1/invitation", "X-Invitation-Token", token(invited))
        .refused(404, "not_found");
  }

  @Test
  void an_invitation_needs_an_address_and_a_role_within_reach() throws Exception {
    invite("no address").refused(422, "email_unreadable");
    admin
        .post(town.path("/invitations"), "{\"email\":\"a@b.de\",\"role\":\"owner\"}")
        .refused(403, "role_too_low");
    Answer incomplete =
        admin
            .post(town.path("/invitations"), "{\"email\":\"a@b.de\"}")
            .refused(422, "invalid_body");
    assertThat(incomplete.json().path("errors").get(0).path("field").asString()).isEqualTo("role");
  }

  @Test
  void a_key_works_until_it_is_revoked() throws Exception {
    Answer made =
        admin
            .post(
                town.path("/api-keys"),
                "{\"name\":\"Reports\",\"role\":\"viewer\",\"expiresInDays\":30}")
            .is(201);
    Visitor program = Visitor.program(running, Secret.of(made.json().path("secret").asString()));
    program.get(town.path("")).is(200);
    program.get(town.path("/api-keys")).refused(403, "forbidden");
    JsonNode key = admin.get(town.path("/api-keys")).json().path("items").get(0);
    assertThat(key.path("valid").asBoolean()).isTrue();
    assertThat(key.path("expiresAt").asString()).endsWith("Z");
    assertThat(key.toString()).doesNotContain(made.json().path("secret").asString());
    admin.delete(town.path("/api-keys/" + key.path("id").asString())).is(204);
    program.get(town.path("")).refused(401, "unauthenticated");
    admin
        .post(town.path("/api-keys"), "{\"name\":\"x\",\"role\":\"viewer\",\"expiresInDays\":0}")
        .refused(422, "lifetime_unfit");
  }

  @Test
  void the_audit_log_says_who_and_from_where_page_by_page() throws Exception {
    for (int n = 0; n < 3; n++) {
      admin
          .post(town.path("/api-keys"), "{\"name\":\"Key " + n + "\",\"role\":\"viewer\"}")
          .is(201);
    }
    JsonNode first = admin.get(town.path("/audit-log?limit=2")).is(200).json();
    assertThat(first.path("items")).hasSize(2);
    JsonNode entry = first.path("items").get(0);
    assertThat(entry.path("actor").asString()).contains(town.person(Role.ADMIN).email());
    assertThat(entry.path("address").asString()).isEqualTo("127.0.0.1");
    String next = first.path("next").asString();
    JsonNode second = admin.get(town.path("/audit-log?limit=2&cursor=" + next)).is(200).json();
    assertThat(second.path("items")).hasSize(1);
    assertThat(second.has("next")).isFalse();
    String changed = (next.charAt(0) == 'A' ? 'B' : 'A') + next.substring(1);
    admin.get(town.path("/audit-log?cursor=" + changed)).refused(422, "invalid_cursor");
    admin.get(town.path("/audit-log?limit=0")).refused(422, "invalid_fields");
    new Town(running)
        .as(Role.OWNER)
        .get(new Town(running).path("/audit-log?cursor=" + next))
        .refused(404, "not_found");
  }

  @Test
  void an_operator_founds_a_workspace_and_its_owner_deletes_it() throws Exception {
    admin
        .post("/api/v1/workspaces", "{\"name\":\"New\",\"zone\":\"UTC\"}")
        .refused(403, "operator_only");
    JsonNode founded =
        town.operator()
            .post("/api/v1/workspaces", "{\"name\":\"New\",\"zone\":\"UTC\"}")
            .is(201)
            .json();
    String path = "/api/v1/workspaces/" + founded.path("id").asString();
    assertThat(founded.path("role").asString()).isEqualTo("owner");
    town.operator()
        .send("DELETE", path, java.util.Optional.of("{\"confirm\":\"Old\"}"))
        .refused(422, "not_confirmed");
    assertThat(
            town.operator()
                .send("DELETE", path, java.util.Optional.of("{\"confirm\":\"New\"}"))
                .is(200)
                .json()
                .path("deleted")
                .asBoolean())
        .isTrue();
    town.operator().get(path).refused(404, "not_found");
  }
}
