package dev.tributary.store;

import static dev.tributary.store.MailRoom.LEASE;
import static dev.tributary.store.MailRoom.NOW;
import static dev.tributary.store.MailRoom.accepted;
import static dev.tributary.store.MailRoom.key;
import static dev.tributary.store.MailRoom.why;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.store.EmailBatch.Kind;
import dev.tributary.store.EmailChunkStore.Claimed;
import dev.tributary.store.EmailChunkStore.Told;
import dev.tributary.store.EmailRecipient.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** E-mails from the draft to the last recipient. */
@TestInstance(Lifecycle.PER_CLASS)
class EmailOutboxTest {
  private Database database;
  private MailRoom room;

  @BeforeAll
  void open() {
    database = TestServer.database();
  }

  @AfterAll
  void close() {
    database.close();
  }

  @BeforeEach
  void connect() {
    room = new MailRoom(database);
  }

  private EmailBatchStore batches() {
    return room.batches;
  }

  private Optional<EmailChunk> parked(EmailBatch batch) {
    return room.parking.parked(room.workspace(), batch.id()).stream().findFirst();
  }

  private void cancel(EmailBatch batch, Instant now) {
    assertThat(batches().cancel(room.workspace(), batch.id(), now)).isTrue();
    room.parking.cancelLeft(room.workspace(), batch.id(), now);
  }

  // --- claims that are lost ---

  @Test
  void who_lost_a_claim_renumbers_nobody_suppresses_nobody_and_sends_nothing() {
    EmailBatch batch = room.sending("a@x.example", "b@x.example");
    Claimed dead = room.claim(batch, NOW);
    Claimed heir = room.claim(batch, NOW.plus(LEASE));
    assertThat(heir.first()).isTrue();
    assertThat(room.freeze(heir, NOW.plus(LEASE))).isTrue();

    room.suppressions.add(
        room.workspace(),
        key("a@x.example"),
        Optional.of("a@x.example"),
        Suppression.Origin.MANUAL,
        "By phone.",
        false,
        NOW);
    assertThat(room.chunks.recipients(dead, NOW)).isEmpty();
    List<UUID> turned = room.people(batch).reversed().stream().map(EmailRecipient::id).toList();
    assertThat(
            room.chunks.freeze(dead, new EmailChunk.Frozen(new byte[] {9}, "other"), turned, NOW))
        .isFalse();
    room.chunks.nothingSent(dead, why("down"), true, NOW);
    room.chunks.release(dead);
    room.chunks.park(dead, why("outcome_unknown"), NOW);

    room.chunks.done(heir, List.of(accepted(0, "m-a"), accepted(1, "m-b")), NOW);
    assertThat(room.people(batch).stream().map(EmailRecipient::messageId))
        .containsExactly(Optional.of("m-a"), Optional.of("m-b"));
    assertThat(room.chunks.done(heir, List.of(), NOW)).as("the answer is known").isFalse();
  }

  @Test
  void what_was_stopped_or_cancelled_after_the_claim_is_not_begun() {
    EmailBatch batch = room.sending("a@x.example");
    Claimed claimed = room.claim(batch, NOW);
    batches().stop(room.workspace(), batch.id(), why("refused"));
    assertThat(room.freeze(claimed, NOW)).isFalse();
    room.chunks.release(claimed);
    assertThat(room.states(batch)).containsExactly(State.WAITING);

    assertThat(batches().resume(room.workspace(), batch.id(), NOW)).isTrue();
    assertThat(batches().resume(room.workspace(), batch.id(), NOW)).isFalse();
    Claimed again = room.claim(batch, NOW);
    assertThat(again.chunk().tries()).as("what was let go cost nothing").isOne();
    cancel(batch, NOW);
    assertThat(room.freeze(again, NOW)).isFalse();
    assertThat(room.states(batch)).as("it is in somebody's hands").containsExactly(State.WAITING);
    room.chunks.release(again);
    room.parking.cancelLeft(room.workspace(), batch.id(), NOW);
    assertThat(room.states(batch)).containsExactly(State.CANCELLED);
  }

  @Test
  void what_is_unknown_is_asked_for_again_only_while_the_batch_is_sent() {
    EmailBatch batch = room.sending("a@x.example");
    Claimed lost = room.claim(batch, NOW);
    room.freeze(lost, NOW);
    room.chunks.unknown(lost, why("lost"), NOW);
    Claimed again = room.claim(batch, NOW);
    assertThat(room.chunks.mine(again)).isTrue();
    assertThat(room.chunks.mine(lost)).isFalse();
    cancel(batch, NOW);
    assertThat(room.chunks.mine(again)).isFalse();
    room.chunks.release(again);
    room.parking.cancelLeft(room.workspace(), batch.id(), NOW);
    assertThat(room.states(batch)).as("it may have been sent").containsExactly(State.WAITING);
  }

