package dev.tributary.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** An ad account of Meta in a workspace of its own: its numbers, and two troubles with it. */
@Order(3)
@ExtendWith(Site.Started.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("ci")
class AdsTest {
  private static final String SHOP = "Nordlicht Shop";

  private final Site site;
  private final Tab tab;

  AdsTest(Site site) throws Exception {
    this.site = site;
    this.tab = site.owner();
    tab.open(site.workspace("Advertisers"));
    site.ask();
  }

  @AfterAll
  void close() {
    site.sandbox().faults().clear();
    tab.close();
  }

  @Test
  @Order(1)
  void spend_and_its_return_equal_the_truth_to_the_digit() throws Exception {
    tab.go("Connections");
    tab.follow("Connect Meta Ads");
    Deeds.answer(tab.popup(() -> tab.press("Continue with Meta Ads")), "Continue");
    tab.sees("Each account becomes a connection of its own.");
    tab.page().getByLabel("How far back").selectOption("28");
    Deeds.choose(tab, SHOP);
    Deeds.seesState(tab, "Up to date");
    tab.go("Overview");
    String account =
        site.sandbox().description().meta().accounts().stream()
            .filter(one -> one.name().equals(SHOP))
            .findFirst()
            .orElseThrow()
            .id();
    Deeds.seesTiles(tab, Truth.ads(site, account));
  }

  @Test
  @Order(2)
  void an_outage_of_meta_is_told_and_ends_when_it_answers() {
    tab.go("Connections");
    tab.follow(SHOP);
    suffer("Outage");
    Deeds.seesState(tab, "Retrying");
    Deeds.seesState(tab, "Try 1 of 6 failed: Meta");
    recover();
  }

  @Test
  @Order(3)
  void a_used_up_limit_of_meta_is_a_wait_and_loses_nothing() {
    suffer("Rate limit");
    assertThat(tab.page().locator("main .card").first())
        .containsText(Pattern.compile("Waiting until \\d\\d:\\d\\d"));
    Deeds.seesState(tab, "Meta's limit for act_");
    Deeds.seesState(tab, "nothing is lost");
    site.letLimitsEnd();
    recover();
  }

  private void suffer(String trouble) {
    tab.press(trouble);
    tab.button("Back to normal").waitFor();
    tab.press("Sync now");
  }

  private void recover() {
    tab.press("Back to normal");
    tab.press("Sync now");
    Deeds.seesState(tab, "Up to date");
  }
}
