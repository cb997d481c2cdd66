package dev.tributary.e2e.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** What people do more than once. */
final class Deeds {
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
}
