package dev.tributary.sandbox.meta;

import static dev.tributary.sandbox.meta.Meta.SHOP;
import static dev.tributary.sandbox.meta.Meta.V;
import static dev.tributary.sandbox.meta.Meta.good;
import static dev.tributary.sandbox.meta.Meta.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Client;
import dev.tributary.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class MetaControlTest {
  private static final Meta META = Meta.start();

  @BeforeEach
  void anew() {
    META.anew();
  }

  @AfterAll
  static void stop() {
    META.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/accounts/9 | {\"timeZone\":\"UTC\"} | no ad account 9",
        "/accounts/1010000001 | {\"zone\":\"UTC\"} | an ad account has no \"zone\"",
        "/accounts/1010000001 | {\"timeZone\":\"Berlin\"} | Unknown time-zone",
        "/accounts/1010000001 | {\"shape\":{\"ads\":1}} | shape has no \"ads\"",
        "/accounts/1010000001 | {\"shape\":{\"adsPerSet\":0}} | positive numbers",
        "/accounts/1010000001 | {\"shape\":{\"campaigns\":2000000}} | at most 1000000 ads",
        "/accounts/1010000001 | {\"limits\":{\"x\":1}} | limits has no \"x\"",
        "/consent | {\"mode\":\"maybe\"} | MAYBE",
        "/consent | {\"user\":\"stranger\"} | owner, colleague and system",
        "/app | {\"secret\":\"x\"} | app has no \"secret\"",
        "/usage | {\"kind\":\"luck\",\"percent\":1} | insights, management and score",
        "/runs | {\"speed\":1} | runs has no \"speed\"",
        "/grant | {\"scopes\":\"x\"} | grant has no \"scopes\"",
        "/kill | {\"why\":1} | kill has no \"why\"",
        "/webhooks | {\"sign\":false} | webhooks has no \"sign\"",
        "/webhooks | {\"forgery\":\"best\"} | BEST"
      })
  void what_cannot_be_done_is_explained(String path, String body, String text) {
    Client.Answer answer = META.client.post("/control/meta" + path, body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/error")).contains(text);
  }

  @Test
  void addresses_that_do_not_exist_are_not_found() {
    assertThat(META.client.get("/control/meta/nothing").status()).isEqualTo(404);
    assertThat(META.client.get("/control/meta/accounts/9").status()).isEqualTo(404);
  }

  @Test
  void the_description_has_every_address_and_credential() {
    JsonNode json = good(META.client.get("/control")).get("meta");
    assertThat(json.get("graphBase").asString()).isEqualTo(META.sandbox.base().toString());
    assertThat(json.get("version").asString()).isEqualTo("v26.0");
    assertThat(json.at("/accounts/0/id").asString()).isEqualTo("act_1010000001");
    assertThat(json.at("/accounts/3/ads").asInt()).isEqualTo(100_000);
    good(META.as(json.get("accessToken").asString(), SHOP + "/insights"));
    good(META.as(json.get("systemUserToken").asString(), SHOP + "/insights"));
  }

  @Test
  void an_account_is_edited_part_by_part() {
    JsonNode edited =
        META.control(
            "/accounts/act_1010000001",
            """
            {"name":"Moved","currency":"JPY","timeZone":"Asia/Tokyo","status":3,"disableReason":2,
             "readable":true,"shape":{"adsPerSet":5},"limits":{"points":7},
             "adjust":{"2026-11-10":90}}
            """);
    assertThat(edited.get("name").asString()).isEqualTo("Moved");
    assertThat(edited.at("/shape/setsPerCampaign").asInt()).isEqualTo(2);
    assertThat(edited.at("/limits/syncRows").asInt()).isEqualTo(20_000);
    assertThat(edited.at("/adjusted/2026-11-10").asInt()).isEqualTo(90);
    JsonNode seen = good(META.get(SHOP, "fields", "name,currency,timezone_name,account_status"));
    assertThat(seen.get("account_status").asInt()).isEqualTo(3);
    assertThat(seen.get("timezone_name").asString()).isEqualTo("Asia/Tokyo");
    assertThat(good(META.client.get("/control/meta/accounts")).size()).isEqualTo(8);
    META.sandbox.reset();
    assertThat(good(META.client.get("/control/meta/accounts/1010000001")).get("name").asString())
        .isEqualTo("Nordlicht Shop");
    refused(META.get(SHOP), 190, 0);
  }

  @Test
  void grants_are_made_for_a_while_or_for_ever() {
    String brief =
        META.control("/grant", "{\"seconds\":60,\"scope\":\"ads_read\"}")
            .get("accessToken")
            .asString();
    String ever = META.control("/grant", "{\"user\":\"colleague\"}").get("accessToken").asString();
    META.sandbox.clock().advance(Duration.ofSeconds(60));
    refused(META.as(brief, V + "/me"), 190, 463);
    assertThat(good(META.as(ever, V + "/me")).get("name").asString()).isEqualTo("Carl Colleague");
    assertThat(META.control("/kill", "{\"user\":\"colleague\"}").get("killed").asBoolean())
        .isTrue();
    refused(META.as(ever, V + "/me"), 190, 460);
  }

  @Test
  void consent_and_app_are_shown_as_they_are() {
    META.control("/consent", "{\"mode\":\"deny\",\"withheld\":[\"a\"]}");
    assertThat(good(META.client.get("/control/meta/consent")).get("mode").asString())
        .isEqualTo("DENY");
    assertThat(good(META.client.get("/control/meta/app")).get("proofRequired").asBoolean())
        .isTrue();
  }

  @Test
  void a_scenario_has_a_part_for_meta(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("scenario.json");
    Files.writeString(
        file,
        """
        {"meta":{"accounts":{"1010000001":{"name":"Staged"}},"consent":{"mode":"page"},
                 "app":{"proofRequired":false},"usage":{"app":20},"runs":{"looks":4}},
         "faults":[{"kind":"meta.503","route":"act_1010000002"}]}
        """);
    try (Meta staged =
        new Meta(SandboxOptions.DEFAULT.withMachine(() -> Meta.NOW).withScenario(file))) {
      String token = staged.description.systemUserToken();
      JsonNode account = good(staged.client.get(SHOP + "?fields=name&access_token=" + token));
      assertThat(account.get("name").asString()).isEqualTo("Staged");
      assertThat(staged.get(V + "/act_1010000002").status()).isEqualTo(503);
    }
    Files.writeString(file, "{\"meta\":{\"weather\":1}}");
    assertThat(META.client.post("/control/scenario", "{\"meta\":{\"weather\":1}}").at("/error"))
        .contains("meta has no \"weather\"");
  }
}
