package dev.tributary.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Once through with a keyboard alone: no pointer is ever used here, and Meta is connected. */
@Order(2)
@ExtendWith(Site.Started.class)
@Tag("ci")
class KeyboardTest {
  private static final int STOPS_MAX = 120;

  /** What has the focus, as its name or its text; and whether one sees that it has it. */
  private static final String FOCUSED =
      """
      () => {
        const at = document.activeElement;
        if (at === null || at === document.body) return '';
        const style = getComputedStyle(at);
        const ringed = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
        const drawn = at instanceof SVGElement && parseFloat(style.strokeWidth) >= 5;
        if (!ringed && !drawn) return 'INVISIBLE FOCUS';
        const label = at.labels?.[0]?.innerText ?? at.getAttribute('aria-label') ?? at.innerText ?? '';
        return label.trim();
      }
      """;

  private final Tab tab;

  KeyboardTest(Site site) throws Exception {
    site.requireOwner();
    this.tab = new Tab(site);
  }

  @AfterEach
  void close() {
    tab.close();
  }

  /** Goes on with Tab until the focus is where these words stand. */
  private static void reach(Page page, String words) {
    for (int stop = 0; stop < STOPS_MAX; stop++) {
      String focused = String.valueOf(page.evaluate(FOCUSED));
      if (focused.startsWith(words)) {
        return;
      }
      if (focused.equals("INVISIBLE FOCUS")) {
        throw new AssertionError("nobody sees what has the focus on the way to " + words);
      }
      page.keyboard().press("Tab");
    }
    throw new AssertionError("Tab does not lead to " + words);
  }

  private static void enter(Page page, String words) {
    reach(page, words);
    page.keyboard().press("Enter");
  }

  @Test
  void an_ad_account_is_connected_read_and_left_without_a_pointer() {
    Page page = tab.page();
    tab.open("/sign-in");
    tab.seesHeading("Sign in");
    reach(page, "E-mail");
    page.keyboard().type(Site.OWNER);
    page.keyboard().press("Tab");
    page.keyboard().type(Site.PASSWORD);
    page.keyboard().press("Enter");
    tab.seesHeading("Overview");

    page.keyboard().press("g");
    page.keyboard().press("i");
    tab.seesHeading("Connections");
    tab.link("Connect Meta Ads").waitFor();
    enter(page, "Connect Meta Ads");
    tab.button("Continue with Meta Ads").waitFor();
    reach(page, "Continue with Meta Ads");
    Page dialog = tab.popup(() -> page.keyboard().press("Enter"));
    dialog.getByText("Sandbox login").waitFor();
    reach(dialog, "Continue");
    dialog.keyboard().press("Enter");
    tab.sees("Each account becomes a connection of its own.");
    reach(page, "Nordlicht");
    page.keyboard().press("Space");
    tab.sees("requests, about");
    enter(page, "Next");
    tab.sees("Ready to start");
    enter(page, "Start");
    assertThat(page.locator("main .card").first())
        .containsText(Pattern.compile("Backfilling|Syncing|Up to date"));

    page.keyboard().press("Control+k");
    page.keyboard().type("spend");
    page.keyboard().press("Enter");
    tab.seesHeading("Spend");
    page.locator("svg.chart").waitFor();
    enter(page, "Show as table");
    tab.sees("Standing");

    page.keyboard().press("Control+k");
    page.keyboard().type("Runs");
    page.keyboard().press("Enter");
    tab.seesHeading("Runs");
    page.getByRole(AriaRole.TABLE).waitFor();
    page.keyboard().press("j");
    page.keyboard().press("Enter");
    tab.seesHeading("Tries");

    enter(page, "Account: Olga Owner");
    enter(page, "Sign out");
    tab.seesHeading("Sign in");
  }
}
