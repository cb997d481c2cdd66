package dev.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncResult;
import dev.tributary.store.Changed.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(Lifecycle.PER_CLASS)
class ChangeStoreTest {
  private static final Instant NOW = Connected.NOW;
  private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

  private dev.tributary.postgres.TestDatabase test;
  private Database database;
  private ChangeStore changes;
  private Connected shop;

  @BeforeAll
  void open() {
    test = TestServer.prepared();
    database = Database.open(TestServer.settings(test));
    changes = new ChangeStore(database);
  }

  @AfterAll
  void close() {
    database.close();
  }

  @BeforeEach
  void connect() {
    shop = Connected.on(database, "acme");
  }

  private ChangeView look() {
    return changes.look(shop.workspaceId(), NOW);
  }

  private static List<Kind> kinds(List<Changed> changed) {
    return changed.stream().map(Changed::kind).sorted().toList();
  }

  private UUID letter() {
    return new DeadLetterStore(database)
        .put(
            shop.fence(),
            Optional.of("pages"),
            Optional.of(DayRange.of(DAY)),
            Failure.Category.API,
            "unavailable",
            "503",
            6,
            NOW)
        .id();
  }

  // ---- what cannot be told ----

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "1-2", "a-b-c", "1-0-99999999999999999999", "1-2-3-4", "-1--1--1"})
  void what_is_no_position_is_none(String text) {
    assertThat(ChangePosition.of(text)).isEmpty();
  }

  @Test
  void a_position_survives_being_kept_by_a_client() {
    ChangePosition position = look().position();
    assertThat(ChangePosition.of(position.text())).contains(position);
  }

  @Test
  void a_position_that_is_old_or_of_another_time_or_database_is_not_gone_by() {
    ChangeView now = look();
    ChangePosition here = now.position();
    assertThat(now.since(here)).isPresent();
    assertThat(
            now.since(
                new ChangePosition(
                    here.transaction(),
                    here.members(),
                    NOW.minus(ChangeView.REMEMBERED).minusSeconds(1))))
        .as("too old")
        .isEmpty();
    assertThat(
            now.since(
                new ChangePosition(here.transaction(), here.members(), NOW.plusSeconds(1))))
        .as("from the future")
        .isEmpty();
    assertThat(
            now.since(new ChangePosition(here.transaction() + 1_000_000, here.members(), NOW)))
        .as("of a database that was further")
        .isEmpty();
    Connected.in(database, shop.workspaceId(), "acme", "456");
    assertThat(look().since(here)).as("an integration came").isEmpty();
  }

  // ---- what is told ----

  @Test
  void nothing_changed_is_told_as_nothing() {
    ChangeView before = look();
    assertThat(look().since(before)).isEmpty();
  }

  @Test
  void another_workspace_is_never_told() {
    ChangeView before = look();
    Connected other = Connected.on(database, "acme");
    new JobStore(database).progress(other.fence(), 5, Optional.of("pages"));

    assertThat(look().since(before)).isEmpty();
    assertThat(look().since(before.position()).orElseThrow())
        .allMatch(one -> one.integration().equals(Optional.of(shop.integrationId())));
  }

  @Test
  void a_job_that_goes_on_is_told_with_the_days_of_its_integration() {
    ChangeView before = look();
    new JobStore(database).progress(shop.fence(), 5, Optional.of("pages"));

    assertThat(look().since(before))
        .containsExactlyInAnyOrder(
            new Changed(Kind.JOB, shop.fence().jobId(), Optional.of(shop.integrationId())),
            new Changed(Kind.LEDGER, shop.integrationId(), Optional.of(shop.integrationId())));
    assertThat(look().since(before.position()).orElseThrow())
        .contains(new Changed(Kind.JOB, shop.fence().jobId(), Optional.of(shop.integrationId())));
  }

  @Test
  void a_job_that_ends_changes_its_integration() {
    ChangeView before = look();
    new JobStore(database)
        .move(
            shop.fence(),
            new JobEvent.Completed(new SyncResult(true, 0, List.of(), Optional.empty())),
            NOW);
    assertThat(kinds(look().since(before)))
        .containsExactly(Kind.INTEGRATION, Kind.JOB, Kind.LEDGER);
  }

  @Test
  void a_dead_letter_is_told_when_it_comes_and_when_it_is_closed() {
    ChangeView before = look();
    UUID id = letter();
    ChangeView open = look();
    assertThat(open.since(before))
        .contains(new Changed(Kind.DEAD_LETTER, id, Optional.of(shop.integrationId())));

    new DeadLetterStore(database).dismiss(shop.workspaceId(), id, NOW);
    ChangeView closed = look();
    assertThat(kinds(closed.since(open))).containsExactly(Kind.DEAD_LETTER);
    assertThat(closed.since(open.position()).orElseThrow()).extracting(Changed::id).contains(id);

    // Long after its end it is not looked at any more, and that is no change.
    ChangeView later = changes.look(shop.workspaceId(), NOW.plus(Duration.ofHours(1)));
    assertThat(later.since(closed)).isEmpty();
  }

  @Test
  void an_operation_is_told_while_it_goes_on_and_when_it_is_done() {
    UUID operation = Ids.next(NOW);
    ChangeView before = look();
    RangeRequest request =
        new RangeRequest(
            Ids.next(NOW),
            shop.workspaceId(),
            shop.integrationId(),
            "pages",
            DayRange.of(DAY),
            "sync_now",
            Priority.BACKFILL,
            false,
            Optional.of(operation),
            NOW,
            0,
            Optional.empty());
    new RangeRequestStore(database).add(request);
    ChangeView asked = look();
    assertThat(asked.since(before)).contains(new Changed(Kind.OPERATION, operation, Optional.empty()));

    new RangeRequestStore(database).withdraw(shop.workspaceId(), request.id(), NOW);
    assertThat(kinds(look().since(asked))).containsExactly(Kind.OPERATION);
    assertThat(look().since(asked.position()).orElseThrow()).extracting(Changed::id).contains(operation);
  }

  @Test
  void a_notification_is_told_when_it_is_raised_read_and_over() {
    NoticeStore notices = new NoticeStore(database);
    Notice notice =
        new Notice(
            NoticeKind.STOPPED,
            "stopped/x",
            Optional.of(shop.integrationId()),
            "Stopped",
            "It stopped.",
            "/x");
    ChangeView before = look();
    notices.raise(shop.workspaceId(), notice, NOW);
    ChangeView raised = look();
    assertThat(kinds(raised.since(before))).containsExactly(Kind.NOTIFICATION);
    notices.read(shop.workspaceId(), Optional.empty(), "Anna", NOW);
    ChangeView read = look();
    assertThat(kinds(read.since(raised))).containsExactly(Kind.NOTIFICATION);
    notices.close(shop.workspaceId(), "stopped/x", NOW);
    assertThat(kinds(look().since(read))).containsExactly(Kind.NOTIFICATION);
  }

  @Test
  void an_integration_that_is_gone_is_told() {
    ChangeView before = look();
    new Erasure(database).workspace(shop.workspaceId());
    assertThat(look().since(before))
        .contains(new Changed(Kind.INTEGRATION, shop.integrationId(), Optional.of(shop.integrationId())));
  }

  /** The reason for positions to be of transactions and not of times or of a sequence. */
  @Test
  void what_was_written_before_a_look_and_committed_after_it_is_told_to_who_comes_back()
      throws Exception {
    ChangeView between;
    try (Connection slow = test.connect()) {
      slow.setAutoCommit(false);
      try (PreparedStatement update =
          slow.prepareStatement(
              "update tributary.integration set account_name = 'Slow' where id = ?")) {
        update.setObject(1, shop.integrationId());
        update.executeUpdate();
      }
      // Others commit meanwhile, with higher numbers.
      new JobStore(database).progress(shop.fence(), 5, Optional.of("pages"));
      between = look();
      slow.commit();
    }
    assertThat(look().since(between.position()).orElseThrow())
        .contains(new Changed(Kind.INTEGRATION, shop.integrationId(), Optional.of(shop.integrationId())));
    assertThat(kinds(look().since(between))).containsExactly(Kind.INTEGRATION);
  }
}