  @Test
  void what_a_dead_node_held_of_a_cancelled_batch_is_found() {
    EmailBatch batch = room.sending("a@x.example");
    room.claim(batch, NOW);
    cancel(batch, NOW);
    assertThat(room.parking.abandoned(NOW)).noneMatch(one -> one.batchId().equals(batch.id()));
    assertThat(room.parking.abandoned(NOW.plus(LEASE)))
        .contains(new EmailParking.Parked(room.workspace(), batch.id(), 0));
  }

  // --- ends ---

  @Test
  void a_batch_whose_last_two_parts_end_at_once_ends() throws Exception {
    for (int round = 0; round < 10; round++) {
      EmailBatch batch = room.sending("a@x.example", "b@x.example", "c@x.example");
      Claimed first = room.claim(batch, NOW);
      Claimed second = room.claim(batch, NOW);
      room.freeze(first, NOW);
      room.freeze(second, NOW);
      CyclicBarrier together = new CyclicBarrier(2);
      CompletableFuture.allOf(ends(first, together), ends(second, together)).get();
      assertThat(room.again(batch).state()).isEqualTo(EmailBatch.State.DONE);
    }
  }

  /** Both have written their answers before either looks for the other. */
  private CompletableFuture<Void> ends(Claimed claimed, CyclicBarrier together) {
    return CompletableFuture.runAsync(
        () ->
            database.system(() -> {
              room.chunks.done(claimed, List.of(accepted(0, "m-" + claimed.claim())), NOW);
              try {
                together.await(10, TimeUnit.SECONDS);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
              return batches().finish(room.workspace(), claimed.batch().id(), NOW);
            }),
        work -> Thread.ofVirtual().start(work));
  }

  @Test
  void answers_reach_the_recipients_by_their_place() {
    EmailBatch batch = room.sending("a@x.example", "b@x.example", "c@x.example");
    Claimed claimed = room.claim(batch, NOW);
    room.freeze(claimed, NOW);
    room.chunks.done(
        claimed,
        List.of(
            new Told(0, Optional.empty(), Optional.of(why("recipient_refused"))),
            accepted(1, "m-b")),
        NOW);
    assertThat(batches().finish(room.workspace(), batch.id(), NOW)).as("one is left").isFalse();
    List<EmailRecipient> people = room.people(batch);
    assertThat(people.get(0).state()).isEqualTo(State.REFUSED);
    assertThat(people.get(0).reason()).contains(why("recipient_refused"));
    assertThat(people.get(1).messageId()).contains("m-b");
    assertThat(people.get(2).state()).isEqualTo(State.WAITING);
    assertThat(room.message("m-b").recipientId()).contains(people.get(1).id());
    assertThat(
            batches()
                .counts(room.workspace(), Set.of(batch.id()))
                .getOrDefault(batch.id(), Map.of()))
        .isEqualTo(Map.of(State.REFUSED, 1L, State.ACCEPTED, 1L, State.WAITING, 1L));
  }

  @Test
  void what_was_not_sent_is_made_anew_and_what_is_unknown_stays_the_same_bytes() {
    EmailBatch batch = room.sending("a@x.example");
    Claimed first = room.claim(batch, NOW);
    room.freeze(first, NOW);
    room.chunks.nothingSent(first, why("down"), true, NOW);
    Claimed second = room.claim(batch, NOW);
    assertThat(second.first()).isTrue();
    assertThat(second.chunk().round()).isOne();
    assertThat(second.chunk().tries()).isEqualTo(2);
    assertThat(second.chunk().error()).contains(why("down"));

    room.freeze(second, NOW);
    room.chunks.unknown(second, why("lost"), NOW.plusSeconds(60));
    assertThat(room.claimIfDue(batch, NOW)).isEmpty();
    Claimed third = room.claim(batch, NOW.plusSeconds(60));
    assertThat(third.first()).isFalse();
    assertThat(third.chunk().unknownSince()).contains(NOW);
    EmailChunk.Frozen frozen = third.chunk().frozen().orElseThrow();
    assertThat(frozen)
        .isEqualTo(new EmailChunk.Frozen(new byte[] {1, 2}, "key-0"))
        .hasSameHashCodeAs(new EmailChunk.Frozen(new byte[] {1, 2}, "key-0"))
        .hasToString("key-0, 2 bytes")
        .isNotEqualTo(new EmailChunk.Frozen(new byte[] {1}, "key-0"))
        .isNotEqualTo(new EmailChunk.Frozen(new byte[] {1, 2}, "key-1"))
        .isNotEqualTo(key("a"));
    room.chunks.nothingSent(third, why("rate"), false, NOW.plusSeconds(60));
    Claimed fourth = room.claim(batch, NOW.plusSeconds(60));
    assertThat(fourth.chunk().frozen()).contains(frozen);
    assertThat(fourth.chunk().tries()).as("a limit costs no try").isEqualTo(3);
  }

  @Test
  void a_chunk_of_which_everybody_is_suppressed_ends_empty() {
    EmailBatch batch = room.sending("a@x.example");
    room.suppressions.add(
        room.workspace(),
        key("a@x.example"),
        Optional.empty(),
        Suppression.Origin.COMPLAINT,
        "Spam.",
        false,
        NOW);
    Claimed claimed = room.claim(batch, NOW);
    assertThat(database.system(() -> room.chunks.recipients(claimed, NOW))).contains(List.of());
    room.chunks.empty(claimed, NOW);
    assertThat(batches().finish(room.workspace(), batch.id(), NOW)).isTrue();
    assertThat(room.people(batch).getFirst().reason())
        .contains(new EmailBatch.Reason("complaint", "Spam."));
  }

  // --- nobody knows ---

  @Test
  void what_nobody_knows_too_long_is_parked_and_waits_for_a_person() {
    EmailBatch batch = room.sending("a@x.example", "b@x.example");
    Claimed claimed = room.claim(batch, NOW);
    room.freeze(claimed, NOW);
    String provider =
        new IntegrationStore(database)
            .find(room.workspace(), room.shop.integrationId())
            .orElseThrow()
            .provider();
    Instant later = NOW.plus(Duration.ofHours(24));
    assertThat(room.parking.parkOverdue(provider, NOW, NOW)).as("a claim that lasts").isEmpty();
    assertThat(room.parking.parkOverdue(provider, NOW.minusSeconds(1), later)).isEmpty();
    assertThat(room.parking.parkOverdue("another", NOW, later)).isEmpty();
    assertThat(room.parking.parkOverdue(provider, NOW, later))
        .containsExactly(new EmailParking.Parked(room.workspace(), batch.id(), 0));
    assertThat(room.states(batch)).containsOnly(State.UNKNOWN);
    assertThat(room.parking.parked(room.workspace())).isOne();
    assertThat(parked(batch).orElseThrow().state()).isEqualTo(EmailChunk.State.PARKED);
    assertThat(batches().finish(room.workspace(), batch.id(), later)).isTrue();

    assertThat(room.parking.sendAgain(room.workspace(), batch.id(), 7, later)).isFalse();
    assertThat(room.parking.sendAgain(room.workspace(), batch.id(), 0, later)).isTrue();
    assertThat(batches().reopen(room.workspace(), batch.id(), later)).isTrue();
    Claimed again = room.claim(batch, later);
    assertThat(again.first()).isTrue();
    assertThat(again.chunk().round()).isOne();
    assertThat(room.states(batch)).containsOnly(State.WAITING);
  }

  @Test
  void an_answer_that_comes_after_all_counts_and_who_leaves_it_leaves_it() {
    EmailBatch known = room.sending("a@x.example");
    Claimed claimed = room.claim(known, NOW);
    room.freeze(claimed, NOW);
    room.chunks.park(claimed, EmailParking.UNKNOWN, NOW);
    assertThat(room.states(known)).containsOnly(State.UNKNOWN);
    assertThat(room.chunks.done(claimed, List.of(accepted(0, "late")), NOW)).isTrue();
    assertThat(room.states(known)).containsOnly(State.ACCEPTED);

    EmailBatch left = room.sending("a@x.example");
    Claimed lost = room.claim(left, NOW);
    room.freeze(lost, NOW);
    room.chunks.park(lost, EmailParking.UNKNOWN, NOW);
    assertThat(room.parking.leave(room.workspace(), left.id(), 0, NOW)).isTrue();
    assertThat(room.parking.leave(room.workspace(), left.id(), 0, NOW)).isFalse();
    assertThat(room.states(left)).containsOnly(State.UNKNOWN);
    assertThat(parked(left)).isEmpty();
  }

  @Test
  void an_event_proves_that_its_email_was_sent_and_no_other_tenants() {
    EmailBatch batch = room.sending("a@x.example", "b@x.example");
    UUID waiting = room.people(batch).getFirst().id();
    Map<UUID, String> told = Map.of(waiting, "m-1");
    assertThat(room.recipients.exist(room.workspace(), told, NOW))
        .as("nothing was tried")
        .isEmpty();
    Claimed claimed = room.claim(batch, NOW);
    room.freeze(claimed, NOW);
    MailRoom other = new MailRoom(database);
    assertThat(other.recipients.exist(other.workspace(), told, NOW)).isEmpty();
    assertThat(room.recipients.exist(room.workspace(), Map.of(), NOW)).isEmpty();
    assertThat(room.recipients.exist(room.workspace(), told, NOW)).containsExactly("m-1");
    assertThat(room.recipients.exist(room.workspace(), told, NOW)).as("known").isEmpty();
    assertThat(room.states(batch)).containsExactly(State.ACCEPTED, State.WAITING);
  }

  // --- drafts ---

  @Test
  void a_draft_takes_everybody_once_and_tells_who_lacks_what() {
    EmailBatch batch = room.draft(Kind.MARKETING);
    assertThat(room.add(batch, "a@x.example", "b@x.example")).isEqualTo(2);
    assertThat(room.add(batch, "b@x.example", "c@x.example")).isOne();
    assertThat(room.recipients.variables(room.workspace(), batch.id())).containsExactly("NAME");
    assertThat(
            room.recipients.lacking(
                room.workspace(), batch.id(), List.of("NAME", "CITY"), List.of("NAME"), 3))
        .extracting(EmailRecipientStore.Lacking::variable)
        .as("no city, and names are no numbers")
        .containsExactly("CITY", "NAME", "CITY");
    List<EmailRecipient> first =
        room.recipients.page(
            room.workspace(), batch.id(), Optional.of(State.WAITING), Optional.empty(), 2);
    assertThat(first).hasSize(2).allMatch(one -> one.chunk().isEmpty());
    assertThat(first.getFirst().values()).isEqualTo(Map.of("NAME", "a@x.example"));
    assertThat(
            room.recipients.page(
                room.workspace(),
                batch.id(),
                Optional.empty(),
                Optional.of(first.getLast().id()),
                2))
        .hasSize(1);
    assertThat(batches().deleteDraft(room.workspace(), batch.id())).isTrue();
    assertThat(batches().deleteDraft(room.workspace(), batch.id())).isFalse();
    assertThat(batches().find(room.workspace(), batch.id())).isEmpty();
  }

  @Test
  void who_unsubscribed_gets_no_marketing_and_what_he_waits_for_all_the_same() {
    room.suppressions.add(
        room.workspace(),
        key("a@x.example"),
        Optional.of("a@x.example"),
        Suppression.Origin.UNSUBSCRIBE,
        "By the link.",
        false,
        NOW);
    EmailBatch news = room.draft(Kind.MARKETING);
    room.add(news, "a@x.example");
    room.begin(news, 2);
    assertThat(room.again(news).state()).as("nobody is left").isEqualTo(EmailBatch.State.DONE);
    assertThat(room.states(news)).containsExactly(State.SUPPRESSED);
    EmailBatch receipt = room.sending("a@x.example");
    assertThat(room.states(receipt)).containsExactly(State.WAITING);
  }

  @Test
  void a_batch_is_shown_as_it_was_written_to_its_own_workspace_alone() {
    EmailBatch batch = room.draft(Kind.MARKETING);
    EmailBatch newer = room.sending("a@x.example");
    assertThat(room.again(batch)).isEqualTo(batch);
    MailRoom other = new MailRoom(database);
    assertThat(batches().find(other.workspace(), batch.id())).isEmpty();
    assertThat(batches().lock(other.workspace(), batch.id())).isEmpty();
    assertThat(
            other.recipients.page(
                other.workspace(), newer.id(), Optional.empty(), Optional.empty(), 5))
        .isEmpty();
    EmailBatch begun = room.again(newer);
    assertThat(begun.template()).isEqualTo(new EmailBatch.TemplateFacts(Set.of("POINTS"), true));
    assertThat(begun.startedAt()).contains(NOW);
    assertThat(
            batches()
                .page(room.workspace(), Optional.empty(), Optional.empty(), Optional.empty(), 9))
        .extracting(EmailBatch::id)
        .containsExactly(newer.id(), batch.id());
    assertThat(
            batches()
                .page(
                    room.workspace(),
                    Optional.of(room.shop.integrationId()),
                    Optional.of(EmailBatch.State.DRAFT),
                    Optional.of(newer.id()),
                    9))
        .containsExactly(batch);
  }

  // --- turns ---

  @Test
  void an_account_that_waits_or_is_paused_has_no_turn() {
    EmailBatch batch = room.sending("a@x.example");
    EmailBatch.Waiting waiting = new EmailBatch.Waiting(NOW.plusSeconds(60), "a quota");
    assertThat(batches().waits(room.workspace(), room.shop.integrationId(), waiting)).isOne();
    assertThat(room.again(batch).waiting()).contains(waiting);
    assertThat(room.claimIfDue(batch, NOW)).isEmpty();
    new IntegrationStore(database)
        .setState(
            room.workspace(),
            room.shop.integrationId(),
            IntegrationState.PAUSED,
            Optional.empty(),
            NOW);
    assertThat(room.claimIfDue(batch, NOW.plusSeconds(60))).isEmpty();
    new IntegrationStore(database)
        .setState(
            room.workspace(),
            room.shop.integrationId(),
            IntegrationState.ACTIVE,
            Optional.empty(),
            NOW);
    assertThat(room.claim(batch, NOW.plusSeconds(60)).batch().waiting()).isEmpty();
  }

  // --- one person, and the end ---

  @Test
  void a_person_is_erased_unless_something_for_him_is_under_way() {
    EmailBatch batch = room.sending("ann@x.example", "bob@x.example", "cleo@x.example");
    Claimed claimed = room.claim(batch, NOW);
    room.freeze(claimed, NOW);
    AddressKey ann = key("ann@x.example");
    AddressKey cleo = key("cleo@x.example");
    assertThat(room.persons.underWay(room.workspace(), ann)).isTrue();
    assertThat(room.persons.underWay(room.workspace(), cleo)).isFalse();
    assertThat(room.persons.address(room.workspace(), ann)).contains("ann@x.example");
    room.persons.erase(room.workspace(), cleo, NOW);
    assertThat(room.states(batch)).containsExactly(State.WAITING, State.WAITING, State.CANCELLED);
    assertThat(room.persons.address(room.workspace(), cleo)).isEmpty();

    room.chunks.done(claimed, List.of(accepted(0, "m-a"), accepted(1, "m-b")), NOW);
    assertThat(room.persons.batches(room.workspace(), ann, 5))
        .singleElement()
        .satisfies(one -> {
          assertThat(one.batch()).isEqualTo("News");
          assertThat(one.values()).isEqualTo(Map.of("NAME", "ann@x.example"));
          assertThat(one.state()).isEqualTo(State.ACCEPTED);
        });
    assertThat(room.persons.erase(room.workspace(), ann, NOW))
        .isEqualTo(new EmailPersonStore.Erased(1, 1, 0, 0));
    assertThat(room.message("m-a").address()).isEmpty();
  }

  @Test
  void what_is_about_to_be_sent_to_an_erased_person_is_left_out() {
    EmailBatch batch = room.sending("ann@x.example", "bob@x.example");
    Claimed claimed = room.claim(batch, NOW);
    room.persons.erase(room.workspace(), key("ann@x.example"), NOW);
    assertThat(database.system(() -> room.chunks.recipients(claimed, NOW)).orElseThrow())
        .extracting(EmailRecipient::address)
        .containsExactly(Optional.of("bob@x.example"));
  }

  @Test
  void batches_that_ended_long_ago_are_deleted_and_their_messages_stay() {
    EmailBatch batch = room.sending("a@x.example");
    Claimed claimed = room.claim(batch, NOW);
    room.freeze(claimed, NOW);
    room.chunks.done(claimed, List.of(accepted(0, "m")), NOW);
    batches().finish(room.workspace(), batch.id(), NOW);
    batches().deleteEndedBefore(NOW, 100);
    assertThat(room.again(batch).endedAt()).contains(NOW);
    batches().deleteEndedBefore(NOW.plusMillis(1), 100);
    assertThat(batches().find(room.workspace(), batch.id())).isEmpty();
    assertThat(room.message("m").batchId()).contains(batch.id());
    assertThat(room.messages.deleteCreatedBefore(NOW.plusMillis(1), 100)).isPositive();
    assertThat(room.messages.find(room.workspace(), room.shop.integrationId(), "m")).isEmpty();
  }

  @Test
  void a_key_of_an_address_is_its_hash_in_lower_case() {
    assertThatThrownBy(() -> new AddressKey("AB")).hasMessageContaining("64");
    assertThatThrownBy(() -> new AddressKey("A".repeat(64))).hasMessageContaining("lower-case");
  }
}
