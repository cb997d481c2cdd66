package dev.tributary.server.api.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.google.oauth.Consent;
import dev.tributary.sandbox.google.oauth.OAuthClient;
import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Town;
import dev.tributary.server.api.Visitor;
import dev.tributary.server.api.Visitor.Answer;
import dev.tributary.store.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@ExtendWith(SharedServer.class)
class ConnectsApiTest {
  private static final String GOOGLE = "{\"provider\":\"google_analytics\"}";

  private final Running running;
  private final Town town;
  private final Visitor admin;

  ConnectsApiTest(Running running) {
    this.running = running;
    this.town = new Town(running);
    this.admin = town.as(Role.ADMIN);
  }

  private JsonNode begin() throws Exception {
    return admin.post(town.path("/connects"), GOOGLE).is(201).json();
  }

  private String path(JsonNode begun) {
    return town.path("/connects/" + begun.path("id").asString());
  }

  private Answer land(Visitor visitor, JsonNode begun) throws Exception {
    return visitor.get(Connecting.consent(begun.path("authorizeUrl").asString()));
  }

  @Test
  void editors_and_keys_cannot_begin_and_an_unknown_provider_is_named() throws Exception {
    town.as(Role.EDITOR).post(town.path("/connects"), GOOGLE).refused(403, "forbidden");
    town.key(Role.ADMIN).post(town.path("/connects"), GOOGLE).refused(403, "people_only");
    admin.post(town.path("/connects"), "{\"provider\":\"nobody\"}").refused(422, "no_oauth");
    admin
        .post(
            town.path("/connects"),
            Visitor.json(
                Map.of("provider", "google_analytics", "reconnect", UUID.randomUUID().toString())))
        .refused(404, "not_found");
    admin.get(town.path("/connects/" + UUID.randomUUID())).refused(404, "not_found");
  }

  @Test
  void another_browser_neither_sees_nor_lands_a_connection() throws Exception {
    JsonNode begun = begin();
    Visitor owner = town.as(Role.OWNER);
    owner.get(path(begun)).refused(404, "not_found");
    Answer landed = land(owner, begun);
    landed.is(400);
    assertThat(landed.body()).contains("Another browser began that consent");
    JsonNode seen = admin.get(path(begun)).is(200).json();
    assertThat(seen.path("state").asString()).isEqualTo("refused");
    assertThat(seen.path("code").asString()).isEqualTo("state_foreign");
    land(town.nobody(), begin()).is(400);
  }

  @Test
  void a_denied_consent_is_told_to_the_page_that_waits() throws Exception {
    JsonNode begun = begin();
    String back = Connecting.consent(begun.path("authorizeUrl").asString());
    String denied = back.replaceAll("([?&])code=[^&]*", "$1error=access_denied");
    Answer page = admin.get(denied);
    page.is(400);
    assertThat(page.body()).contains("data-state=\"refused\"", "Start again and agree");
    assertThat(admin.get(path(begun)).json().path("code").asString()).isEqualTo("consent_denied");
    admin.post(path(begun) + "/choice", "{\"accounts\":[\"412001\"]}").refused(409, "not_granted");
  }

  @Test
  void the_landing_page_runs_its_own_script_and_no_other() throws Exception {
    Answer page = land(admin, begin());
    page.is(200);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.header("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'sha256-", "frame-ancestors 'none'");
    assertThat(page.headers().allValues("Content-Security-Policy")).hasSize(1);
    assertThat(page.body())
        .contains("window.opener.postMessage(message, window.location.origin)", "Access granted");
    // The script is the same for everybody: what differs stands in attributes.
    assertThat(page.body().split("<script>")[1]).doesNotContain("granted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"accounts\":[]}",
        "{\"accounts\":[\"412001\"],\"settings\":{\"unknown\":true}}",
        "{\"accounts\":[\"412001\"],\"settings\":{\"landingPages\":\"some\"}}",
        "{\"accounts\":[\"412001\"],\"settings\":{\"backfillDays\":\"90\"}}",
        "{\"accounts\":[\"412001\"],\"settings\":{\"backfillDays\":0}}",
        "{\"accounts\":[\"412001\"],\"settings\":{\"streams.channels\":1}}",
        "{\"accounts\":[\"412001\"],\"backfillDays\":9999}",
        "{\"accounts\":[\"412001\"],\"schedule\":{}}",
        "{\"accounts\":[\"412001\"],\"schedule\":{\"every\":\"2 hours\"}}",
        "{\"accounts\":[\"412001\"],\"schedule\":{\"cron\":\"0 6 * * *\"}}"
      })
  void a_choice_that_cannot_be_uses_nothing_up(String body) throws Exception {
    JsonNode begun = begin();
    land(admin, begun).is(200);
    Answer refused = admin.post(path(begun) + "/choice", body).refused(422, "invalid_fields");
    assertThat(refused.json().path("errors").get(0).path("field").asString()).isNotBlank();
    assertThat(admin.get(path(begun)).json().path("state").asString()).isEqualTo("granted");
    assertThat(admin.get(town.path("/integrations")).json().path("items")).isEmpty();
  }

