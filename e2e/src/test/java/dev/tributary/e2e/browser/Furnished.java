package dev.tributary.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.options.RequestOptions;
import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.resend.Teams;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A workspace in which there is something to see. */
final class Furnished {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SHOP = "Nordlicht Shop";
  private static final String FROM = "Nordlicht <hello@" + Teams.SHOP_DOMAIN + ">";
  private static final String LETTER =
      """
      <h1>Hello {{{NAME}}}</h1><p>Thank you for your order. You have {{{POINTS}}} points.</p>
      """;

  private final APIRequestContext browser;
  private final String origin;
  private final String api;
  private final String csrf;

  private Furnished(Tab tab) {
    this.browser = tab.page().request();
    this.origin = tab.site().address("");
    this.api = "/api/v1/workspaces/" + tab.site().server().backend().workspace().id();
    this.csrf = read(browser.get(origin + "/api/v1/session")).path("csrfToken").asString();
  }

  /**
   * Adds what other tests have not left already.
   *
   * @return what stands for an id in addresses, and the id
   */
  static Map<String, String> with(Tab tab) {
    connected(tab);
    Furnished furnished = new Furnished(tab);
    Map<String, String> ids = new HashMap<>(furnished.email(tab.site()));
    tab.site().letMailsArrive();
    Deeds.signInAtGoogle(tab);
    Matcher connect = Pattern.compile("connect=([0-9a-f-]{36})").matcher(tab.page().url());
    if (!connect.find()) {
      throw new AssertionError("no sign-in in " + tab.page().url());
    }
    String connection = furnished.shop();
    ids.put("SHOP", connection);
    ids.put("SIGNIN", connect.group(1));
    ids.put("JOB", furnished.first("/jobs?integration=" + connection).path("id").asString());
    return ids;
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
      Deeds.seesState(tab, "Up to date");
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

  /** A team that has a template and sent a batch of it to three people. */
  private Map<String, String> email(Site site) {
    String key = site.sandbox().description().resend().apiKey();
    Map<String, Object> wish =
        new HashMap<>(Map.of("provider", "resend", "kind", "api_key", "key", key));
    String account = post("/keys", wish).path("accounts").path(0).path("id").asString();
    wish.putAll(
        Map.of(
            "accounts",
            List.of(account),
            "settings",
            Map.of("zone", "Europe/Berlin"),
            "backfillDays",
            28));
    String team = post("/keys", wish).path("integrations").path(0).path("id").asString();
    String templates = "/integrations/" + team + "/email-templates";
    String template =
        post(
                templates,
                Map.of(
                    "name",
                    "Order received",
                    "subject",
                    "Thank you, {{{NAME}}}",
                    "html",
                    LETTER,
                    "variables",
                    List.of(
                        Map.of("key", "NAME", "type", "text"),
                        Map.of("key", "POINTS", "type", "number", "fallback", "0"))))
            .path("id")
            .asString();
    post(templates + "/" + template + "/publish", Map.of());
    String batch =
        post(
                "/email-batches",
                Map.of(
                    "integration", team,
                    "name", "Orders of today",
                    "kind", "transactional",
                    "from", FROM,
                    "template", template))
            .path("id")
            .asString();
    String here = "/email-batches/" + batch;
    post(here + "/recipients", Map.of("recipients", List.of(ada("delivered"), ada("bounced"))));
    post(here + "/send", Map.of());
    post("/email-suppressions", Map.of("address", "gone@example.com", "note", "Asked by phone"));
    return Map.of("TEAM", team, "TEMPLATE", template, "BATCH", batch);
  }

  private static Map<String, Object> ada(String fate) {
    return Map.of("address", fate + "+seen@resend.dev", "values", Map.of("NAME", "Ada"));
  }

  private String shop() {
    return first("/integrations?provider=google_analytics&q=Nordlicht%20Shop")
        .path("id")
        .asString();
  }

  private JsonNode first(String list) {
    return read(browser.get(origin + api + list)).path("items").path(0);
  }

  private JsonNode post(String path, Map<String, ?> body) {
    return read(
        browser.post(
            origin + api + path,
            RequestOptions.create()
                .setHeader("X-CSRF-Token", csrf)
                .setHeader("Content-Type", "application/json")
                .setData(JSON.writeValueAsString(body))));
  }

  private static JsonNode read(APIResponse answer) {
    if (!answer.ok()) {
      throw new AssertionError(answer.url() + " answered " + answer.text());
    }
    return JSON.readTree(answer.text());
  }
}
