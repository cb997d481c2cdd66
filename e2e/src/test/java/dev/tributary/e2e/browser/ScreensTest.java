package dev.tributary.e2e.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
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
  private final Map<String, String> ids;

  ScreensTest(Site site) throws Exception {
    this.tab = site.owner();
    this.site = site;
    this.ids = Furnished.with(tab);
  }

  @AfterAll
  void close() {
    site.sandbox().faults().clear();
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
        new Screen("kpi", "W/kpis/google_analytics.sessions?by=channel_group", "Organic Search"),
        new Screen("connections", "W/connections", "Nordlicht Shop"),
        new Screen("connection", "W/connections/CONNECTION", "Landing pages"),
        new Screen("coverage", "W/connections/CONNECTION?tab=data", "May change"),
        new Screen("timeline", "W/connections/CONNECTION?tab=timeline", "Backfill"),
        new Screen("connection-settings", "W/connections/CONNECTION?tab=settings", "How often"),
        new Screen("connect", "W/connect/meta_ads", "Continue with Meta Ads"),
        new Screen("connect-choose", "W/connect/google_analytics?connect=CONNECT", "How far back"),
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
    page.waitForLoadState(LoadState.NETWORKIDLE);
    picture(page, screen.name() + "-light");
    assertThat(Axe.violations(page)).as("light").isEmpty();
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    picture(page, screen.name() + "-dark");
    assertThat(Axe.violations(page)).as("dark").isEmpty();
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
