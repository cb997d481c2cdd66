package dev.tributary.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole processes are killed, frozen and misled; nothing is lost, doubled or overwritten. */
class ChaosTest {
  private static final long SEED = Long.getLong("seed", new Random().nextInt(1_000_000_000));

  @Test
  void twenty_seconds_of_chaos_lose_nothing_and_what_would_be_wrong_is_seen() throws Exception {
    try (Chaos chaos = Chaos.start(SEED)) {
      Verdict verdict = chaos.run(Duration.ofSeconds(20));
      assertThat(verdict.reasons()).as(verdict.toString()).isEmpty();
      assertThat(verdict.good()).as(verdict.toString()).isTrue();
      assertThat(verdict.jobs()).isPositive();
      assertThat(verdict.kills()).isPositive();

      plantAChangedRow(chaos);
      plantAStaleWrite(chaos);
      plantALostAsk(chaos);
      plantADoubledChange(chaos);
      plantADeadLetter(chaos);
      Verdict spoilt = chaos.verdict();
      assertThat(spoilt.tablesEqual()).isFalse();
      assertThat(spoilt.reasons()).anyMatch(reason -> reason.contains("landing_pages"));
      assertThat(spoilt.staleWrites()).isOne();
      assertThat(spoilt.lost()).isOne();
      assertThat(spoilt.duplicated()).isPositive();
      assertThat(spoilt.reasons()).anyMatch(reason -> reason.contains("changes on record"));
      assertThat(spoilt.reasons()).contains("given up: 1 defect It was planted.");
      assertThat(spoilt.good()).isFalse();
    }
  }

  private static void plant(Chaos chaos, String sql) throws SQLException {
    chaos.world().database().run(sql);
  }

  private static void plantAChangedRow(Chaos chaos) throws SQLException {
    String row =
        "(select ctid from kpi.google_analytics_landing_pages where integration_id = '%s' limit 1)"
            .formatted(chaos.world().integrations().getFirst().id());
    plant(
        chaos,
        "update kpi.google_analytics_landing_pages set views = views + 1, sessions = sessions"
            + " where ctid = "
            + row);
  }

  private static void plantAStaleWrite(Chaos chaos) throws SQLException {
    plant(
        chaos,
        "set application_name = 'chaos-a-1';"
            + " update tributary.day_ledger set fetched_at = fetched_at + interval '1 second'"
            + " where (integration_id, stream, day) = (select integration_id, stream, day"
            + " from tributary.day_ledger where content_hash is not null limit 1)");
  }

  private static void plantALostAsk(Chaos chaos) {
    chaos.acknowledged().add(chaos.world().integrations().getFirst(), UUID.randomUUID());
  }

  private static void plantADoubledChange(Chaos chaos) throws SQLException {
    plant(
        chaos,
        "insert into tributary.revision (workspace_id, integration_id, stream, day, recorded_at,"
            + " cause, definition, rows_before, rows_after, measures, totals_before, totals_after)"
            + " select workspace_id, integration_id, stream, day, recorded_at, cause, definition,"
            + " rows_before, rows_after, measures, totals_before, totals_after"
            + " from tributary.revision where cause = 'first' limit 1");
  }

  private static void plantADeadLetter(Chaos chaos) throws SQLException {
    plant(
        chaos,
        "insert into tributary.dead_letter (id, workspace_id, integration_id, job_id, category,"
            + " code, cause, attempts, created_at, first_at) select gen_random_uuid(), workspace_id,"
            + " integration_id, id, 'system', 'defect', 'It was planted.', 6, now(), now()"
            + " from tributary.sync_job limit 1");
  }

  @Test
  @Tag("long")
  void ten_minutes_of_chaos_lose_nothing() throws Exception {
    try (Chaos chaos = Chaos.start(SEED)) {
      Verdict verdict = chaos.run(Duration.ofMinutes(10));
      assertThat(verdict.reasons()).as(verdict.toString()).isEmpty();
      assertThat(verdict.good()).as(verdict.toString()).isTrue();
    }
  }
}