  @Test
  void several_accounts_of_one_login_are_priced_and_connected_at_once() throws Exception {
    JsonNode begun = begin();
    assertThat(admin.get(path(begun)).json().path("state").asString()).isEqualTo("waiting");
    land(admin, begun).is(200);
    JsonNode granted = admin.get(path(begun)).is(200).json();
    assertThat(granted.path("state").asString()).isEqualTo("granted");
    assertThat(granted.path("accounts").valueStream().map(one -> one.path("id").asString()))
        .contains("412001", "412002");
    assertThat(granted.path("accounts").get(0).has("connectedAs")).isFalse();
    Map<String, Object> choice =
        Map.of(
            "accounts",
            List.of("412001", "412002"),
            "backfillDays",
            1,
            "settings",
            Map.of("streams.landing_pages", false));
    JsonNode price =
        admin
            .post(path(begun) + "/preview", Visitor.JSON.writeValueAsString(choice))
            .is(200)
            .json();
    assertThat(price.path("requests").asInt()).isPositive();
    assertThat(price.path("seconds").asLong()).isPositive();
    assertThat(price.path("quotaNote").asString()).isNotBlank();
    admin
        .post(path(begun) + "/preview", "{\"accounts\":[\"nobody\"]}")
        .refused(422, "invalid_fields");
    Map<String, Object> wish = new java.util.HashMap<>(choice);
    wish.put("connectId", begun.path("id").asString());
    wish.put("schedule", Map.of("cron", "0 6 * * *", "zone", "Europe/Berlin"));
    Answer made =
        admin.post(town.path("/integrations"), Visitor.JSON.writeValueAsString(wish)).is(202);
    assertThat(made.json().path("integrations")).hasSize(2);
    assertThat(made.header("Location"))
        .isEqualTo(
            town.path(
                "/operations/" + made.json().path("operations").get(0).path("id").asString()));
    JsonNode shop = made.json().path("integrations").get(0);
    assertThat(shop.path("schedule").path("cron").asString()).isEqualTo("0 6 * * *");
    assertThat(shop.path("settings").path("streams.landing_pages").asBoolean()).isFalse();
    assertThat(shop.path("settings").path("streams.channels").asBoolean()).isTrue();
    assertThat(shop.path("grant").path("who").asString()).isEqualTo(Consent.OWNER.email());
    assertThat(made.body()).doesNotContain("token", "1//");
    admin.get(path(begun)).refused(404, "not_found");

    reconnects(shop);
  }

  /** Another login is refused and both are named; the same one renews it in place. */
  private void reconnects(JsonNode shop) throws Exception {
    String connection = town.path("/integrations/" + shop.path("id").asString());
    try {
      running
          .sandbox()
          .google()
          .oauth()
          .consent(new Consent(Consent.Mode.APPROVE, Consent.COLLEAGUE, java.util.Set.of()));
      JsonNode begun = admin.post(connection + "/reconnect", "").is(201).json();
      Answer refused = land(admin, begun);
      refused.is(400);
      assertThat(admin.get(path(begun)).json().path("message").asString())
          .contains(Consent.COLLEAGUE.email(), Consent.OWNER.email());
    } finally {
      running.sandbox().google().oauth().consent(Consent.APPROVE);
    }
    JsonNode begun = admin.post(connection + "/reconnect", "").is(201).json();
    land(admin, begun).is(200);
    assertThat(admin.get(path(begun)).json().path("state").asString()).isEqualTo("reconnected");
    admin.delete(path(begun)).is(204);
  }

