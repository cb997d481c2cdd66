package dev.tributary.sandbox.resend;

import static dev.tributary.sandbox.resend.Resend.good;
import static dev.tributary.sandbox.resend.Resend.json;
import static dev.tributary.sandbox.resend.Resend.mail;
import static dev.tributary.sandbox.resend.Resend.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Client;
import dev.tributary.sandbox.Fault;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class LimitsAndFaultsTest {
  private static final Resend RESEND = Resend.start();

  @BeforeEach
  void anew() {
    RESEND.anew();
  }

  @AfterAll
  static void stop() {
    RESEND.close();
  }

  private static String header(Client.Answer answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static void fault(Fault fault) {
    RESEND.sandbox.faults().add(fault);
  }

  @Test
  void a_team_has_so_many_requests_a_second_with_all_its_keys_together() {
    RESEND.control("/limits", json("{'enforce':true}"));
    String other = RESEND.description().apiKey();
    for (int n = 9; n >= 0; n--) {
      Client.Answer answer = RESEND.send("GET", "/domains", n % 2 == 0 ? RESEND.key : other, "");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(header(answer, "ratelimit-limit")).isEqualTo("10");
      assertThat(header(answer, "ratelimit-remaining")).isEqualTo(Integer.toString(n));
      assertThat(header(answer, "ratelimit-reset")).isEqualTo("1");
    }
    Client.Answer refused = RESEND.get("/domains");
    refused(refused, 429, "rate_limit_exceeded");
    assertThat(header(refused, "retry-after")).isEqualTo("1");
    assertThat(header(refused, "ratelimit-remaining")).isEqualTo("0");
    assertThat(RESEND.send("GET", "/domains", RESEND.keyOf(Teams.KAURI), "").status())
        .isEqualTo(200);
    RESEND.advance(Duration.ofSeconds(1));
    good(RESEND.get("/domains"));
    RESEND.control("/limits", json("{'reset':true}"));
  }

  @Test
  void quotas_are_no_rate_limits_and_refuse_a_batch_as_a_whole() {
    RESEND.control("/limits", json("{'enforce':true,'team':'sakura','today':99,'month':99}"));
    String key = RESEND.keyOf(Teams.SAKURA);
    String mail = mail("delivered@resend.dev").replace(Teams.SHOP_DOMAIN, "mail.sakura.example");
    Client.Answer refused =
        RESEND.send("POST", "/emails/batch", key, "[" + mail + "," + mail + "]");
    refused(refused, 429, "daily_quota_exceeded");
    assertThat(header(refused, "retry-after")).isEmpty();
    good(RESEND.send("POST", "/emails", key, mail));
    RESEND.advance(Duration.ofSeconds(1));
    refused(RESEND.send("POST", "/emails", key, mail), 429, "daily_quota_exceeded");
    RESEND.advance(Duration.ofDays(1));
    good(RESEND.send("POST", "/emails", key, mail));
    RESEND.control("/limits", json("{'team':'sakura','month':3000}"));
    RESEND.advance(Duration.ofSeconds(1));
    refused(RESEND.send("POST", "/emails", key, mail), 429, "monthly_quota_exceeded");
    RESEND.advance(Duration.ofDays(9));
    good(RESEND.send("POST", "/emails", key, mail));
  }

  @Test
  void a_plan_can_be_changed() {
    RESEND.control(
        "/teams/nordlicht",
        json(
            "{'requestsPerSecond':2,'dailyQuota':5,'monthlyQuota':6,'metrics':false,"
                + "'suppressions':false,'speed':100}"));
    assertThat(header(RESEND.get("/domains"), "ratelimit-limit")).isEqualTo("2");
    refused(RESEND.get("/emails/metrics"), 404, "not_found");
    String id = RESEND.sent("delivered@resend.dev");
    RESEND.advance(Duration.ofMillis(20));
    assertThat(RESEND.lastEvent(id)).isEqualTo("delivered");
    assertThat(
            RESEND
                .client
                .post("/control/resend/teams/nordlicht", json("{'requestsPerSecond':0}"))
                .status())
        .isEqualTo(400);
    assertThat(RESEND.client.post("/control/resend/teams/nordlicht", json("{'speed':0}")).status())
        .isEqualTo(400);
    assertThat(RESEND.client.post("/control/resend/teams/nobody", "{}").status()).isEqualTo(404);
    assertThat(RESEND.client.post("/control/resend/domains/a.example", "{}").status())
        .isEqualTo(404);
    assertThat(RESEND.client.get("/control/resend/nothing").status()).isEqualTo(404);
    assertThat(good(RESEND.client.get("/control/resend/teams")).size()).isEqualTo(3);
    assertThat(
            good(RESEND.client.get("/control/resend/teams/kauri")).at("/plan/metrics").asBoolean())
        .isFalse();
  }

  @Test
  void a_scenario_sets_up_teams_and_domains() {
    good(
        RESEND.client.post(
            "/control/scenario",
            json(
                "{'resend':{'teams':{'nordlicht':{'retentionDays':7}},"
                    + "'domains':{'next.nordlicht.example':{'status':'verified',"
                    + "'openTracking':true,'clickTracking':true}},"
                    + "'limits':{'enforce':false},'webhooks':{'automatic':false}}}")));
    assertThat(RESEND.team().plan().retentionDays()).isEqualTo(7);
    assertThat(RESEND.team().domain(Teams.NEW_DOMAIN).orElseThrow().verified()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "missing_api_key, 401",
    "restricted_api_key, 401",
    "invalid_api_key, 403",
    "suspended_api_key, 403",
    "invalid_permission, 403",
    "invalid_idempotency_key, 400",
    "not_found, 404",
    "method_not_allowed, 405",
    "concurrent_idempotent_requests, 409",
    "invalid_idempotent_request, 409",
    "resource_locked, 409",
    "invalid_attachment, 422",
    "invalid_parameter, 422",
    "missing_required_field, 422",
    "missing_required_parameter, 422",
    "rate_limit_exceeded, 429",
    "daily_quota_exceeded, 429",
    "monthly_quota_exceeded, 429",
    "application_error, 500",
    "internal_server_error, 500",
    "service_unavailable, 503"
  })
  void every_error_can_be_ordered_and_then_nothing_is_sent(String name, int status) {
    fault(Fault.once("resend." + name, "POST /emails"));
    refused(RESEND.post("/emails", mail("delivered@resend.dev")), status, name);
    assertThat(RESEND.team().ledger().entries(Resend.NOW)).isEmpty();
    good(RESEND.post("/emails", mail("delivered@resend.dev")));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 422})
  void an_error_with_several_statuses_can_be_ordered_with_each(int status) {
    fault(Fault.once("resend.validation_error." + status, "/emails"));
    refused(RESEND.post("/emails", mail("delivered@resend.dev")), status, "validation_error");
  }

  @Test
  void an_ordered_rate_limit_says_how_long() {
    fault(Fault.once("resend.rate_limit_exceeded", "/domains").with("seconds", 7));
    Client.Answer answer = RESEND.get("/domains");
    assertThat(header(answer, "retry-after")).isEqualTo("7");
    assertThat(header(answer, "ratelimit-limit")).isEqualTo("2");
  }

  @Test
  void pages_and_rows_can_lie() {
    String first = good(RESEND.get("/domains?limit=2")).at("/data/0/id").asString();
    fault(Fault.once("resend.same-page", "/domains"));
    assertThat(good(RESEND.get("/domains?limit=2&after=" + first)).at("/data/0/id").asString())
        .isEqualTo(first);
    fault(Fault.once("resend.short-page", "/domains"));
    assertThat(good(RESEND.get("/domains")).get("data").size()).isEqualTo(3);
    String days = "/emails/metrics?dimensions=period&metrics=sent&start_date=2026-11-19";
    assertThat(good(RESEND.get(days)).get("data").size()).isEqualTo(4);
    fault(Fault.once("resend.missing-day", "metrics").with("day", "2026-11-20"));
    assertThat(good(RESEND.get(days)).get("data").size()).isEqualTo(3);
    fault(Fault.once("resend.bad-number", "metrics"));
    assertThat(good(RESEND.get(days)).at("/data/0/sent").asString()).isEqualTo("NaN");
    fault(Fault.once("resend.value-missing", "metrics"));
    assertThat(good(RESEND.get(days)).at("/data/0").has("sent")).isFalse();
    fault(Fault.once("resend.clamped", "metrics").with("start", "2026-11-20T00:00:00.000Z"));
    JsonNode clamped = good(RESEND.get(days));
    assertThat(clamped.get("start_date").asString()).isEqualTo("2026-11-20T00:00:00.000Z");
    fault(Fault.once("resend.short-page", "/nowhere"));
    fault(Fault.once("resend.short-page", "/broadcasts"));
    assertThat(RESEND.get("/broadcasts").status()).isEqualTo(404);
  }
}
