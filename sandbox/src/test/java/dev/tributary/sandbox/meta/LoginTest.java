package dev.tributary.sandbox.meta;

import static dev.tributary.sandbox.meta.Meta.good;
import static dev.tributary.sandbox.meta.Meta.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Client;
import dev.tributary.sandbox.meta.oauth.MetaApp;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LoginTest {
  private static final String BACK = "http://127.0.0.1:9/callback";
  private static final String EXCHANGE = Meta.V + "/oauth/access_token";
  private static final String DIALOG = Meta.V + "/dialog/oauth";

  private final Meta meta = Meta.start();
  private final MetaApp app = MetaApp.READY;

  @BeforeEach
  void approve() {
    meta.control("/consent", "{\"mode\":\"approve\",\"user\":\"owner\",\"withheld\":[]}");
  }

  @AfterEach
  void stop() {
    meta.close();
  }

  private Map<String, String> asked(String... more) {
    Map<String, String> query =
        Meta.params(
            "client_id", app.id(), "redirect_uri", BACK, "state", "s 1", "scope", "ads_read");
    query.putAll(Meta.params(more));
    return query;
  }

  private static Map<String, String> brought(Client.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(302);
    URI to = URI.create(answer.headers().firstValue("location").orElseThrow());
    assertThat(to.getFragment()).isEqualTo("_=_");
    Map<String, String> found = new HashMap<>();
    for (String pair : to.getRawQuery().split("&")) {
      String[] parts = pair.split("=", 2);
      found.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return found;
  }

  private String code(String... more) {
    return brought(meta.client.get(DIALOG + Meta.query(asked(more)))).getOrDefault("code", "");
  }

  private Client.Answer exchange(String... namesAndValues) {
    Map<String, String> params =
        Meta.params("client_id", app.id(), "client_secret", app.secret(), "redirect_uri", BACK);
    params.putAll(Meta.params(namesAndValues));
    return meta.client.get(EXCHANGE + Meta.query(params));
  }

  private String shortToken(String... more) {
    return good(exchange("code", code(more))).get("access_token").asString();
  }

  private JsonNode debug(String token) {
    return good(meta.client.get(
            Meta.V
                + "/debug_token"
                + Meta.query(Meta.params("input_token", token, "access_token", app.token()))))
        .get("data");
  }

  @Test
  void a_dialog_that_cannot_be_shown_says_why() {
    for (Map<String, String> wrong :
        List.of(
            asked("client_id", "1"),
            asked("redirect_uri", "http://elsewhere.example/"),
            asked("response_type", "token"))) {
      Client.Answer answer = meta.client.get(DIALOG + Meta.query(wrong));
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).contains("<h1>");
    }
    meta.control("/app", "{\"removed\":true}");
    assertThat(meta.client.get(DIALOG + Meta.query(asked())).status()).isEqualTo(400);
  }

  @Test
  void a_user_who_cancels_comes_back_without_a_code() {
    meta.control("/consent", "{\"mode\":\"deny\"}");
    Map<String, String> back = brought(meta.client.get(DIALOG + Meta.query(asked())));
    assertThat(back)
        .containsEntry("error", "access_denied")
        .containsEntry("error_reason", "user_denied")
        .containsEntry("state", "s 1")
        .doesNotContainKey("code");
  }

  @Test
  void an_unticked_permission_is_missing_and_declined() {
    meta.control("/consent", "{\"withheld\":[\"ads_read\"]}");
    Map<String, String> back =
        brought(meta.client.get(DIALOG + Meta.query(asked("return_scopes", "true"))));
    assertThat(back).containsEntry("denied_scopes", "ads_read");
    String token =
        good(exchange("code", back.getOrDefault("code", ""))).get("access_token").asString();
    refused(meta.as(token, Meta.V + "/me/adaccounts"), 200, 0);
    JsonNode data = good(meta.as(token, Meta.V + "/me/permissions")).get("data");
    assertThat(data.at("/0/permission").asString()).isEqualTo("public_profile");
    assertThat(data.at("/0/status").asString()).isEqualTo("granted");
    assertThat(data.at("/1/permission").asString()).isEqualTo("ads_read");
    assertThat(data.at("/1/status").asString()).isEqualTo("declined");
  }

  @Test
  void the_page_has_a_box_per_permission_and_two_buttons() {
    meta.control("/consent", "{\"mode\":\"page\"}");
    String address = DIALOG + Meta.query(asked("scope", "ads_read,business_management"));
    Client.Answer page = meta.client.get(address);
    assertThat(page.body()).contains("value=\"ads_read\"", "value=\"business_management\"");
    assertThat(brought(meta.client.form(address, Map.of("decision", "deny")))).containsKey("error");
    Map<String, String> back =
        brought(
            meta.client.form(
                address, Map.of("decision", "approve", "scope", "business_management")));
    String token =
        good(exchange("code", back.getOrDefault("code", ""))).get("access_token").asString();
    assertThat(debug(token).get("scopes").toString())
        .isEqualTo("[\"business_management\",\"public_profile\"]");
  }

  @Test
  void a_code_is_good_once_for_ten_minutes_at_the_address_it_was_sent_to() {
    refused(exchange("code", "AQnonsense"), 100, 36_009);
    refused(exchange("code", code(), "redirect_uri", BACK + "/other"), 100, 36_008);
    String code = code();
    good(exchange("code", code));
    refused(exchange("code", code), 100, 36_009);
    String late = code();
    meta.sandbox.clock().advance(Duration.ofMinutes(10));
    refused(exchange("code", late), 100, 36_007);
  }

  @Test
  void a_wrong_app_secret_or_kind_of_exchange_is_refused() {
    refused(exchange("client_id", "1"), 101, 0);
    refused(exchange("client_secret", "guess"), 1, 0);
    refused(exchange("grant_type", "password"), 100, 0);
    refused(exchange("grant_type", "fb_exchange_token", "fb_exchange_token", "EAAx"), 190, 0);
    assertThat(good(exchange("grant_type", "client_credentials")).get("access_token").asString())
        .isEqualTo(app.token());
  }

  @Test
  void a_short_token_becomes_a_long_one_while_it_lives() {
    JsonNode first = good(exchange("code", code()));
    assertThat(first.get("expires_in").asLong()).isEqualTo(5_400);
    String old = first.get("access_token").asString();
    JsonNode second = good(exchange("grant_type", "fb_exchange_token", "fb_exchange_token", old));
    assertThat(second.get("expires_in").asLong()).isEqualTo(5_183_944);
    meta.sandbox.clock().advance(Duration.ofMinutes(91));
    refused(meta.as(old, Meta.V + "/me"), 190, 463);
    refused(exchange("grant_type", "fb_exchange_token", "fb_exchange_token", old), 190, 463);
    String longer = second.get("access_token").asString();
    assertThat(good(meta.as(longer, Meta.V + "/me")).get("name").asString())
        .isEqualTo("Olga Owner");
    assertThat(debug(longer).get("expires_at").asLong())
        .isEqualTo(Meta.NOW.getEpochSecond() + 5_183_944);
  }

  @Test
  void a_system_users_token_never_expires_and_is_refreshed_for_sixty_days_only_when_asked() {
    String token = meta.description.systemUserToken();
    assertThat(debug(token).get("type").asString()).isEqualTo("SYSTEM_USER");
    assertThat(debug(token).get("expires_at").asLong()).isZero();
    refused(exchange("grant_type", "fb_exchange_token", "fb_exchange_token", token), 100, 0);
    assertThat(
            good(exchange(
                    "grant_type",
                    "fb_exchange_token",
                    "fb_exchange_token",
                    token,
                    "set_token_expires_in_60_days",
                    "true"))
                .get("expires_in")
                .asLong())
        .isEqualTo(5_183_944);
    meta.sandbox.clock().advance(Duration.ofDays(400));
    good(meta.get(Meta.V + "/me"));
  }

  @Test
  void debugging_a_token_tells_whose_it_is_and_why_it_died() {
    String token = shortToken();
    assertThat(debug(token).get("app_id").asString()).isEqualTo(app.id());
    assertThat(debug(token).get("is_valid").asBoolean()).isTrue();
    assertThat(debug(token).get("data_access_expires_at").asLong())
        .isEqualTo(Meta.NOW.plus(Duration.ofDays(90)).getEpochSecond());
    for (int subcode : new int[] {459, 460, 464, 467, 492}) {
      String doomed = shortToken();
      meta.control("/kill", "{\"user\":\"owner\",\"subcode\":" + subcode + "}");
      assertThat(debug(doomed).at("/error/subcode").asInt()).isEqualTo(subcode);
      assertThat(debug(doomed).get("is_valid").asBoolean()).isFalse();
      refused(meta.as(doomed, Meta.V + "/me"), 190, subcode);
    }
    assertThat(debug("EAAnobody").at("/error/code").asInt()).isEqualTo(190);
    String address = Meta.V + "/debug_token";
    refused(meta.client.get(address + "?input_token=x&access_token=y"), 190, 0);
    refused(
        meta.client.get(address + Meta.query(Meta.params("access_token", app.token()))), 100, 0);
    good(
        meta.client.get(
            address
                + Meta.query(
                    Meta.params(
                        "input_token",
                        token,
                        "access_token",
                        meta.description.systemUserToken()))));
  }

  @Test
  void every_call_needs_a_token_and_its_proof() {
    refused(meta.client.get(Meta.V + "/me"), 2_500, 0);
    refused(meta.as("EAAnobody", Meta.V + "/me"), 190, 0);
    String token = meta.description.accessToken();
    Client.Answer bare = meta.client.get(Meta.V + "/me?access_token=" + token);
    assertThat(bare.at("/error/message")).contains("appsecret_proof");
    Client.Answer wrong =
        meta.client.get(Meta.V + "/me?appsecret_proof=ab", "Authorization", "Bearer " + token);
    assertThat(wrong.at("/error/message")).contains("Invalid appsecret_proof");
    good(
        meta.client.get(
            Meta.V + "/me?appsecret_proof=" + Meta.proof(token),
            "Authorization",
            "OAuth " + token));
    meta.control("/app", "{\"proofRequired\":false}");
    good(meta.client.get(Meta.V + "/me?access_token=" + token));
    meta.control("/app", "{\"removed\":true}");
    assertThat(meta.as(token, Meta.V + "/me").at("/error/message")).contains("deleted");
  }

  @Test
  void taking_permissions_back_ends_the_tokens_of_that_user() {
    String token = shortToken("scope", "ads_read business_management");
    String me = Meta.V + "/10150000000000001/permissions";
    good(meta.client.delete(me + "/ads_read" + Meta.query(meta.signed(token))));
    refused(meta.as(token, Meta.SHOP), 200, 0);
    refused(meta.client.form(me, meta.signed(token)), 100, 33);
    good(meta.client.delete(Meta.V + "/me/permissions" + Meta.query(meta.signed(token))));
    refused(meta.as(token, Meta.V + "/me"), 190, 458);
    good(meta.get(Meta.V + "/me"));
  }

  @Test
  void the_log_masks_what_opens_doors() {
    String token = shortToken();
    good(exchange("grant_type", "fb_exchange_token", "fb_exchange_token", token));
    debug(token);
    good(meta.as(token, Meta.V + "/me"));
    assertThat(meta.sandbox.requests().all().toString())
        .doesNotContain(token)
        .doesNotContain(Meta.proof(token))
        .doesNotContain(app.secret());
  }
}
