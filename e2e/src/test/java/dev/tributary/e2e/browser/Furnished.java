package dev.tributary.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import dev.tributary.sandbox.Fault;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A workspace in which there is something to see: a connection with its data, and a report given
 * up.
 */
final class Furnished {
  private static final String SHOP = "Nordlicht Shop";
  private static final String REFUSAL =
      "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\",\"message\":\"Field country is not"
          + " allowed in this report.\"}}";

  private Furnished() {}

  /**
   * Adds what other tests have not left already.
   *
   * @return what stands for an id in addresses, and the id
   */
  static Map<String, String> with(Tab tab) {
    String api = "/api/v1/workspaces/" + tab.site().server().backend().workspace().id();
    Deeds.signInAtGoogle(tab);
    Matcher connect = Pattern.compile("connect=([0-9a-f-]{36})").matcher(tab.page().url());
    if (!connect.find()) {
      throw new AssertionError("no sign-in in " + tab.page().url());
    }
    if (tab.page().getByLabel(SHOP).isEnabled()) {
      Deeds.choose(tab, SHOP);
      assertThat(tab.page().locator("main .card").first()).containsText("Up to date");
      Deeds.signInAtGoogle(tab);
      connect = Pattern.compile("connect=([0-9a-f-]{36})").matcher(tab.page().url());
      connect.find();
    }
    String connection = id(tab, api + "/integrations?q=Nordlicht%20Shop");
    tab.go("Connections");
    tab.follow(SHOP);
    tab.site()
        .sandbox()
        .faults()
        .add(
            Fault.once("status", "POST /v1beta/properties/412001:")
                .with("status", 400)
                .with("body", REFUSAL));
    tab.press("Sync Countries");
    tab.go("Needs attention");
    tab.sees("Field country is not allowed");
    return Map.of(
        "CONNECTION", connection,
        "CONNECT", connect.group(1),
        "JOB", id(tab, api + "/jobs?integration=" + connection));
  }

  private static String id(Tab tab, String list) {
    JsonNode answer =
        new JsonMapper().readTree(tab.page().request().get(tab.site().address(list)).text());
    return answer.path("items").path(0).path("id").asString();
  }
}
