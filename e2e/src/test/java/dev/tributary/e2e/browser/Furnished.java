package dev.tributary.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import dev.tributary.sandbox.Fault;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A workspace in which there is something to see. */
final class Furnished {
  private static final String SHOP = "Nordlicht Shop";

  private Furnished() {}

  /**
   * Adds what other tests have not left already.
   *
   * @return what stands for an id in addresses, and the id
   */
  static Map<String, String> with(Tab tab) {
    String api = "/api/v1/workspaces/" + tab.site().server().backend().workspace().id();
    connected(tab);
    Deeds.signInAtGoogle(tab);
    Matcher connect = Pattern.compile("connect=([0-9a-f-]{36})").matcher(tab.page().url());
    if (!connect.find()) {
      throw new AssertionError("no sign-in in " + tab.page().url());
    }
    String connection = id(tab, api + "/integrations?q=Nordlicht%20Shop");
    return Map.of(
        "SHOP", connection,
        "SIGNIN", connect.group(1),
        "JOB", id(tab, api + "/jobs?integration=" + connection));
  }

  /** The shop is connected and read. */
  static void connected(Tab tab) {
    tab.go("Connections");
    tab.page()
        .locator(".entry")
        .or(tab.page().getByText("Nothing is connected yet"))
        .first()
        .waitFor();
    if (tab.link(SHOP).count() == 0) {
      Deeds.signInAtGoogle(tab);
      Deeds.choose(tab, SHOP);
      assertThat(tab.page().locator("main .card").first()).containsText("Up to date");
    }
  }

  /** Google refuses to answer for the shop, until the sandbox's faults are cleared. */
  static void refused(Tab tab) {
    tab.site()
        .sandbox()
        .faults()
        .add(Fault.always("google.403.permission", "POST /v1beta/properties/412001:"));
    tab.go("Connections");
    tab.follow(SHOP);
    tab.press("Sync now");
    assertThat(tab.page().locator("main .card").first()).containsText("Gave up");
  }

  private static String id(Tab tab, String list) {
    JsonNode answer =
        new JsonMapper().readTree(tab.page().request().get(tab.site().address(list)).text());
    return answer.path("items").path(0).path("id").asString();
  }
}
