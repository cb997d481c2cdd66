package dev.tributary.engine.sync;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.Streams;
import dev.tributary.spi.Failure;
import dev.tributary.store.Attempt;
import dev.tributary.store.Integration;
import dev.tributary.store.Job;
import dev.tributary.store.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class SyncLoopTest {
  /** Of no connection the hour comes while a test moves the clock by minutes. */
  private final EngineFixture engine =
      new EngineFixture(
          List.of(Streams.day("visits")), TurnSettings.DEFAULT.withSyncEvery(Duration.ofDays(1)));

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void a_turn_that_breaks_leaves_an_attempt_with_its_error() {
    Integration shop = engine.connect(3);
    engine.provider.then((_, _) -> {
      throw new StackOverflowError();
    });
    engine.turn();
    Job job = engine.lastJob(shop);
    assertThat(job.status()).isEqualTo(JobStatus.PENDING);
    assertThat(engine.stores.jobHistory().attempts(engine.workspace, job.id(), 9))
        .singleElement()
        .satisfies(attempt -> {
          assertThat(attempt.outcome()).isEqualTo(Attempt.Outcome.FAILED);
          assertThat(attempt.error().orElseThrow().code()).isEqualTo("defect");
          assertThat(attempt.slice()).isPresent();
          assertThat(attempt.duration()).isEqualTo(Duration.ZERO);
        });
  }

  @Test
  void a_finished_job_counts_the_rows_of_all_its_claims() {
    Integration shop = engine.connect(90);
    engine.provider.then((_, _) -> {});
    engine.provider.fails(new Failure.Unavailable(503, "Out of order."));
    engine.turn();
    assertThat(engine.lastJob(shop).status()).isEqualTo(JobStatus.PENDING);
    engine.turnAfter(Duration.ofMinutes(2));
    Job job = engine.lastJob(shop);
    assertThat(job.claims()).isEqualTo(2);
    assertThat(job.result().orElseThrow().recordsProcessed()).isEqualTo(90 * 30);
  }

  @Test
  void a_job_that_cannot_be_begun_says_when_it_is_tried_next() {
    Integration shop = waitsAfterAFailure();
    engine.execute(
        """
        create function tributary.refuse() returns trigger language plpgsql as
        $$ begin raise exception 'out of order'; end $$;
        create trigger refuse before update of fence on tributary.sync_job
           for each row when (new.status = 'running') execute function tributary.refuse()
        """);
    try {
      engine.turnAfter(Duration.ofMinutes(2));
    } finally {
      engine.execute("drop function tributary.refuse cascade");
    }
    assertWaitsOn(shop, engine.clock.instant().plus(Duration.ofMinutes(1)));
    assertThat(engine.lastJob(shop).error())
        .contains("The database could not be used. It is tried again.");
    engine.turnAfter(Duration.ofMinutes(1));
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
  }

  @Test
  void a_worker_that_dies_before_it_begins_a_job_leaves_it_due_at_once() {
    Integration shop = waitsAfterAFailure();
    engine.clock.move(Duration.ofMinutes(2));
    engine.execute(
        """
        update tributary.scheduled_tasks
           set picked = true, picked_by = 'node-2', last_heartbeat = '%s', version = version + 1
        """
            .formatted(engine.clock.instant()));
    engine.clock.move(Duration.ofMinutes(2));
    engine.scheduler.runDeadExecutionDetection();
    assertWaitsOn(shop, engine.clock.instant());
    engine.turn();
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
  }

  private Integration waitsAfterAFailure() {
    Integration shop = engine.connect(3);
    engine.provider.fails(new Failure.Unavailable(503, "Out of order."));
    engine.turn();
    assertThat(engine.lastJob(shop).nextRetryAt()).isPresent();
    return shop;
  }

  private void assertWaitsOn(Integration shop, Instant until) {
    Job job = engine.lastJob(shop);
    assertThat(job.status()).isEqualTo(JobStatus.PENDING);
    assertThat(job.claims()).as("no claim is spent").isOne();
    assertThat(job.nextRetryAt()).contains(until);
    assertThat(engine.dueAt(shop)).isEqualTo(until);
    assertThat(engine.broken()).isEmpty();
  }

  @Test
  void what_a_turn_logs_names_its_job_and_its_end_has_a_line() {
    Logger logger = (Logger) LoggerFactory.getLogger(SyncLoop.class);
    ListAppender<ILoggingEvent> lines =
        new ListAppender<>() {
          @Override
          protected void append(ILoggingEvent line) {
            // The context is read when somebody asks for it, which is later here.
            line.prepareForDeferredProcessing();
            super.append(line);
          }
        };
    lines.start();
    logger.addAppender(lines);
    logger.setLevel(Level.INFO);
    try {
      Integration shop = engine.connect(3);
      engine.turn();
      Job job = engine.lastJob(shop);
      List<ILoggingEvent> ended =
          lines.list.stream()
              .filter(line -> line.getFormattedMessage().contains(" ended: "))
              .toList();
      assertThat(ended)
          .singleElement()
          .satisfies(line -> {
            assertThat(line.getMDCPropertyMap())
                .isEqualTo(
                    Map.of(
                        "workspace", engine.workspace.toString(),
                        "integration", shop.id().toString(),
                        "job", job.id().toString()));
            assertThat(line.getFormattedMessage()).contains("3 days with 90 rows");
          });
      assertThat(MDC.get("job")).isNull();
    } finally {
      logger.setLevel(null);
      logger.detachAppender(lines);
    }
  }
}
