package dev.tributary.sandbox.meta;

import static dev.tributary.sandbox.meta.Meta.SHOP;
import static dev.tributary.sandbox.meta.Meta.V;
import static dev.tributary.sandbox.meta.Meta.good;
import static dev.tributary.sandbox.meta.Meta.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Client;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.meta.world.MetaWorld;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class UsageTest {
  private final Meta meta = Meta.start();

  @AfterEach
  void stop() {
    meta.close();
  }

  private static JsonNode header(Client.Answer answer, String name) {
    return Client.JSON.readTree(answer.headers().firstValue(name).orElseThrow());
  }

  private static JsonNode business(Client.Answer answer) {
    return header(answer, "x-business-use-case-usage").at("/" + MetaWorld.SHOP + "/0");
  }

  @Test
  void a_used_up_account_is_refused_until_the_announced_time() {
    meta.control("/usage", "{\"account\":\"act_1010000001\",\"percent\":110}");
    Client.Answer refusal = meta.get(SHOP + "/insights");
    refused(refusal, 80_000, 2_446_079);
    assertThat(business(refusal).get("type").asString()).isEqualTo("ads_insights");
    assertThat(business(refusal).get("call_count").asInt()).isEqualTo(110);
    int minutes = business(refusal).get("estimated_time_to_regain_access").asInt();
    assertThat(minutes).isEqualTo(7);
    good(meta.get(SHOP + "/campaigns"));
    good(meta.get(V + "/act_" + MetaWorld.YEN + "/insights"));
    meta.sandbox.clock().advance(Duration.ofMinutes(minutes));
    Client.Answer again = meta.get(SHOP + "/insights");
    good(again);
    assertThat(business(again).get("estimated_time_to_regain_access").asInt()).isZero();
  }

  @Test
  void management_calls_have_a_limit_of_their_own() {
    meta.control("/usage", "{\"kind\":\"management\",\"percent\":100}");
    refused(meta.get(SHOP + "/campaigns"), 80_004, 2_446_079);
    good(meta.get(SHOP + "/insights"));
  }

  @Test
  void an_app_at_its_limit_is_refused_everywhere() {
    meta.control("/usage", "{\"app\":100}");
    refused(meta.get(V + "/me"), 4, 0);
    refused(meta.get(SHOP + "/insights"), 4, 0);
    meta.control("/usage", "{\"enforce\":false}");
    Client.Answer counted = meta.get(V + "/me");
    good(counted);
    assertThat(header(counted, "x-app-usage").get("call_count").asInt()).isEqualTo(100);
    meta.control("/usage", "{\"reset\":true,\"enforce\":true}");
    good(meta.get(V + "/me"));
  }

  @Test
  void use_rises_with_calls_and_rows_and_falls_with_time() {
    meta.control("/accounts/" + MetaWorld.SHOP, "{\"limits\":{\"points\":0}}");
    meta.control("/usage", "{\"percent\":50}");
    Client.Answer first = meta.get(SHOP + "/insights", "level", "ad", "limit", "100");
    Client.Answer second = meta.get(SHOP + "/insights", "level", "ad", "limit", "100");
    double low = header(first, "x-fb-ads-insights-throttle").get("acc_id_util_pct").asDouble();
    double high = header(second, "x-fb-ads-insights-throttle").get("acc_id_util_pct").asDouble();
    assertThat(high).isGreaterThan(low);
    assertThat(header(second, "x-ad-account-usage").get("acc_id_util_pct").asDouble())
        .isEqualTo(0.02);
    assertThat(header(second, "x-fb-ads-insights-throttle").get("ads_api_access_tier").asString())
        .isEqualTo("standard_access");
    meta.sandbox.clock().advance(Duration.ofHours(1));
    Client.Answer later = meta.get(SHOP + "/insights");
    assertThat(header(later, "x-fb-ads-insights-throttle").get("acc_id_util_pct").asDouble())
        .isLessThan(low);
    assertThat(later.headers().firstValue("x-app-usage")).isPresent();
  }

  @Test
  void nine_thousand_calls_in_five_minutes_are_too_many() {
    meta.control("/usage", "{\"account\":\"1010000001\",\"kind\":\"score\",\"percent\":120}");
    Client.Answer refusal = meta.get(SHOP + "/insights");
    refused(refusal, 17, 2_446_079);
    assertThat(header(refusal, "x-ad-account-usage").get("reset_time_duration").asInt())
        .isEqualTo(360);
    meta.sandbox.clock().advance(Duration.ofMinutes(2));
    good(meta.get(SHOP + "/insights"));
  }

  @Test
  void without_quotas_nothing_is_refused() {
    try (Meta free =
        new Meta(SandboxOptions.DEFAULT.withMachine(() -> Meta.NOW).withQuotas(false))) {
      free.control("/usage", "{\"percent\":300,\"app\":300}");
      good(free.get(SHOP + "/insights"));
    }
  }
}
