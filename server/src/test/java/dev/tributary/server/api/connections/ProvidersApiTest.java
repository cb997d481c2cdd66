package dev.tributary.server.api.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Town;
import dev.tributary.server.api.Visitor;
import dev.tributary.server.api.Visitor.Answer;
import dev.tributary.store.Role;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@ExtendWith(SharedServer.class)
class ProvidersApiTest {
  private static final String GOOGLE = "/api/v1/providers/google_analytics";
  private static final String APPS = "/api/v1/oauth-apps";

  private final Running running;
  private final Town town;

  ProvidersApiTest(Running running) {
    this.running = running;
    this.town = new Town(running);
  }

  @Test
  void only_an_operator_pauses_a_provider_or_sees_its_client() throws Exception {
    town.nobody().get("/api/v1/providers").refused(401, "unauthenticated");
    town.as(Role.OWNER).get("/api/v1/providers/nobody").refused(404, "not_found");
    for (Visitor visitor : new Visitor[] {town.as(Role.OWNER), town.key(Role.ADMIN)}) {
      visitor.post(GOOGLE + "/pause", "{\"reason\":\"x\"}").refused(403, "operator_only");
      visitor.get(APPS).refused(403, "operator_only");
      visitor.post(APPS + "/google_analytics/check", "").refused(403, "operator_only");
    }
    town.operator().post("/api/v1/providers/nobody/resume", "").refused(404, "not_found");
    town.operator().post(GOOGLE + "/pause", "{}").refused(422, "invalid_body");
    town.operator().post(GOOGLE + "/pause", "{\"reason\":\" \"}").refused(422, "reason_missing");
    town.operator().post(APPS + "/nobody/check", "").refused(404, "not_found");
    town.operator()
        .put(APPS + "/google_analytics", "{\"clientId\":\" \",\"clientSecret\":\"s\"}")
        .refused(422, "invalid_fields");
  }

  @Test
  void a_provider_says_what_it_offers_and_how_it_is_connected() throws Exception {
    JsonNode google = town.key(Role.VIEWER).get(GOOGLE).is(200).json();
    assertThat(google.path("credentialKinds").valueStream().map(JsonNode::asString))
        .containsExactly("oauth", "service_account");
    assertThat(google.path("oauth").asBoolean()).isTrue();
    assertThat(google.path("appConfigured").asBoolean()).isTrue();
    assertThat(google.path("historyDaysMax").asInt()).isEqualTo(1_825);
    assertThat(google.path("settingsSchema").path("$schema").asString()).contains("2020-12");
    JsonNode overview = google.path("streams").get(0);
    assertThat(overview.path("kind").asString()).isEqualTo("day");
    assertThat(overview.path("tiers").path("hotDays").asInt()).isPositive();
    assertThat(overview.path("measures").get(0).path("additivity").asString()).isEqualTo("sum");
    assertThat(google.path("kpis").valueStream().map(JsonNode::asString)).contains("sessions");
    assertThat(
            town.as(Role.VIEWER)
                .get("/api/v1/providers")
                .json()
                .path("items")
                .get(0)
                .path("id")
                .asString())
        .isEqualTo("google_analytics");
  }

  @Test
  void a_paused_provider_says_by_whom_and_why() throws Exception {
    try {
      JsonNode paused =
          town.operator()
              .post(GOOGLE + "/pause", "{\"reason\":\"Google repairs its API.\"}")
              .is(200)
              .json()
              .path("paused");
      assertThat(paused.path("reason").asString()).isEqualTo("Google repairs its API.");
      assertThat(paused.path("by").asString()).contains("operator");
    } finally {
      Answer resumed = town.operator().post(GOOGLE + "/resume", "").is(200);
      assertThat(resumed.json().has("paused")).isFalse();
    }
  }

  @Test
  void a_client_is_checked_at_the_provider_and_its_secret_never_shown() throws Exception {
    String app = APPS + "/google_analytics";
    var google = running.sandbox().description().google();
    String right =
        Visitor.json(Map.of("clientId", google.clientId(), "clientSecret", google.clientSecret()));
    try {
      Answer entered =
          town.operator()
              .put(
                  app,
                  Visitor.json(
                      Map.of("clientId", google.clientId(), "clientSecret", "wrong-secret-canary")))
              .is(200);
      assertThat(entered.body()).doesNotContain("canary");
      assertThat(entered.json().path("redirectUri").asString())
          .isEqualTo(running.server().publicUrl() + "/oauth/google_analytics/callback");
      JsonNode refused = town.operator().post(app + "/check", "").is(200).json();
      assertThat(refused.path("ok").asBoolean()).isFalse();
      assertThat(refused.toString()).contains("invalid_client").doesNotContain("canary");
      assertThat(refused.path("checks").get(2).path("nextAction").asString()).isNotBlank();
      town.operator().delete(app).is(204);
      JsonNode gone = town.operator().get(APPS).json().path("items").get(0);
      assertThat(gone.path("configured").asBoolean()).isFalse();
      assertThat(gone.has("clientId")).isFalse();
      town.operator().delete(app).refused(404, "not_found");
      assertThat(
              town.operator()
                  .post(app + "/check", "")
                  .json()
                  .path("checks")
                  .get(0)
                  .path("ok")
                  .asBoolean())
          .isFalse();
    } finally {
      town.operator().put(app, right).is(200);
    }
    assertThat(town.operator().post(app + "/check", "").json().path("ok").asBoolean()).isTrue();
    assertThat(
            town.operator()
                .get(APPS)
                .json()
                .path("items")
                .get(0)
                .path("lastCheck")
                .path("ok")
                .asBoolean())
        .isTrue();
  }
}
