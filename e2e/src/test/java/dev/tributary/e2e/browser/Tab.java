package dev.tributary.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/**
 * A page in a browser of its own, used as a person does: by what is written on it. It remembers
 * whatever a page must never do: run a foreign script, open a dialog of its own, break the content
 * security policy, throw.
 */
final class Tab implements AutoCloseable {
  private static final double PATIENCE_MILLIS = 30_000;

  /** The server's and the sandbox's. */
  private static final Set<String> HOSTS = Set.of("localhost", "127.0.0.1");

  /** What the browser says of every answer that is no success; the page shows those itself. */
  private static final String NO_SUCCESS = "Failed to load resource";

  private final Site site;
  private final BrowserContext context;
  private final Page page;
  private final Queue<String> sins = new ConcurrentLinkedQueue<>();

  /** Of nobody. */
  Tab(Site site) {
    this(site, new Browser.NewContextOptions());
  }

  /**
   * @param kept what another tab's browser kept: its cookies
   */
  Tab(Site site, String kept) {
    this(site, new Browser.NewContextOptions().setStorageState(kept));
  }

  private Tab(Site site, Browser.NewContextOptions options) {
    this.site = site;
    this.context =
        site.browser()
            .newContext(
                options
                    .setViewportSize(1280, 860)
                    .setLocale("en-GB")
                    .setTimezoneId("Europe/Berlin"));
    context.setDefaultTimeout(PATIENCE_MILLIS);
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    context.onPage(this::watch);
    this.page = context.newPage();
  }

  private void watch(Page opened) {
    opened.onDialog(dialog -> {
      sins.add("a dialog: " + dialog.message());
      dialog.dismiss();
    });
    opened.onPageError(error -> sins.add("an error: " + error));
    opened.onRequest(request -> {
      String host = URI.create(request.url().replaceAll("[#?].*", "")).getHost();
      if (host != null && !HOSTS.contains(host)) {
        sins.add("asked " + host);
      }
    });
    opened.onConsoleMessage(message -> {
      if (message.type().equals("error") && !message.text().startsWith(NO_SUCCESS)) {
        sins.add("said: " + message.text());
      }
    });
  }

  Page page() {
    return page;
  }

  Site site() {
    return site;
  }

  BrowserContext context() {
    return context;
  }

  void open(String path) {
    page.navigate(path.startsWith("http") ? path : site.address(path));
  }

  /** To another screen without loading the page anew, as a link of it does. */
  void goOn(String path) {
    page.evaluate("path => history.pushState(null, '', path)", path);
  }

  Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  void press(String name) {
    button(name).first().click();
  }

  void follow(String name) {
    link(name).first().click();
  }

  /** A place of the navigation, whose words may have a number behind them. */
  Locator place(String words) {
    return page.getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Main"))
        .getByRole(
            AriaRole.LINK,
            new Locator.GetByRoleOptions().setName(Pattern.compile("^" + words + "\\b")));
  }

  void go(String words) {
    place(words).click();
    seesHeading(words);
  }

  void fill(String label, String text) {
    page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).fill(text);
  }

  /** Waits until it stands somewhere on the page where one sees it. */
  void sees(String words) {
    assertThat(page.getByText(words).filter(new Locator.FilterOptions().setVisible(true)).first())
        .isVisible();
  }

  void seesHeading(String words) {
    assertThat(
            page.getByRole(
                AriaRole.HEADING, new Page.GetByRoleOptions().setName(words).setExact(true)))
        .isVisible();
  }

  /** Waits until nothing of the page is still being asked for. */
  void seesAll() {
    assertThat(page.locator("[aria-busy=true]")).hasCount(0);
  }

  /** Waits until it stands nowhere on the page. */
  void seesNo(String words) {
    assertThat(page.getByText(words)).hasCount(0);
  }

  /** The window that a button opens, as a tab of the provider. */
  Page popup(Runnable deed) {
    return page.waitForPopup(deed);
  }

  /** What the page did that it must not. */
  List<String> sins() {
    return List.copyOf(sins);
  }

  /** Ends the tab; it must have behaved. */
  @Override
  public void close() {
    context.close();
    assertThat(sins).isEmpty();
  }
}
