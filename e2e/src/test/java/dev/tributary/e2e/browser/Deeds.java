package dev.tributary.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.Map;

/** What people do more than once. */
final class Deeds {
  private static final double READ_MILLIS = Duration.ofMinutes(3).toMillis();

  private Deeds() {}

  /** Presses a button of the provider's own page, after which its window closes by itself. */
  static void answer(Page consent, String button) {
    consent
        .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button))
        .click(new Locator.ClickOptions().setNoWaitAfter(true));
  }

  /** Enters Google's OAuth app if nobody did before, and signs in there. */
  static void signInAtGoogle(Tab tab) {
    tab.go("Connections");
    tab.follow("Connect Google Analytics");
    tab.seesHeading("Connect Google Analytics");
    tab.button("Continue with Google Analytics").or(tab.button("Save and continue")).waitFor();
    if (tab.button("Save and continue").isVisible()) {
      var google = tab.site().sandbox().description().google();
      tab.fill("Client id", google.clientId());
      tab.fill("Client secret", google.clientSecret());
      tab.press("Save and continue");
    }
    answer(tab.popup(() -> tab.press("Continue with Google Analytics")), "Allow");
    tab.sees("Each account becomes a connection of its own.");
  }

  /** From the choice of accounts to a connection that reads. */
  static void choose(Tab tab, String account) {
    tab.page().getByLabel(account).check();
    tab.sees("requests, about");
    tab.press("Next");
    tab.sees("Ready to start");
    tab.press("Start");
    tab.seesHeading(account);
  }

  /** What stands on the tiles of the first screen, by their names. */
  static void seesTiles(Tab tab, Map<String, String> truth) {
    truth.forEach((name, value) ->
        assertThat(
                tab.page()
                    .locator(".tile")
                    .filter(
                        new Locator.FilterOptions()
                            .setHas(
                                tab.page()
                                    .getByText(name, new Page.GetByTextOptions().setExact(true))))
                    .locator(".value"))
            .hasText(value));
  }

  /** The card that says how a connection is; on a slow machine its history takes a while. */
  static void seesState(Tab tab, String words) {
    assertThat(tab.page().locator("main .card").first())
        .containsText(words, new LocatorAssertions.ContainsTextOptions().setTimeout(READ_MILLIS));
  }
}
