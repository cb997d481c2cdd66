package dev.tributary.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.tributary.sandbox.resend.Teams;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** A team of Resend is connected by its key, writes a template and sends it to two people. */
@Order(4)
@ExtendWith(Site.Started.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("ci")
class EmailTest {
  private static final String REACHED = "delivered+screen@resend.dev";
  private static final String LOST = "bounced+screen@resend.dev";

  private final Site site;
  private final Tab tab;

  EmailTest(Site site) throws Exception {
    this.site = site;
    this.tab = site.owner();
    tab.open(site.workspace("Letters"));
  }

  @AfterAll
  void close() {
    tab.close();
  }

  @Test
  @Order(1)
  void a_key_opens_a_team_and_a_wrong_one_is_told() {
    tab.go("Connections");
    tab.follow("Connect Resend");
    tab.fill("API key", "re_nobodys_key");
    tab.press("Continue");
    tab.page().getByRole(AriaRole.ALERT).waitFor();
    tab.fill("API key", site.sandbox().description().resend().apiKey());
    tab.press("Continue");
    tab.sees("Each account becomes a connection of its own.");
    tab.page().getByLabel("How far back").selectOption("28");
    tab.press("Next");
    tab.sees("Ready to start");
    tab.press("Start");
    Deeds.seesState(tab, "Up to date");
  }

  @Test
  @Order(2)
  void a_template_is_written_previewed_with_values_and_published() {
    tab.go("E-mail");
    tab.follow("Templates");
    tab.follow("New template");
    tab.fill("Name", "Welcome");
    tab.fill("Subject (optional)", "Hello {{{NAME}}}");
    tab.fill("HTML", "<h1>Hello {{{NAME}}}</h1>");
    tab.press("Add them");
    tab.press("Save as a draft");
    tab.seesHeading("Welcome");
    tab.sees("Without a value: NAME.");
    tab.fill("NAME", "Ann");
    tab.press("Show with these values");
    assertThat(tab.page().frameLocator("iframe.mail").locator("h1")).hasText("Hello Ann");
    tab.press("Publish");
    within("Publish");
    tab.sees("Published.");
  }

  /** Presses a button of the dialog that asks. */
  private void within(String button) {
    Locator dialog = tab.page().getByRole(AriaRole.DIALOG);
    dialog
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(button).setExact(true))
        .click();
    assertThat(dialog).hasCount(0);
  }

  @Test
  @Order(3)
  void a_batch_is_sent_and_tells_what_became_of_each_recipient() {
    tab.follow("Send it");
    tab.fill("Name", "First letter");
    tab.page().getByLabel("Kind").selectOption("transactional");
    tab.fill("From", "Nordlicht <hello@" + Teams.SHOP_DOMAIN + ">");
    tab.press("Make the draft");
    tab.seesHeading("First letter");
    tab.fill("Addresses", "address,NAME\n%s,Ann\n%s,Ben\nnobody,Cy".formatted(REACHED, LOST));
    tab.press("Add");
    tab.sees("No address in line 4.");
    tab.press("Send");
    within("Send");
    tab.sees("2 of 2 decided");
    assertThat(tab.page().getByRole(AriaRole.TABLE).getByText("Taken by the provider")).hasCount(2);
    site.letMailsArrive();
    seesDelivery(REACHED, "Delivered");
    seesDelivery(LOST, "Bounced");
  }

  private void seesDelivery(String address, String word) {
    tab.page().getByLabel("What became of the e-mail to " + address).click();
    Locator dialog = tab.page().getByRole(AriaRole.DIALOG);
    assertThat(dialog).containsText(word);
    dialog.getByRole(AriaRole.BUTTON).getByText("Close").click();
  }

  @Test
  @Order(4)
  void the_health_of_e_mail_counts_them() {
    tab.go("E-mail");
    tab.page().reload();
    Locator card = tab.page().locator("main .card").first();
    assertThat(card).containsText("Sent2");
    assertThat(card).containsText("Too little mail to tell");
  }
}
