package dev.tributary.e2e.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every screen in light, in dark and on a phone: no rule of accessibility broken, nothing that has
 * to be scrolled sideways, and a picture of each in {@code target/screens} for people to look at.
 */
@Order(5)
@ExtendWith(Site.Started.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("ci")
class ScreensTest {
  /** What makes a page wider than its window: nothing of a page that is as wide. */
  private static final String SIDEWAYS =
      """
      () => document.documentElement.scrollWidth <= innerWidth ? [] :
          [...document.querySelectorAll('body *')]
              .filter(one => {
                const at = one.getBoundingClientRect();
                return Math.max(at.right, at.left + one.scrollWidth) > innerWidth;
              })
              .map(one => one.tagName + '.' + one.className + ': ' + one.textContent.slice(0, 40))
      """;

  private final Site site;
  private final Tab tab;
  private final Tab stranger;
  private final Map<String, String> ids;

  ScreensTest(Site site) throws Exception {
    this.tab = site.owner();
    this.site = site;
    this.ids = Furnished.with(tab);
    this.stranger = new Tab(site);
  }

  @AfterAll
  void close() {
    site.sandbox().faults().clear();
    stranger.close();
    tab.close();
  }

  /**
   * A screen by its name, its address and words that stand on it once it is whole, and not on the
   * one before.
   */
  record Screen(String name, String path, String words) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Screen> screens() {
    return List.of(
        new Screen("overview", "W", "Sessions"),
        new Screen("kpi", "W/kpis/google_analytics.sessions?by=channel", "Organic Search"),
        new Screen("connections", "W/connections", "Connect an account"),
        new Screen("connection", "W/connections/SHOP", "Landing pages"),
        new Screen("coverage", "W/connections/SHOP?tab=data", "Choose a day"),
        new Screen("timeline", "W/connections/SHOP?tab=timeline", "Took"),
        new Screen("connection-settings", "W/connections/SHOP?tab=settings", "How often"),
        new Screen("connect", "W/connect/meta_ads", "Continue with Meta Ads"),
        new Screen("connect-choose", "W/connect/google_analytics?connect=SIGNIN", "How far back"),
        new Screen("runs", "W/runs", "Backfill"),
        new Screen("run", "W/runs/JOB", "Tries"),
        new Screen("attention", "W/attention", "Given up"),
        new Screen("email-health", "W/email", "Too little mail to tell"),
        new Screen("email-templates", "W/email?tab=templates", "Order received"),
        new Screen("email-template", "W/email/templates/TEAM/TEMPLATE", "Without a value: NAME"),
        new Screen("email-edit", "W/email/templates/TEAM/TEMPLATE/edit", "Without a fallback"),
        new Screen("email-batches", "W/email?tab=batches", "Orders of today"),
        new Screen("email-new-batch", "W/email/batches/new", "This makes a draft"),
        new Screen("email-batch", "W/email/batches/BATCH", "Taken by the provider"),
        new Screen("email-suppressions", "W/email?tab=suppressions", "Asked by phone"),
        new Screen("email-person", "W/email?tab=person", "Only admins come here"),
        new Screen("notices", "W/notices", "stopped until somebody decides"),
        new Screen("system", "W/system", "PostgreSQL"),
        new Screen("workspace", "W/settings/workspace", "Weeks begin on"),
        new Screen("members", "W/settings/members", "E-mail of the person"),
        new Screen("api-keys", "W/settings/keys", "What is it for?"),
        new Screen("oauth-apps", "W/settings/apps", "Redirect address"),
        new Screen("audit", "W/settings/audit", "Olga Owner"),
        new Screen("routes", "W/settings/routes", "Add an address"),
        new Screen("account", "W/settings/account", "Present password"),
        new Screen("nothing", "W/nowhere", "Not found"));
  }

  static List<Screen> doors() {
    return List.of(
        new Screen("set-up", "/setup#token", "Create account"),
        new Screen("sign-in", "/sign-in", "Forgotten?"),
        new Screen("entry", "/entry#used", "This link does not work any more"),
        new Screen("invitation", "/invitation#used", "You are invited"));
  }

  @ParameterizedTest
  @MethodSource("doors")
  void a_door_is_for_everybody(Screen screen) {
    stranger.open(screen.path());
    see(stranger, screen);
  }

  @ParameterizedTest
  @MethodSource("screens")
  void a_screen_is_for_everybody(Screen screen) {
    if (screen.name().equals("attention")) {
      Furnished.refused(tab);
    }
    String path = screen.path().replaceFirst("^W", site.home());
    for (Map.Entry<String, String> id : ids.entrySet()) {
      path = path.replace(id.getKey(), id.getValue());
    }
    tab.goOn(path);
    see(tab, screen);
  }

  private void see(Tab tab, Screen screen) {
    Page page = tab.page();
    page.setViewportSize(1280, 860);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    tab.sees(screen.words());
    tab.seesAll();
    picture(page, screen.name() + "-light");
    assertThat(Axe.violations(page)).as("light").isEmpty();
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    picture(page, screen.name() + "-dark");
    assertThat(Axe.unreadable(page)).as("dark").isEmpty();
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    page.setViewportSize(360, 780);
    picture(page, screen.name() + "-phone");
    assertThat(page.evaluate(SIDEWAYS)).as("as wide as a phone").isEqualTo(List.of());
  }

  private static void picture(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(Site.PICTURES.resolve(name + ".png")));
  }
}
