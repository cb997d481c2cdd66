package dev.tributary.metaads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.meta.world.MetaWorld;
import dev.tributary.spi.Account;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.HealthStatus;
import dev.tributary.spi.HealthStatus.Change;
import dev.tributary.spi.HealthStatus.Finding;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccountsTest extends SandboxedTest {

  @Test
  void every_account_of_a_login_is_found_with_zone_currency_status_and_business() throws Exception {
    List<Account> accounts = adapter.accounts(credentials, call());
    assertThat(accounts)
        .extracting(Account::id)
        .contains(MetaWorld.SHOP, MetaWorld.YEN, MetaWorld.DISABLED, MetaWorld.EMPTY)
        .doesNotContain(MetaWorld.FORBIDDEN);
    Account yen =
        accounts.stream().filter(one -> one.id().equals(MetaWorld.YEN)).findFirst().orElseThrow();
    assertThat(yen.zone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
    assertThat(yen.currency()).contains("JPY");
    assertThat(yen.facts())
        .containsEntry("status", "active")
        .containsEntry("business", "Sakura Tea");
    assertThat(yen.createdOn()).isPresent();
  }

  @Test
  void a_list_in_pages_is_read_to_its_end() throws Exception {
    answer(
        "GET /v26.0/me/adaccounts",
        200,
        """
        {"data":[{"account_id":"7","name":"Seven","currency":"USD","timezone_name":"UTC",
          "account_status":1}],
         "paging":{"next":"https://graph.facebook.com/v26.0/me/adaccounts?after=QVFIMA&limit=1"}}
        """);
    assertThat(adapter.accounts(credentials, call()))
        .extracting(Account::id)
        .startsWith("7")
        .contains(MetaWorld.SHOP);
    assertThat(logged("GET /v26.0/me/adaccounts", 2).getLast().query()).contains("after=QVFIMA");
  }

  @Test
  void a_list_that_is_none_and_accounts_without_name_or_zone_are_malformed() {
    answer("adaccounts", 200, "{\"data\":{}}");
    assertThat(failure(() -> adapter.accounts(credentials, call())))
        .isInstanceOf(Failure.Malformed.class);
    answer("adaccounts", 200, "{\"data\":[{\"account_id\":\"x\"}]}");
    assertThat(failure(() -> adapter.accounts(credentials, call())))
        .isInstanceOf(Failure.Malformed.class);
    answer(
        "adaccounts", 200, "{\"data\":[{\"account_id\":\"7\",\"timezone_name\":\"Mars/Base\"}]}");
    assertThat(failure(() -> adapter.accounts(credentials, call())).message())
        .contains("time zone");
  }

  @Test
  void a_healthy_account_has_nothing_to_say() throws Exception {
    assertThat(adapter.healthCheck(shop, call()).healthy()).isTrue();
  }

  @Test
  void changes_that_move_days_or_amounts_are_found() throws Exception {
    HealthStatus health =
        adapter.healthCheck(account(MetaWorld.SHOP, ZoneId.of("Asia/Tokyo"), "USD"), call());
    assertThat(health.findings())
        .extracting(Finding::change)
        .containsExactly(Change.ZONE, Change.CURRENCY);
  }

  @Test
  void a_disabled_account_can_be_read_and_says_what_it_is() throws Exception {
    var disabled = account(MetaWorld.DISABLED, BERLIN, "EUR");
    assertThat(adapter.healthCheck(disabled, call()).findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.change()).isEqualTo(Change.ACCOUNT_STATUS);
          assertThat(finding.message()).contains("disabled").contains("can still be read");
        });
    DayRange before = new DayRange(TODAY.minusDays(800), TODAY.minusDays(780));
    assertThat(total(rows(disabled, "account", before), "account", "spend"))
        .isEqualByComparingTo(truth(MetaWorld.DISABLED, before, "spend"))
        .isPositive();
  }

  @Test
  void every_standing_of_an_account_has_its_own_words() throws Exception {
    for (Map.Entry<Integer, String> standing :
        Map.of(
                3, "unsettled",
                7, "pending risk review",
                8, "pending settlement",
                9, "in grace period",
                100, "closed",
                101, "closed",
                77, "unknown 77")
            .entrySet()) {
      answer(
          "GET /v26.0/act_",
          200,
          "{\"account_id\":\"%s\",\"timezone_name\":\"Europe/Berlin\",\"currency\":\"EUR\",\"account_status\":%d}"
              .formatted(MetaWorld.SHOP, standing.getKey()));
      assertThat(adapter.healthCheck(shop, call()).findings())
          .singleElement()
          .extracting(Finding::message)
          .asString()
          .contains(standing.getValue());
    }
  }

  @Test
  void an_account_without_money_or_age_is_one_too() throws Exception {
    answer(
        "GET /v26.0/act_",
        200,
        "{\"account_id\":\"7\",\"timezone_name\":\"UTC\",\"account_status\":1}");
    Account account = adapter.healthCheck(shop, call()).account();
    assertThat(account.currency()).isEqualTo(Optional.empty());
    assertThat(account.createdOn()).isEmpty();
    assertThat(account.name()).isEqualTo("Ad account 7");
  }

  @Test
  void a_version_that_ends_is_logged_and_shown() throws Exception {
    sandbox.faults().add(Fault.once("meta.version-warning", "GET /v26.0/act_"));
    assertThat(adapter.healthCheck(shop, call()).findings())
        .singleElement()
        .extracting(Finding::change)
        .isEqualTo(Change.API_VERSION);
  }

  @Test
  void another_version_is_a_matter_of_configuration() throws Exception {
    var older = new MetaAdsAdapter(environment(Map.of("graph", "v25.0"), true));
    assertThat(older.healthCheck(shop, call()).healthy()).isTrue();
    assertThat(logged("GET /v25.0/act_", 1)).isNotEmpty();
    var ended = new MetaAdsAdapter(environment(Map.of("graph", "v20.0"), true));
    assertThat(failure(() -> ended.healthCheck(shop, call())))
        .isInstanceOf(Failure.Misconfigured.class);
  }

  @Test
  void an_account_of_others_and_one_that_never_was_end_clearly() {
    assertThat(
            failure(() -> adapter.healthCheck(account(MetaWorld.FORBIDDEN, BERLIN, "NZD"), call())))
        .isInstanceOf(Failure.PermissionMissing.class);
    assertThat(failure(() -> adapter.healthCheck(account("999", BERLIN, "EUR"), call())))
        .isInstanceOf(Failure.PermissionMissing.class)
        .extracting(Failure::message)
        .asString()
        .contains("act_999");
  }
}
