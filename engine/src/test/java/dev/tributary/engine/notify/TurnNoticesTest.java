package dev.tributary.engine.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.FakeProvider;
import dev.tributary.engine.connect.Connections;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Failure;
import dev.tributary.spi.HealthStatus;
import dev.tributary.store.Integration;
import dev.tributary.store.Notice;
import dev.tributary.store.NoticeKind;
import dev.tributary.store.Notification;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What administrators are told about turns, and when it is over. */
class TurnNoticesTest {
  private final EngineFixture engine = new EngineFixture();
  private final FakeProvider provider = engine.provider;

  @AfterEach
  void close() {
    engine.close();
  }

  // --- the transaction ---

  @Test
  void what_is_rolled_back_was_never_told() {
    Integration shop = engine.connect(2);
    Notices notices = new Notices(engine.stores.notices());
    Notice notice = Wording.stale(shop, "Fake", Optional.empty(), engine.clock.instant());
    assertThatThrownBy(() ->
            engine.database.system(() -> {
              assertThat(notices.raise(engine.workspace, notice, engine.clock.instant())).isTrue();
              throw new IllegalStateException("what caused it did not happen");
            }))
        .hasMessage("what caused it did not happen");
    assertThat(told()).isEmpty();
    engine.turn();
  }

  @Test
  void what_is_committed_is_told_once_and_counted() {
    Integration shop = engine.connect(2);
    Notices notices = new Notices(engine.stores.notices());
    Notice notice = Wording.stale(shop, "Fake", Optional.empty(), engine.clock.instant());
    assertThat(notices.raise(engine.workspace, notice, engine.clock.instant())).isTrue();
    engine.clock.move(Duration.ofMinutes(5));
    assertThat(notices.raise(engine.workspace, notice, engine.clock.instant())).isFalse();
    assertThat(told())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.count()).isEqualTo(2);
          assertThat(Duration.between(one.raisedAt(), one.lastAt())).hasMinutes(5);
        });
    engine.clock.move(Duration.ofMinutes(5));
    assertThat(notices.recovered(engine.workspace, notice.incident(), engine.clock.instant()))
        .isTrue();
    assertThat(notices.recovered(engine.workspace, notice.incident(), engine.clock.instant()))
        .as("over is over")
        .isFalse();
    assertThat(kinds()).containsExactly(NoticeKind.STALE_DATA, NoticeKind.RECOVERED);
    assertThat(notices.raise(engine.workspace, notice, engine.clock.instant()))
        .as("a new incident")
        .isTrue();
    engine.turn();
  }

  @Test
  void a_subject_is_one_line_and_not_endless() {
    Notice notice =
        new Notice(
            NoticeKind.STOPPED,
            "stopped/x",
            Optional.empty(),
            "Shop\r\nBcc: everyone@example.com\u0000" + "x".repeat(500),
            "one\r\n\r\ntwo\u0007",
            "/");
    assertThat(notice.subject()).startsWith("Shop Bcc: everyone@example.com x").hasSize(160);
    assertThat(notice.text()).isEqualTo("one \n \ntwo");
    assertThatThrownBy(
            () -> new Notice(NoticeKind.STOPPED, "x", Optional.empty(), "", "", "//evil.example"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // --- turns ---

  @Test
  void two_failures_are_nobodys_business() {
    Integration shop = engine.connect(2);
    provider.fails(2, new Failure.Unavailable(503, "The provider is down."));
    turns(shop, 3);
    assertThat(told()).isEmpty();
  }

  @Test
  void three_failures_are_told_the_sixth_is_a_dead_letter_and_the_end_is_told_once() {
    Integration shop = engine.connect(2);
    provider.fails(6, new Failure.Unavailable(503, "The provider is down."));
    turns(shop, 3);
    assertThat(kinds()).containsExactly(NoticeKind.REPEATED_FAILURES);
    assertThat(told().getFirst().notice().subject())
        .isEqualTo("Shop (Fake): 3 tries in a row failed");
    assertThat(told().getFirst().notice().text())
        .startsWith("The provider is down. Saved data is shown meanwhile. The next try is at ");
    turns(shop, 2);
    assertThat(told()).singleElement().satisfies(one -> assertThat(one.count()).isEqualTo(3));
    turns(shop, 1);
    assertThat(kinds()).containsExactly(NoticeKind.REPEATED_FAILURES, NoticeKind.DEAD_LETTER);
    assertThat(told().getFirst().open()).as("the dead letter says more").isFalse();
    assertThat(told().getLast().notice().text())
        .contains("Gave up on visits, 2026-11-22 after 6 tries.")
        .endsWith("Next step: Nothing: it is read again as soon as the provider answers.");
    turns(shop, 1);
    assertThat(kinds())
        .containsExactly(
            NoticeKind.REPEATED_FAILURES, NoticeKind.DEAD_LETTER, NoticeKind.RECOVERED);
    assertThat(told().getLast().notice().subject())
        .isEqualTo("Recovered: Shop (Fake): gave up on visits");
    assertThat(told()).noneMatch(Notification::open);
  }

  @Test
  void a_recovery_before_the_dead_letter_is_told() {
    Integration shop = engine.connect(2);
    provider.fails(4, new Failure.Network("No answer."));
    turns(shop, 5);
    assertThat(kinds()).containsExactly(NoticeKind.REPEATED_FAILURES, NoticeKind.RECOVERED);
  }

  @Test
  void a_wait_that_the_provider_announced_is_nobodys_business() {
    Integration shop = engine.connect(2);
    provider.fails(5, new Failure.Throttled(Duration.ofMinutes(5), "Too many requests."));
    turns(shop, 6);
    assertThat(told()).isEmpty();
  }

  @Test
  void days_that_fail_alone_are_told_with_their_stream_and_over_when_they_are_read() {
    Integration shop = engine.connect(1);
    provider.distortion = (request, answer) -> promising(answer, answer.rows().size() + 1);
    turns(shop, 4);
    assertThat(told())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.notice().subject())
              .isEqualTo("Shop (Fake): 3 tries in a row failed for visits");
          assertThat(one.open()).as("a turn that reads nothing else ends nothing").isTrue();
        });
    // The regular sync may come between two tries.
    for (int n = 0; n < 3 && kinds().size() == 1; n++) {
      turns(shop, 1);
    }
    assertThat(kinds()).containsExactly(NoticeKind.REPEATED_FAILURES, NoticeKind.DEAD_LETTER);
    provider.distortion = (_, answer) -> answer;
    engine.turnAfter(Duration.ofHours(25));
    assertThat(kinds())
        .containsExactly(
            NoticeKind.REPEATED_FAILURES, NoticeKind.DEAD_LETTER, NoticeKind.RECOVERED);
  }

  @Test
  void a_process_that_dies_again_and_again_is_told_too() {
    Integration shop = engine.connect(2);
    for (int death = 0; death < 6; death++) {
      provider.then((_, _) -> {
        throw new OutOfMemoryError("a test");
      });
    }
    turns(shop, 6);
    assertThat(kinds()).containsExactly(NoticeKind.REPEATED_FAILURES, NoticeKind.DEAD_LETTER);
  }

  @Test
  void a_login_that_ended_is_told_once_for_all_its_accounts() throws Exception {
    List<Integration> both =
        engine.connect(List.of("acc-1", "acc-2"), 2).stream()
            .map(Connections.Connected::integration)
            .toList();
    provider.fails(2, new Failure.GrantRejected("Anna withdrew the access."));
    engine.turn();
    engine.turn();
    assertThat(told())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.notice().kind()).isEqualTo(NoticeKind.RECONNECT_NEEDED);
          assertThat(one.notice().subject()).isEqualTo("Fake: reconnect needed for Blog, Shop");
          assertThat(one.notice().text()).startsWith("Anna withdrew the access.");
        });
    engine.clock.move(Duration.ofMinutes(1));
    engine
        .engine
        .connections()
        .reconnect(engine.workspace, both.getFirst().id(), provider.credentials("anew"));
    assertThat(kinds()).containsExactly(NoticeKind.RECONNECT_NEEDED, NoticeKind.RECOVERED);
    engine.turn();
  }

  @Test
  void a_login_that_fails_to_renew_for_a_while_is_not_lost() {
    Integration shop = engine.connect(2);
    for (int n = 0; n < 5; n++) {
      provider.fails(new Failure.TokenRejected("The token is refused."));
    }
    provider.refreshFails = Optional.of(new Failure.Unavailable(503, "The provider is down."));
    turns(shop, 5);
    assertThat(kinds()).containsExactly(NoticeKind.REPEATED_FAILURES);
    assertThat(engine.again(shop).state().syncs()).isTrue();
    provider.refreshFails = Optional.empty();
    turns(shop, 1);
    assertThat(kinds()).containsExactly(NoticeKind.REPEATED_FAILURES, NoticeKind.RECOVERED);
  }

  @Test
  void what_stops_is_told_with_its_next_step_and_over_when_it_goes_on() throws Exception {
    Integration shop = engine.connect(2);
    provider.fails(new Failure.AccountGone("The property was deleted."));
    engine.turn();
    assertThat(told())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.notice().kind()).isEqualTo(NoticeKind.STOPPED);
          assertThat(one.notice().text()).contains("Restore the account at the provider");
        });
    engine.clock.move(Duration.ofMinutes(1));
    engine.engine.connections().resume(engine.workspace, shop.id());
    engine.turn();
    assertThat(kinds()).containsExactly(NoticeKind.STOPPED, NoticeKind.RECOVERED);
  }

  @Test
  void an_account_that_changed_is_told() throws Exception {
    Integration shop = engine.connect(2);
    engine.turn();
    provider.findings.add(
        new HealthStatus.Finding(HealthStatus.Change.CURRENCY, "The currency is USD now."));
    engine.engine.connections().checkHealth(engine.workspace, shop.id());
    assertThat(told())
        .singleElement()
        .satisfies(
            one -> assertThat(one.notice().text()).contains("read everything in the new currency"));
  }

  @Test
  void who_stops_a_connection_needs_no_mail_about_it() throws Exception {
    Integration shop = engine.connect(2);
    provider.fails(3, new Failure.Network("No answer."));
    turns(shop, 3);
    engine.engine.connections().pause(engine.workspace, shop.id());
    assertThat(told()).singleElement().satisfies(one -> assertThat(one.open()).isFalse());
  }

  // --- helpers ---

  /** Turns the crank so often, each time when something is due. */
  private void turns(Integration integration, int times) {
    for (int n = 0; n < times; n++) {
      engine.clock.set(engine.dueAt(integration));
      engine.turn();
    }
  }

  private static Batch promising(Batch answer, long rows) {
    return new Batch(
        answer.rows(),
        answer.rejects(),
        new Batch.Answer(
            OptionalLong.of(rows),
            answer.answer().covered(),
            answer.answer().zone(),
            answer.answer().currency(),
            answer.answer().quality()),
        answer.quotas(),
        answer.next());
  }

  /** Oldest first. */
  private List<Notification> told() {
    return engine
        .engine
        .inbox()
        .list(engine.workspace, false, Optional.empty(), 50)
        .items()
        .reversed();
  }

  private List<NoticeKind> kinds() {
    return told().stream().map(one -> one.notice().kind()).toList();
  }
}
