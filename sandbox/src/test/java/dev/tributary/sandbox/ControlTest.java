package dev.tributary.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ControlTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:00:00Z");

  private Sandbox sandbox;
  private Client client;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start(SandboxOptions.DEFAULT.withMachine(() -> NOW));
    client = new Client(sandbox);
  }

  @AfterEach
  void stop() {
    client.close();
    sandbox.close();
  }

  private JsonNode done(Client.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/control/clock | {\"forward\":\"PT1H\"} | the clock has no \"forward\"",
        "/control/clock | {\"set\":\"tomorrow\"} | could not be parsed",
        "/control/clock | [1] | the clock is a JSON object",
        "/control/clock | {\"set\": | Unexpected end-of-input",
        "/control/faults | {\"kind\":\"earthquake\"} | no fault is called earthquake",
        "/control/faults | [{\"sort\":\"reset\"}] | a fault has no \"sort\"",
        "/control/google/properties/9 | {\"timeZone\":\"UTC\"} | no property 9",
        "/control/google/properties/412001 | {\"timezone\":\"UTC\"} | no \"timezone\"",
        "/control/google/properties/412001 | {\"timeZone\":\"Berlin\"} | Unknown time-zone",
        "/control/google/properties/412001 | {\"scale\":{\"entities\":0}} | entities must be",
        "/control/google/properties/412001 | {\"scale\":{\"days\":0}} | days must be",
        "/control/google/properties/412001 | {\"scale\":{\"visitsPerCell\":0}} | visitsPerCell",
        "/control/google/properties/412001 | {\"quality\":{\"samplePercent\":0}} | samplePercent",
        "/control/google/consent | {\"mode\":\"maybe\"} | MAYBE",
        "/control/google/consent | {\"user\":\"stranger\"} | owner and colleague",
        "/control/google/quotas | {\"exhaust\":\"luck\"} | no quota is called luck",
        "/control/scenario | {\"weather\":\"rain\"} | a scenario has no \"weather\""
      })
  void what_cannot_be_done_is_explained(String path, String body, String text) {
    Client.Answer answer = client.post(path, body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/error")).contains(text);
  }

  @Test
  void addresses_that_do_not_exist_are_not_found() {
    assertThat(client.get("/control/google/nothing").status()).isEqualTo(404);
    assertThat(client.get("/control/google/properties/9").status()).isEqualTo(404);
    assertThat(
            client
                .post("/control/google/quotas", "{\"exhaust\":\"day\",\"property\":\"9\"}")
                .status())
        .isEqualTo(404);
    assertThat(client.get("/controls").status()).isEqualTo(404);
  }

  @Test
  void the_description_has_every_address_and_credential() {
    JsonNode json = done(client.get("/control"));
    assertThat(json.get("port").asInt()).isEqualTo(sandbox.port());
    JsonNode google = json.get("google");
    assertThat(google.get("tokenUri").asString()).isEqualTo(sandbox.base() + "/token");
    assertThat(google.at("/serviceAccountKey/private_key").asString())
        .startsWith("-----BEGIN PRIVATE KEY-----");
    assertThat(google.at("/properties/0/id").asString()).isEqualTo("properties/412001");
    assertThat(json.at("/resend/base").asString()).isEqualTo(sandbox.base().toString());
    assertThat(json.at("/resend/apiKey").asString()).startsWith("re_");
    assertThat(sandbox.description().toJson()).doesNotContain("\n");
    Client.Answer tokens =
        client.form(
            "/token",
            Map.of(
                "grant_type", "refresh_token",
                "client_id", google.get("clientId").asString(),
                "client_secret", google.get("clientSecret").asString(),
                "refresh_token", google.get("refreshToken").asString()));
    assertThat(tokens.status()).isEqualTo(200);
  }

  @Test
  void the_clock_is_set_frozen_moved_and_let_run() {
    assertThat(done(client.get("/control/clock")).get("now").asString()).isEqualTo(NOW.toString());
    JsonNode frozen = done(client.post("/control/clock", "{\"freeze\":\"2026-01-01T00:00:00Z\"}"));
    assertThat(frozen.get("frozen").asBoolean()).isTrue();
    done(client.post("/control/clock", "{\"advance\":\"PT90M\"}"));
    assertThat(sandbox.clock().instant()).isEqualTo(Instant.parse("2026-01-01T01:30:00Z"));
    done(client.post("/control/clock", "{\"run\":true,\"set\":\"2026-02-01T00:00:00Z\"}"));
    assertThat(sandbox.clock().frozen()).isFalse();
    assertThat(sandbox.clock().instant()).isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
    done(client.post("/control/clock", "{\"freeze\":true}"));
    assertThat(sandbox.clock().frozen()).isTrue();
  }

  @Test
  void a_running_clock_keeps_its_lead_over_the_machine() {
    var machine = new AtomicReference<>(NOW);
    SandboxClock clock = new SandboxClock(machine::get);
    clock.advance(Duration.ofDays(2));
    machine.set(NOW.plusSeconds(5));
    assertThat(clock.instant()).isEqualTo(NOW.plus(Duration.ofDays(2)).plusSeconds(5));
    clock.freeze();
    machine.set(NOW.plusSeconds(60));
    assertThat(clock.instant()).isEqualTo(NOW.plus(Duration.ofDays(2)).plusSeconds(5));
    clock.run();
    machine.set(NOW.plusSeconds(61));
    assertThat(clock.instant()).isEqualTo(NOW.plus(Duration.ofDays(2)).plusSeconds(6));
    clock.reset();
    assertThat(clock.instant()).isEqualTo(NOW.plusSeconds(61));
  }

  @Test
  void latency_faults_and_requests_are_seen_and_cleared() {
    assertThat(done(client.post("/control/latency", "{\"millis\":3}")).get("millis").asInt())
        .isEqualTo(3);
    assertThat(sandbox.latency()).isEqualTo(Duration.ofMillis(3));
    assertThat(done(client.get("/control/latency")).get("millis").asInt()).isEqualTo(3);
    done(
        client.post(
            "/control/faults",
            "[{\"kind\":\"html\",\"route\":\"GET /v1beta\",\"skip\":1,\"times\":2,"
                + "\"settings\":{\"status\":503}},{\"kind\":\"reset\"}]"));
    assertThat(sandbox.faults().waiting().getFirst())
        .isEqualTo(new Fault("html", "GET /v1beta", 1, 2, Map.of("status", "503")));
    JsonNode faults = done(client.get("/control/faults"));
    assertThat(faults.get("waiting").size()).isEqualTo(2);
    assertThat(faults.get("kinds").toString()).contains("\"gzip-bomb\"", "\"google.429.day\"");
    done(client.delete("/control/faults"));
    client.get("/v1beta/accounts");
    client.get("/tokeninfo?access_token=secret-token&x=1");
    JsonNode requests = done(client.get("/control/requests?match=tokeninfo"));
    assertThat(requests.get("count").asInt()).isEqualTo(2);
    assertThat(requests.at("/requests/0/query").asString()).isEqualTo("access_token=…&x=1");
    assertThat(done(client.delete("/control/requests")).get("count").asInt()).isZero();
  }

  @Test
  void the_log_masks_what_opens_doors_and_keeps_no_forms() {
    client.get("/v1beta/accounts", "Authorization", "Bearer ya29.very-secret");
    client.form("/token", Map.of("refresh_token", "1//0secret"), "Authorization", "odd");
    List<LoggedRequest> all = sandbox.requests().all();
    assertThat(all.get(0).authorization()).isEqualTo("Bearer …cret");
    assertThat(all.get(0).responseBytes()).isPositive();
    assertThat(all.get(1).body()).isEmpty();
    assertThat(all.get(1).requestBytes()).isPositive();
    assertThat(all.toString()).doesNotContain("very-secret").doesNotContain("1//0");
  }

  @Test
  void the_log_keeps_the_last_ten_thousand_and_counts_all() {
    RequestLog log = new RequestLog();
    client.get("/v1beta/accounts");
    LoggedRequest one = sandbox.requests().all().getFirst();
    assertThat(one.number()).isEqualTo(1);
    assertThat(sandbox.requests().matching("GET /v1beta/accounts")).hasSize(1);
    assertThat(log.count()).isZero();
  }

  @Test
  void a_property_is_edited_part_by_part() {
    JsonNode edited =
        done(
            client.post(
                "/control/google/properties/412001",
                """
                {"timeZone":"Asia/Tokyo","currencyCode":"JPY","displayName":"Moved",
                 "readable":true,"attributionModel":"PAID_AND_ORGANIC_CHANNELS_LAST_CLICK",
                 "keyEvents":["purchase"],"scale":{"entities":5},"quality":{"usersMin":2}}
                """));
    assertThat(edited.get("zone").asString()).isEqualTo("Asia/Tokyo");
    assertThat(edited.at("/scale/days").asInt()).isEqualTo(800);
    assertThat(edited.at("/quality/usersMin").asInt()).isEqualTo(2);
    assertThat(done(client.get("/control/google/properties")).size()).isEqualTo(7);
    assertThat(done(client.get("/control/google/properties/412001")).get("displayName").asString())
        .isEqualTo("Moved");
  }

  @Test
  void consent_can_be_changed() {
    JsonNode consent =
        done(
            client.post(
                "/control/google/consent",
                "{\"mode\":\"deny\",\"user\":\"colleague\",\"withheld\":[\"a\"]}"));
    assertThat(consent.get("mode").asString()).isEqualTo("DENY");
    done(client.post("/control/google/consent", "{\"user\":\"owner\"}"));
    assertThat(done(client.get("/control/google/consent")).at("/withheld/0").asString())
        .isEqualTo("a");
  }

  @Test
  void grants_are_made_and_revoked() {
    String refresh =
        done(client.post("/control/google/grant", "{\"user\":\"colleague\"}"))
            .get("refreshToken")
            .asString();
    assertThat(sandbox.google().oauth().tokens().grant(refresh)).isPresent();
    done(client.post("/control/google/revoke", "{\"accessTokens\":true}"));
    assertThat(sandbox.google().oauth().tokens().grant(refresh)).isPresent();
    done(client.post("/control/google/revoke", "{\"token\":\"" + refresh + "\"}"));
    assertThat(sandbox.google().oauth().tokens().grant(refresh)).isEmpty();
    String other = sandbox.description().google().refreshToken();
    done(client.post("/control/google/revoke", ""));
    assertThat(sandbox.google().oauth().tokens().grant(other)).isEmpty();
  }

  @Test
  void a_scenario_file_sets_everything_at_the_start(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("scenario.json"),
            """
            {"clock":{"freeze":"2026-03-01T12:00:00Z"},"latency":{"millis":1},
             "google":{"properties":{"412001":{"currencyCode":"CHF"}},
                       "consent":{"mode":"page"},"quotas":{"enforce":false,"reset":true}},
             "faults":{"kind":"google.503","route":"runReport","times":-1}}
            """);
    try (Sandbox other = Sandbox.start(SandboxOptions.DEFAULT.withScenario(file))) {
      assertThat(other.clock().instant()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
      assertThat(other.faults().waiting()).hasSize(1);
      assertThat(other.google().world().property("412001").orElseThrow().currency())
          .isEqualTo("CHF");
    }
    assertThatThrownBy(
            () -> Sandbox.start(SandboxOptions.DEFAULT.withScenario(folder.resolve("none"))))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none cannot be read");
  }

  @Test
  void a_reset_forgets_everything_but_the_port() {
    done(
        client.post(
            "/control/scenario",
            """
            {"clock":{"freeze":true},"latency":{"millis":1},"faults":[{"kind":"reset"}],
             "google":{"properties":{"412001":{"readable":false}},"quotas":{"exhaust":"day"}}}
            """));
    done(client.post("/control/reset", ""));
    assertThat(sandbox.clock().frozen()).isFalse();
    assertThat(sandbox.latency()).isZero();
    assertThat(sandbox.faults().waiting()).isEmpty();
    assertThat(sandbox.google().world().property("412001").orElseThrow().readable()).isTrue();
  }

  @Test
  void a_port_that_is_taken_is_named() {
    assertThatThrownBy(() -> Sandbox.start(SandboxOptions.DEFAULT.withPort(sandbox.port())).close())
        .hasMessageContaining("cannot listen on port " + sandbox.port());
  }
}
