package dev.tributary.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.tributary.sandbox.google.oauth.Consent;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The first hour of an installation, one step after the other in one tab: set up, connect, watch,
 * break, mend, leave.
 */
@Order(1)
@ExtendWith(Site.Started.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("ci")
class FirstHourTest {
  private static final String SHOP = "Nordlicht Shop";
  private static final String PROPERTY = "412001";

  private final Site site;
  private final Tab tab;

  FirstHourTest(Site site) {
    this.site = site;
    this.tab = new Tab(site);
  }

  @AfterAll
  void close() {
    tab.close();
  }

  /** The card that says how the connection is. */
  private Locator state() {
    return tab.page().locator("main .card").first();
  }

  private void seesState(String words) {
    Deeds.seesState(tab, words);
  }

  private void openShop() {
    tab.go("Connections");
    tab.follow(SHOP);
    tab.seesHeading(SHOP);
  }

  /** Begins a trouble and looks for news. */
  private void suffer(String trouble, String sync) {
    tab.press(trouble);
    tab.button("Back to normal").waitFor();
    tab.press(sync);
  }

  private void recover() {
    tab.press("Back to normal");
    tab.press("Sync now");
    seesState("Up to date");
  }

  @Test
  @Order(1)
  void whoever_comes_first_needs_the_link_that_the_server_printed() {
    assertThat(site.fresh()).isTrue();
    tab.open("/");
    tab.sees("This address lacks its one-time token.");
    tab.open("/w/" + site.server().backend().workspace().id());
    tab.sees("This address lacks its one-time token.");
  }

  @Test
  @Order(2)
  void with_the_link_an_owner_is_made_once() {
    String link = site.setUpLink();
    tab.open(link);
    tab.page().reload();
    tab.fill("E-mail", Site.OWNER);
    tab.fill("Your name", "Olga Owner");
    tab.fill("Password", Site.PASSWORD);
    tab.press("Create account");
    tab.sees("Connect your first account");
    try (Tab second = new Tab(site)) {
      second.open(link);
      second.fill("E-mail", "mallory@example.com");
      second.fill("Your name", "Mallory");
      second.fill("Password", Site.PASSWORD);
      second.press("Create account");
      assertThat(second.page().getByRole(AriaRole.ALERT)).containsText("used");
    }
  }

  @Test
  @Order(3)
  void an_account_is_connected_through_the_providers_own_consent_page() {
    Deeds.signInAtGoogle(tab);
    Deeds.choose(tab, SHOP);
  }

  @Test
  @Order(4)
  void a_bar_shows_the_days_of_the_backfill_until_it_is_done() {
    Locator bar = tab.page().locator("main .card").first().getByRole(AriaRole.PROGRESSBAR);
    assertThat(bar).hasAttribute("aria-label", Pattern.compile("Backfilling \\d+ of [\\d,]+ days"));
    assertThat(bar)
        .hasAttribute(
            "value",
            Pattern.compile("[1-9]\\d*"),
            new LocatorAssertions.HasAttributeOptions().setTimeout(30_000));
    seesState("newest first");
    seesState("Up to date");
    seesState("Europe/Berlin");
  }

  @Test
  @Order(5)
  void every_tile_equals_the_truth_to_the_digit() throws Exception {
    tab.go("Overview");
    Deeds.seesTiles(tab, Truth.tiles(site, PROPERTY));
  }

  @Test
  @Order(6)
  void an_outage_is_told_with_its_next_try_and_ends_when_the_provider_answers() {
    openShop();
    suffer("Outage", "Sync now");
    seesState("Retrying");
    seesState("Try 1 of 6 failed: Google answered 503");
    tab.go("Overview");
    tab.sees("Google Analytics, Nordlicht Shop: Retrying.");
    openShop();
    recover();
  }

  @Test
  @Order(7)
  void a_rate_limit_is_a_wait_until_a_time_and_loses_nothing() {
    suffer("Rate limit", "Sync now");
    assertThat(state()).containsText(Pattern.compile("Waiting until \\d\\d:\\d\\d"));
    seesState("nothing is lost");
    recover();
  }

  @Test
  @Order(8)
  void a_withdrawn_login_is_reconnected_in_place_but_not_by_another() {
    tab.press("Revoke access");
    tab.press("Sync now");
    seesState("Reconnect needed");
    seesState("Showing saved data");

    site.sandbox()
        .google()
        .oauth()
        .consent(new Consent(Consent.Mode.PAGE, Consent.COLLEAGUE, Set.of()));
    Deeds.answer(tab.popup(() -> tab.press("Reconnect")), "Allow");
    tab.sees("That was another login");
    seesState("Reconnect needed");

    site.ask();
    Deeds.answer(tab.popup(() -> tab.press("Try again")), "Allow");
    seesState("Up to date");
  }

  @Test
  @Order(9)
  void late_data_takes_the_place_of_what_was_shown() throws Exception {
    Map<String, String> before = Truth.tiles(site, PROPERTY);
    tab.press("Late data");
    tab.sees("The provider restates past days.");
    Map<String, String> after = Truth.tiles(site, PROPERTY);
    assertThat(after).isNotEqualTo(before);
    tab.press("Sync now");
    tab.go("Overview");
    Deeds.seesTiles(tab, after);
  }

  @Test
  @Order(10)
  void what_was_given_up_is_retried_with_one_press() {
    openShop();
    suffer("Bad response", "Sync Countries");
    for (int tried = 1; tried < 6; tried++) {
      seesState("Try " + tried + " of 6 failed: The provider promised");
      tab.press("Sync Countries");
    }
    tab.go("Needs attention");
    Locator given = tab.page().getByRole(AriaRole.REGION).filter(named("Given up"));
    assertThat(given).containsText("6 tries");
    tab.press("Back to normal");
    given.getByRole(AriaRole.BUTTON).getByText("Retry").first().click();
    tab.sees("Nothing needs you");
  }

  private Locator.FilterOptions named(String heading) {
    return new Locator.FilterOptions()
        .setHas(
            tab.page().getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(heading)));
  }

  @Test
  @Order(11)
  void after_signing_out_nothing_is_shown() {
    String here = tab.page().url();
    tab.page().getByLabel("Account: Olga Owner").click();
    tab.press("Sign out");
    tab.seesHeading("Sign in");
    tab.open(here);
    tab.seesHeading("Sign in");
  }
}
