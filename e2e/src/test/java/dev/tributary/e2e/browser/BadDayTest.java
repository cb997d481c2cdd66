package dev.tributary.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import dev.tributary.sandbox.Fault;
import dev.tributary.server.people.Links;
import dev.tributary.spi.Secret;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What goes wrong between a person, a browser, a provider and a server has its face and its way on.
 */
@Order(6)
@ExtendWith(Site.Started.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("ci")
class BadDayTest {
  private static final String FETCHED =
      "performance.getEntriesByType('resource').some(one => one.name.includes('/assets/notices'))";
  private static final String CONTINUE = "Continue with Meta Ads";

  private final Site site;
  private final Tab tab;

  BadDayTest(Site site) throws Exception {
    this.site = site;
    this.tab = site.owner();
  }

  @BeforeEach
  void open() {
    tab.open(site.home());
    tab.seesHeading("Overview");
  }

  @AfterEach
  void mend() {
    tab.context().setOffline(false);
    tab.page().unrouteAll();
    site.sandbox().faults().clear();
    site.ask();
  }

  @AfterAll
  void close() {
    tab.close();
  }

  private Page consent() {
    tab.go("Connections");
    tab.follow("Connect Meta Ads");
    Page dialog = tab.popup(() -> tab.press(CONTINUE));
    dialog.getByText("Sandbox login").waitFor();
    return dialog;
  }

  private void again() {
    Deeds.answer(tab.popup(() -> tab.press("Try again")), "Continue");
    tab.sees("Each account becomes a connection of its own.");
  }

  @Test
  void a_consent_that_was_denied_can_be_given_after_all() {
    Deeds.answer(consent(), "Cancel");
    tab.sees("Access was not given");
    again();
  }

  @Test
  void a_window_that_was_closed_can_be_opened_again() {
    consent().close();
    tab.sees("The window was closed");
    again();
  }

  @Test
  void a_permission_that_was_unticked_is_asked_for_again() {
    Page dialog = consent();
    dialog.getByLabel("ads_read").uncheck();
    Deeds.answer(dialog, "Continue");
    tab.sees("A permission is missing");
    again();
  }

  @Test
  void a_browser_that_blocks_windows_goes_on_in_the_same_page() {
    tab.go("Connections");
    tab.page().evaluate("window.open = () => null");
    tab.follow("Connect Meta Ads");
    tab.press(CONTINUE);
    tab.sees("The browser blocked the window");
    tab.follow("Go on in this page");
    tab.page().getByRole(AriaRole.BUTTON, named("Continue")).click();
    tab.sees("Each account becomes a connection of its own.");
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  @Test
  void a_login_without_an_account_is_told_whom_to_ask() {
    site.sandbox()
        .faults()
        .add(
            Fault.always("status", "adaccounts").with("status", 200).with("body", "{\"data\":[]}"));
    Deeds.answer(consent(), "Continue");
    tab.sees("This login can see no account");
  }

  @Test
  void an_account_that_is_connected_cannot_be_connected_twice() {
    Furnished.connected(tab);
    Deeds.signInAtGoogle(tab);
    assertThat(tab.page().getByLabel("Nordlicht Shop")).isDisabled();
    tab.sees("connected already");
  }

  @Test
  void a_session_that_ends_in_the_middle_of_a_form_loses_nothing() {
    tab.open(site.home() + "/settings/members");
    tab.fill("E-mail of the person", "ines@example.com");
    tab.context().clearCookies();
    // Past the dialog, should the page have noticed by itself meanwhile.
    tab.button("Invite").evaluate("button => button.click()");
    tab.sees("Your session has ended");
    Locator dialog = tab.page().getByRole(AriaRole.DIALOG);
    assertThat(dialog.getByLabel("E-mail")).hasValue(Site.OWNER);
    dialog.getByLabel("Password").fill(Site.PASSWORD);
    dialog.getByRole(AriaRole.BUTTON).getByText("Sign in").click();
    assertThat(dialog).hasCount(0);
    assertThat(tab.page().getByLabel("E-mail of the person")).hasValue("ines@example.com");
    tab.press("Invite");
    tab.sees("Give the person this link.");
  }

  @Test
  void whoever_is_invited_joins_and_a_link_is_good_for_once() {
    tab.open(site.home() + "/settings/members");
    tab.fill("E-mail of the person", "ivan@example.com");
    tab.press("Invite");
    tab.sees("Give the person this link.");
    String link =
        String.valueOf(tab.page().getByText(Pattern.compile("/invitation#")).first().innerText());
    try (Tab other = new Tab(site)) {
      other.open(link.strip());
      other.sees("invites you to");
      other.fill("Your name", "Ivan Invited");
      other.fill("Password", Site.PASSWORD);
      other.press("Accept");
      other.seesHeading("Overview");
      other.open("/");
      other.seesHeading("Overview");
      other.open(link.strip() + "x");
      assertThat(other.page().getByRole(AriaRole.ALERT)).isVisible();
    }
  }

  @Test
  void a_link_to_enter_works_once() throws Exception {
    var signingIn = site.server().backend().people().signingIn();
    var owner =
        site.server().backend().people().signingIn().caller(session()).orElseThrow().person();
    String link = new Links(site.server().publicUrl()).entry(signingIn.entryLink(owner));
    try (Tab other = new Tab(site)) {
      other.open(link);
      other.seesHeading("Overview");
    }
    try (Tab late = new Tab(site)) {
      late.open(link);
      late.sees("This link does not work any more");
      late.follow("To sign-in");
      late.seesHeading("Sign in");
    }
  }

  private Secret session() {
    return tab.context().cookies().stream()
        .filter(cookie -> cookie.name.equals("tributary"))
        .map(cookie -> Secret.of(cookie.value))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void what_was_shown_stays_while_the_server_does_not_answer() {
    tab.go("Connections");
    tab.sees("Connect Meta Ads");
    tab.page().route("**/api/**", Route::abort);
    tab.go("Runs");
    tab.sees("The server does not answer.");
    tab.page().unroute("**/api/**");
    tab.press("Try again");
    tab.seesNo("The server does not answer.");
  }

  @Test
  void a_cut_event_stream_is_told_and_taken_up_again() {
    tab.sees("Live");
    tab.page().route("**/events", Route::abort);
    tab.press("Pause updates");
    tab.sees("Paused");
    tab.press("Resume updates");
    tab.sees("Every 15 s");
    tab.page().unroute("**/events");
    tab.press("Pause updates");
    tab.press("Resume updates");
    tab.sees("Live");
  }

  @Test
  void a_browser_without_a_network_says_so_and_goes_on_by_itself() {
    // Screens are fetched ahead a little after the first one.
    tab.page().waitForCondition(() -> Boolean.TRUE.equals(tab.page().evaluate(FETCHED)));
    tab.context().setOffline(true);
    tab.place("Notices").click();
    tab.sees("This browser is offline.");
    tab.context().setOffline(false);
    tab.seesNo("This browser is offline.");
  }
}