  /** Google ends the logins of an unpublished app seven days after the consent. */
  @Test
  void a_login_by_an_app_in_testing_says_when_it_ends() throws Exception {
    var google = running.sandbox().description().google();
    String app = "/api/v1/oauth-apps/google_analytics";
    try {
      town.operator()
          .put(app, client(OAuthClient.IN_TESTING.id(), OAuthClient.IN_TESTING.secret()));
      Instant before = running.server().backend().engine().now();
      JsonNode begun = begin();
      land(admin, begun).is(200);
      JsonNode shop =
          admin
              .post(path(begun) + "/choice", "{\"accounts\":[\"412001\"],\"backfillDays\":1}")
              .is(202)
              .json()
              .path("integrations")
              .get(0);
      assertThat(Instant.parse(shop.path("grant").path("expiresAt").asString()))
          .isBetween(
              before.plus(Duration.ofDays(7)).minusSeconds(5),
              before.plus(Duration.ofDays(7)).plusSeconds(60));
    } finally {
      town.operator().put(app, client(google.clientId(), google.clientSecret())).is(200);
    }
  }

  private static String client(String id, String secret) {
    return Visitor.json(Map.of("clientId", id, "clientSecret", secret));
  }

  @Test
  void a_key_that_is_none_or_of_another_kind_is_refused_without_being_echoed() throws Exception {
    String keys = town.path("/keys");
    for (String kind : new String[] {"api_key", "oauth"}) {
      admin
          .post(
              keys,
              Visitor.json(
                  Map.of("provider", "google_analytics", "kind", kind, "key", "key-canary")))
          .refused(422, "invalid_fields");
    }
    admin
        .post(keys, "{\"provider\":\"nobody\",\"kind\":\"api_key\",\"key\":\"k\"}")
        .refused(422, "no_adapter");
    admin
        .post(
            keys, "{\"provider\":\"google_analytics\",\"kind\":\"service_account\",\"key\":\" \"}")
        .refused(422, "invalid_fields");
    Answer wrong =
        admin.post(
            keys,
            Visitor.json(
                Map.of(
                    "provider",
                    "google_analytics",
                    "kind",
                    "service_account",
                    "key",
                    "key-canary")));
    assertThat(wrong.status()).as(wrong.body()).isBetween(400, 499);
    assertThat(wrong.body()).doesNotContain("key-canary");
    town.as(Role.EDITOR).post(keys, "{}").refused(403, "forbidden");
  }

  @Test
  void a_key_lists_its_accounts_first_and_a_program_may_use_it() throws Exception {
    JsonNode listed =
        town.key(Role.ADMIN)
            .post(town.path("/keys"), Connecting.keyBody(running, Map.of()))
            .is(200)
            .json();
    assertThat(listed.path("accounts").valueStream().map(one -> one.path("id").asString()))
        .contains("412001");
    assertThat(listed.has("integrations")).isFalse();
    town.key(Role.ADMIN)
        .post(town.path("/keys"), Connecting.keyBody(running, Map.of("accounts", List.of("999"))))
        .refused(422, "account_unknown");
  }

  @Test
  void what_a_keys_accounts_would_cost_is_told_before_anything_is_connected() throws Exception {
    String preview = town.path("/keys/preview");
    JsonNode price =
        town.key(Role.ADMIN)
            .post(
                preview,
                Connecting.keyBody(
                    running, Map.of("accounts", List.of("412001"), "backfillDays", 30)))
            .is(200)
            .json();
    assertThat(price.path("days").asInt()).isGreaterThan(30);
    assertThat(price.path("quotaNote").asString()).isNotBlank();
    assertThat(town.as(Role.VIEWER).get(town.path("/integrations")).is(200).json().path("items"))
        .isEmpty();
    town.key(Role.ADMIN)
        .post(preview, Connecting.keyBody(running, Map.of("accounts", List.of("999"))))
        .refused(422, "invalid_fields");
    town.as(Role.EDITOR)
        .post(preview, Connecting.keyBody(running, Map.of("accounts", List.of("412001"))))
        .refused(403, "forbidden");
  }
}
