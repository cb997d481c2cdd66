package dev.tributary.engine.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.spi.Bounce;
import dev.tributary.spi.EmailState;
import dev.tributary.spi.EmailSuppressions;
import dev.tributary.spi.SentEmail;
import dev.tributary.store.EmailMessage;
import dev.tributary.store.Suppression;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProviderListsTest {
  private final MailWorld world = new MailWorld();

  @AfterEach
  void close() {
    world.close();
  }

  private SentEmail listed(String id, EmailState state, Instant at) {
    return new SentEmail(
        id, state, at, List.of(id + "@example.com"), "shop@example.com", "Hi", Optional.empty());
  }

  /** Newest first, as the provider lists them. */
  private void accept(String id, EmailState state) {
    world.adapter().emails.addFirst(listed(id, state, world.now()));
  }

  private void sweepAfter(Duration wait) {
    world.engine.clock.move(wait);
    world.email.sweep();
  }

  private Optional<EmailMessage> message(String id) {
    return world.email.stores().messages().find(world.workspace(), world.account.id(), id);
  }

  @Test
  void what_was_told_while_nobody_listened_is_found_on_the_providers_list() {
    for (int n = 0; n < 5; n++) {
      accept("old" + n, EmailState.SENT);
    }
    sweepAfter(Duration.ofHours(1));
    assertThat(message("old0").orElseThrow().state()).isEqualTo(EmailState.SENT);
    int pages = world.adapter().pages;
    sweepAfter(Duration.ofMinutes(10));
    assertThat(world.adapter().pages)
        .as("the newest page reaches back far enough")
        .isEqualTo(pages + 1);

    SentEmail bounced =
        listed("old0", EmailState.BOUNCED, world.now().minus(Duration.ofMinutes(10)));
    world.adapter().emails.set(4, bounced);
    world
        .adapter()
        .details
        .put(
            "old0",
            new SentEmail(
                "old0",
                EmailState.BOUNCED,
                bounced.createdAt(),
                bounced.recipients(),
                bounced.from(),
                bounced.subject(),
                Optional.of(
                    new Bounce(Bounce.Kind.PERMANENT, "NoEmail", "Unknown user.", List.of()))));
    world.engine.clock.move(Duration.ofHours(3));
    accept("new", EmailState.DELIVERED);
    world.email.sweep();
    assertThat(message("new").orElseThrow().state()).isEqualTo(EmailState.DELIVERED);
    assertThat(message("old0").orElseThrow().bounce().orElseThrow().kind())
        .isEqualTo(Bounce.Kind.PERMANENT);
    assertThat(world.email.stores().suppressions().counts(world.workspace()))
        .containsEntry(Suppression.Origin.BOUNCE, 1L);
    assertThat(
            world.engine.number(
                "select count(*) from tributary.email_event where message_id = 'old1'"))
        .as("what is known is not told again")
        .isOne();
  }

  @Test
  void while_something_is_sent_the_list_of_e_mails_waits_for_half_an_hour_at_most()
      throws Exception {
    accept("one", EmailState.SENT);
    world.email.sweep();
    assertThat(world.adapter().pages).isOne();
    world.batch(3);
    accept("two", EmailState.SENT);
    sweepAfter(Duration.ofMinutes(10));
    assertThat(message("two")).as("the requests are the batch's").isEmpty();
    sweepAfter(Duration.ofMinutes(20));
    assertThat(message("two")).isPresent();
    accept("three", EmailState.SENT);
    world.sendAll();
    sweepAfter(Duration.ofMinutes(10));
    assertThat(message("three")).as("nothing is sent any more").isPresent();
  }

  @Test
  void an_account_with_a_list_of_its_own_and_ours_become_one() throws Exception {
    world.adapter().suppresses = true;
    world
        .adapter()
        .listed
        .add(
            new EmailSuppressions.Suppression(
                "s1", "Ann@example.com", EmailSuppressions.Origin.COMPLAINT, world.now()));
    world
        .adapter()
        .listed
        .add(
            new EmailSuppressions.Suppression(
                "s2", "no address", EmailSuppressions.Origin.MANUAL, world.now()));
    for (String one : List.of("bob@example.com", "cleo@example.com", "dan@example.com")) {
      world.email.suppressions().add(world.workspace(), one, "By hand.");
    }
    world.email.sweep();
    assertThat(world.adapter().told).hasSize(2).allMatch(told -> told.startsWith("+"));
    assertThat(world.email.stores().suppressions().counts(world.workspace()))
        .containsEntry(Suppression.Origin.COMPLAINT, 1L)
        .containsEntry(Suppression.Origin.MANUAL, 3L);

    world.email.suppressions().remove(world.workspace(), "ann@example.com");
    sweepAfter(Duration.ofMinutes(10));
    assertThat(world.adapter().told.getLast()).isEqualTo("-[ann@example.com]");
    assertThat(world.email.stores().suppressions().counts(world.workspace()))
        .doesNotContainKey(Suppression.Origin.COMPLAINT);
  }

  @Test
  void a_list_that_could_not_be_read_to_its_end_is_read_to_its_end_later() {
    world.adapter().suppresses = true;
    for (int n = 0; n < 5; n++) {
      world
          .adapter()
          .listed
          .add(
              new EmailSuppressions.Suppression(
                  "s" + n,
                  "p%d@example.com".formatted(n),
                  EmailSuppressions.Origin.BOUNCE,
                  world.now().minusSeconds(n)));
    }
    world.adapter().breaksOffAt = 2;
    world.email.sweep();
    world.adapter().breaksOffAt = Integer.MAX_VALUE;
    sweepAfter(Duration.ofMinutes(10));
    assertThat(world.email.stores().suppressions().counts(world.workspace()))
        .containsEntry(Suppression.Origin.BOUNCE, 5L);
  }

  @Test
  void every_account_of_the_workspace_is_told_and_what_is_listed_anew_stays_listed()
      throws Exception {
    world.adapter().suppresses = true;
    world.connect("acc-2");
    world.email.suppressions().add(world.workspace(), "bob@example.com", "By hand.");
    world.email.sweep();
    assertThat(world.adapter().told).containsExactly("+[bob@example.com]", "+[bob@example.com]");

    world.adapter().told.clear();
    world.email.suppressions().remove(world.workspace(), "bob@example.com");
    world.email.suppressions().add(world.workspace(), "bob@example.com", "By hand after all.");
    sweepAfter(Duration.ofMinutes(10));
    assertThat(world.adapter().told).containsExactly("+[bob@example.com]", "+[bob@example.com]");
  }

  @Test
  void an_account_without_such_a_list_keeps_ours_alone() throws Exception {
    world.email.suppressions().add(world.workspace(), "bob@example.com", "By hand.");
    accept("m", EmailState.SENT);
    world.email.sweep();
    assertThat(message("m")).isPresent();
    assertThat(
            world.engine.number("select count(*) from tributary.email_watch where not suppresses"))
        .isOne();
  }
}
