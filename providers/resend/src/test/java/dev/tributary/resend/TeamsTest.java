package dev.tributary.resend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.sandbox.resend.Teams;
import dev.tributary.spi.Account;
import dev.tributary.spi.ConnectionResult;
import dev.tributary.spi.Failure;
import dev.tributary.spi.HealthStatus;
import dev.tributary.spi.HealthStatus.Finding;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TeamsTest extends SandboxedTest {
  private static final String EMPTY = "{\"object\":\"list\",\"has_more\":false,\"data\":[]}";

  @Test
  void a_key_with_full_access_opens_its_team() throws Exception {
    ConnectionResult result = adapter.connect(key, call());
    assertThat(result.scopes()).containsExactly("full_access");
    assertThat(adapter.accounts(key, call()))
        .singleElement()
        .satisfies(account -> {
          assertThat(account.id()).isEqualTo(result.providerUser());
          assertThat(account.zone()).isEqualTo(ZoneId.of("UTC"));
          assertThat(account.currency()).isEmpty();
          assertThat(account.facts().get("domains")).contains(Teams.SHOP_DOMAIN);
        });
  }

  @Test
  void another_key_of_the_same_team_is_the_same_login() throws Exception {
    assertThat(adapter.connect(keyOf(Teams.NORDLICHT), call()))
        .isEqualTo(adapter.connect(key, call()));
    assertThat(adapter.connect(keyOf(Teams.SAKURA), call()).providerUser())
        .isNotEqualTo(adapter.connect(key, call()).providerUser());
  }

  @Test
  void a_team_without_domains_is_known_by_its_oldest_key() throws Exception {
    answer("GET /domains", 200, EMPTY);
    Account account = adapter.accounts(key, call()).getFirst();
    assertThat(account.name()).isEqualTo("Team without domains");
    assertThat(account.id()).isNotBlank();
    answer("GET /domains", 200, EMPTY);
    answer("GET /api-keys", 200, EMPTY);
    assertThat(failure(() -> adapter.accounts(key, call()))).isInstanceOf(Failure.Malformed.class);
  }

  @Test
  void a_sending_key_is_recognised_and_says_what_is_missing() {
    Failure failure =
        failure(() -> adapter.connect(key(sandbox.description().resend().sendingKey()), call()));
    assertThat(failure).isEqualTo(ResendErrors.sendingOnly());
    assertThat(failure.message()).contains("sending access only").contains("full access");
  }

  @Test
  void a_zone_is_chosen_once_and_must_have_a_name() throws Exception {
    Account listed = adapter.accounts(key, call()).getFirst();
    assertThat(adapter.chosen(listed, Map.of("zone", "Europe/Warsaw")).zone())
        .isEqualTo(ZoneId.of("Europe/Warsaw"));
    assertThat(adapter.chosen(listed, Map.of("zone", "UTC")).zone()).isEqualTo(ZoneId.of("UTC"));
    assertThat(adapter.chosen(team.account(), Map.of()).zone()).isEqualTo(BERLIN);
    assertThatThrownBy(() -> adapter.chosen(listed, Map.of("zone", "Europe/Berlim")))
        .hasMessageContaining("no time zone Europe/Berlim");
    assertThatThrownBy(() -> adapter.chosen(listed, Map.of("zone", "+02:00")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> adapter.chosen(listed, Map.of("zone", "no zone!")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_domain_that_was_never_set_up_is_no_finding() throws Exception {
    HealthStatus health = adapter.healthCheck(team, call());
    assertThat(health.findings()).isEmpty();
    assertThat(health.account().zone()).as("stays").isEqualTo(BERLIN);
    assertThat(health.account().id()).isEqualTo(team.account().id());
  }

  @Test
  void a_domain_that_lost_its_verification_is_named() throws Exception {
    control("domains/" + Teams.NEWS_DOMAIN, "{\"status\":\"partially_failed\"}");
    assertThat(adapter.healthCheck(team, call()).findings())
        .singleElement()
        .extracting(Finding::message)
        .asString()
        .contains(Teams.NEWS_DOMAIN)
        .contains("partially_failed");
    assertThat(adapter.healthCheck(team(Map.of("domains", Teams.SHOP_DOMAIN)), call()).findings())
        .as("not chosen")
        .isEmpty();
  }

  @Test
  void a_chosen_domain_must_be_verified_and_there() throws Exception {
    assertThat(
            adapter
                .healthCheck(team(Map.of("domains", Teams.NEW_DOMAIN + ", gone.example")), call())
                .findings())
        .extracting(Finding::message)
        .anyMatch(message -> message.contains(Teams.NEW_DOMAIN))
        .anyMatch(message -> message.contains("gone.example"));
  }

  @Test
  void disconnecting_leaves_the_key_unless_it_was_named() throws Exception {
    adapter.disconnect(team, call());
    adapter.connect(key, call());
    JsonNode named = control("keys", "{\"name\":\"Tributary\"}");
    var own = key(named.path("token").asString(""));
    var asked = team(own, BERLIN, Map.of("deleteKey", "Tributary"));
    adapter.disconnect(asked, call());
    assertThat(failure(() -> adapter.connect(own, call())))
        .isInstanceOf(Failure.GrantRejected.class);
    adapter.disconnect(asked, call());
    adapter.connect(key, call());
  }

  @Test
  void of_two_keys_with_one_name_none_is_deleted() throws Exception {
    control("keys", "{\"name\":\"Twin\"}");
    control("keys", "{\"name\":\"Twin\"}");
    assertThat(failure(() -> adapter.disconnect(team(Map.of("deleteKey", "Twin")), call())))
        .isInstanceOf(Failure.InvalidRequest.class);
    assertThat(asked("DELETE /api-keys")).isZero();
    fault("resend.application_error", "GET /api-keys");
    assertThat(failure(() -> adapter.disconnect(team(Map.of("deleteKey", "Twin")), call())))
        .isInstanceOf(Failure.Unavailable.class);
    fault("resend.not_found", "DELETE /api-keys");
    control("keys", "{\"name\":\"Once\"}");
    adapter.disconnect(team(Map.of("deleteKey", "Once")), call());
  }

  @Test
  void a_long_list_of_domains_is_read_to_its_end_and_a_circle_is_none() throws Exception {
    String page =
        "{\"object\":\"list\",\"has_more\":%s,\"data\":[{\"id\":\"%s\",\"name\":\"%s\"}]}";
    answer("GET /domains", 200, page.formatted(true, "d1", "a.example"));
    answer("GET /domains", 200, page.formatted(false, "d2", "b.example"));
    assertThat(adapter.accounts(key, call()).getFirst().name()).isEqualTo("a.example and 1 more");
    answer("GET /domains", 200, page.formatted(true, "d1", "a.example"));
    answer("GET /domains", 200, page.formatted(true, "d1", "a.example"));
    assertThat(failure(() -> adapter.accounts(key, call()))).isInstanceOf(Failure.Malformed.class);
    for (String odd :
        List.of(
            "{\"has_more\":true,\"data\":[]}",
            "{\"data\":[{\"name\":\"a.example\"}]}",
            "{\"data\":[{\"id\":\"d1\"}]}",
            "{\"data\":{}}",
            "[]")) {
      answer("GET /domains", 200, odd);
      assertThat(failure(() -> adapter.accounts(key, call())))
          .as(odd)
          .isInstanceOf(Failure.Malformed.class);
    }
  }
}
