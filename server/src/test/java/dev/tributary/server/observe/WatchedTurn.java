package dev.tributary.server.observe;

import dev.tributary.engine.watch.Watch;
import dev.tributary.spi.Account;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.Slice;
import dev.tributary.spi.SyncResult.SyncError;
import dev.tributary.store.Attempt;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.Job;
import dev.tributary.store.JobProgress;
import dev.tributary.store.JobStatus;
import dev.tributary.store.JobTrigger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** What an engine tells about one turn in which much goes wrong. */
record WatchedTurn(Watch watch) {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  static final UUID WORKSPACE = UUID.fromString("01980000-0000-7000-8000-00000000000a");
  static final UUID INTEGRATION = UUID.fromString("01980000-0000-7000-8000-00000000000b");
  static final UUID JOB = UUID.fromString("01980000-0000-7000-8000-00000000000c");

  void run() {
    Slice slice = new Slice("visits", DayRange.of(LocalDate.parse("2026-11-20")));
    Watch.OfTurn turn = watch.turn(integration(), job());
    Watch.OfAttempt login = turn.attempt(Optional.empty());
    login.requested(request("not an address, access_token=hunter2", 0));
    login.ended(attempt(Optional.empty(), Attempt.Outcome.FAILED, Optional.empty()));
    Watch.OfAttempt read = turn.attempt(Optional.of(slice));
    read.requested(
        request(
            "https://analyticsdata.example.org/v1/properties/412001?access_token=hunter2", 200));
    read.requested(request("https://analyticsdata.example.org/v1/properties/412001", 429));
    read.ended(
        attempt(
            Optional.of(slice),
            Attempt.Outcome.SNOOZED,
            Optional.of(
                new SyncError(
                    Failure.Category.API,
                    "throttled",
                    "Slower, Nordlicht.",
                    Optional.of("visits"),
                    Optional.empty()))));
    turn.stored(2, 60);
    turn.ended("gave_up");
    watch.died("fake");
  }

  private static RequestObserver.Request request(String address, int status) {
    return new RequestObserver.Request("POST", address, status, 10, Duration.ofMillis(300));
  }

  private static Attempt attempt(
      Optional<Slice> slice, Attempt.Outcome outcome, Optional<SyncError> error) {
    return new Attempt(
        UUID.randomUUID(),
        1,
        slice,
        NOW,
        NOW,
        outcome,
        error,
        Optional.empty(),
        1,
        10,
        60,
        Map.of());
  }

  private static Integration integration() {
    return new Integration(
        INTEGRATION,
        WORKSPACE,
        UUID.randomUUID(),
        "fake",
        new Account("412001", "Nordlicht", ZoneId.of("UTC"), Optional.empty(), Map.of()),
        Map.of(),
        Optional.empty(),
        1,
        IntegrationState.ACTIVE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        NOW,
        NOW);
  }

  private static Job job() {
    return new Job(
        JOB,
        WORKSPACE,
        INTEGRATION,
        JobStatus.RUNNING,
        JobTrigger.SCHEDULE,
        OptionalLong.of(1),
        1,
        Optional.of(NOW),
        Optional.of(NOW),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        JobProgress.NONE,
        Optional.empty(),
        Optional.empty(),
        false,
        NOW);
  }
}
