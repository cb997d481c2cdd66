package dev.tributary.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two hundred names of accounts, as many error texts and names of campaigns come from a provider
 * through syncs to the screens, in a workspace with such a name: nothing of them runs, and all of
 * them can be read.
 */
@Order(7)
@ExtendWith(Site.Started.class)
@Tag("ci")
class HostileTextsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> TEXTS = Payloads.all();

  /** How many of them one campaign is called, so that all campaigns of a day call for all. */
  private static final int PER_CAMPAIGN = 13;

  /** Names may be shortened on a screen, not left out. */
  private static final int SHOWN = 100;

  private static final int FIRST_ID = 900_001;

  private final Site site;
  private final Tab tab;
  private final String workspace;

  HostileTextsTest(Site site) throws Exception {
    this.site = site;
    this.tab = site.owner();
    this.workspace = site.workspace(TEXTS.getFirst());
  }

  @AfterEach
  void close() {
    site.sandbox().faults().clear();
    tab.close();
  }

  /** Google has two hundred properties with such names, and refuses each with such a text. */
  private static void order(Faults faults) {
    List<Map<String, String>> summaries = new ArrayList<>();
    List<Map<String, String>> properties = new ArrayList<>();
    for (int n = 0; n < TEXTS.size(); n++) {
      String name = "properties/" + (FIRST_ID + n);
      summaries.add(Map.of("property", name, "displayName", TEXTS.get(n)));
      properties.add(
          Map.of(
              "name",
              name,
              "displayName",
              TEXTS.get(n),
              "timeZone",
              "Europe/Berlin",
              "currencyCode",
              "EUR"));
      faults.add(
          answer(
              "POST /v1beta/" + name + ":",
              403,
              Map.of("error", Map.of("code", 403, "message", "Because " + TEXTS.get(n)))));
    }
    faults.add(
        answer(
            "GET /v1beta/properties/9",
            403,
            Map.of("error", Map.of("code", 403, "message", TEXTS.getFirst()))));
    faults.add(answer("GET /v1beta/properties", 200, Map.of("properties", properties)));
    faults.add(
        answer(
            "GET /v1beta/accountSummaries",
            200,
            Map.of(
                "accountSummaries",
                List.of(
                    Map.of(
                        "account",
                        "accounts/9",
                        "displayName",
                        TEXTS.getLast(),
                        "propertySummaries",
                        summaries)))));
  }

  private static Fault answer(String route, int status, Map<String, ?> body) {
    return Fault.always("status", route)
        .with("status", status)
        .with("body", JSON.writeValueAsString(body));
  }

  /** Nothing ran, and the whole texts stand there. */
  private void holds(List<String> texts) {
    assertThat(tab.page().evaluate(Payloads.MARK)).isNull();
    assertThat(tab.sins()).isEmpty();
    String shown = plain(tab.page().locator("main").first().textContent());
    assertThat(texts.stream().map(HostileTextsTest::plain).filter(text -> !shown.contains(text)))
        .as("left out of " + tab.page().url())
        .isEmpty();
  }

  private static String plain(String text) {
    return text.replaceAll("\\s+", " ");
  }

  private static List<String> beginnings(List<String> texts) {
    return texts.stream().map(text -> text.substring(0, Math.min(SHOWN, text.length()))).toList();
  }

  @Test
  void names_and_errors_of_a_provider_are_text_on_every_screen() {
    assertThat(TEXTS).hasSize(200).doesNotHaveDuplicates();
    order(site.sandbox().faults());
    tab.open(workspace);
    Deeds.signInAtGoogle(tab);
    assertThat(tab.page().getByRole(AriaRole.CHECKBOX)).hasCount(TEXTS.size());
    holds(TEXTS);
    tab.page().evaluate("document.querySelectorAll('[type=checkbox]').forEach(box => box.click())");
    tab.press("Next");
    tab.sees("Ready to start");
    holds(TEXTS);
    tab.press("Start");
    tab.seesHeading("Connections");
    Locator refused =
        tab.page().locator(".entry").filter(new Locator.FilterOptions().setHasText("Gave up"));
    assertThat(refused)
        .hasCount(TEXTS.size(), new LocatorAssertions.HasCountOptions().setTimeout(60_000));
    holds(TEXTS);
    holds(beginnings(TEXTS).stream().map(text -> "Because " + text).toList());
    for (String place : List.of("Overview", "Needs attention", "Notices", "Runs", "System")) {
      tab.go(place);
      tab.seesAll();
      holds(List.of());
    }
    tab.open(workspace + "/settings/audit");
    tab.sees("Olga Owner");
    holds(List.of());
    tab.page().keyboard().press("Control+k");
    tab.page().keyboard().type("script");
    tab.page().locator(".palette-list [role=option]").first().waitFor();
    holds(List.of());
  }

  @Test
  void names_of_campaigns_are_text_beside_their_numbers() {
    List<String> names = new ArrayList<>();
    for (int n = 0; n < TEXTS.size(); n += PER_CAMPAIGN) {
      names.add(String.join(" ", TEXTS.subList(n, Math.min(n + PER_CAMPAIGN, TEXTS.size()))));
    }
    site.sandbox()
        .faults()
        .add(
            Fault.always("google.names", "POST /v1beta/properties/412001")
                .with("names", String.join("\n", names)));
    tab.open(workspace);
    Deeds.signInAtGoogle(tab);
    tab.page().getByLabel("How far back").selectOption("28");
    Deeds.choose(tab, "Nordlicht Shop");
    Deeds.seesState(tab, "Up to date");
    tab.open(workspace + "/kpis/google_analytics.sessions?by=campaign");
    tab.sees(TEXTS.getFirst());
    // Names are stored up to a length, so the last of the texts in one may be cut off.
    holds(beginnings(names));
  }
}
