package dev.tributary.e2e.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every screen in light, in dark and on a phone: no rule of accessibility broken, nothing that has
 * to be scrolled sideways, and a picture of each in {@code target/screens} for people to look at.
 */
@Order(3)
@ExtendWith(Site.Started.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScreensTest {
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

  /** A screen by its name, its address and words that stand on it once it is whole. */
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
        new Screen("connections", "W/connections", "Nordlicht Shop"),
        new Screen("connection", "W/connections/SHOP", "Landing pages"),
        new Screen("coverage", "W/connections/SHOP?tab=data", "May change"),
        new Screen("timeline", "W/connections/SHOP?tab=timeline", "Backfill"),
        new Screen("connection-settings", "W/connections/SHOP?tab=settings", "How often"),
        new Screen("connect", "W/connect/meta_ads", "Continue with Meta Ads"),
        new Screen("connect-choose", "W/connect/google_analytics?connect=SIGNIN", "How far back"),
        new Screen("runs", "W/runs", "Nordlicht Shop"),
        new Screen("run", "W/runs/JOB", "Tries"),
        new Screen("attention", "W/attention", "Given up"),
        new Screen("notices", "W/notices", "Nordlicht Shop"),
        new Screen("system", "W/system", "PostgreSQL"),
        new Screen("workspace", "W/settings/workspace", "Time zone"),
        new Screen("members", "W/settings/members", "Olga Owner"),
        new Screen("api-keys", "W/settings/keys", "API keys"),
        new Screen("oauth-apps", "W/settings/apps", "Redirect address"),
        new Screen("audit", "W/settings/audit", "Olga Owner"),
        new Screen("routes", "W/settings/routes", "mail"),
        new Screen("account", "W/settings/account", "Password"),
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
    see(stranger, screen);
  }

  @ParameterizedTest
  @MethodSource("screens")
  void a_screen_is_for_everybody(Screen screen) {
    see(tab, screen);
  }

  private void see(Tab tab, Screen screen) {
    if (screen.name().equals("attention")) {
      Furnished.refused(tab);
    }
    String path = screen.path().replaceFirst("^W", site.home());
    for (Map.Entry<String, String> id : ids.entrySet()) {
      path = path.replace(id.getKey(), id.getValue());
    }
    Page page = tab.page();
    page.setViewportSize(1280, 860);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    tab.open(path);
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
    assertThat(page.evaluate("document.documentElement.scrollWidth"))
        .as("as wide as a phone")
        .isEqualTo(360);
  }

  private static void picture(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(Site.PICTURES.resolve(name + ".png")));
  }
}
