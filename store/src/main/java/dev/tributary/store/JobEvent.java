package dev.tributary.store;

import dev.tributary.spi.SyncResult;
import java.time.Instant;
import java.util.Optional;

/** What happens to a job. {@link JobTransitions#after} says what follows. */
public sealed interface JobEvent {

  /** A worker claims it. */
  record Started(long claimValue) implements JobEvent {}

  record Completed(SyncResult result) implements JobEvent {}

  /** A person ended it. */
  record Cancelled() implements JobEvent {}

  /** The claim failed and is tried again; the claim stays spent. */
  record Retried(Instant nextRetryAt, String error) implements JobEvent {}

  /** It waits, which costs no attempt: the claim is given back. */
  record Snoozed(Instant until, String waitingFor) implements JobEvent {}

  /** The claim was lost before the job began, and so none is spent; it waits on until then. */
  record Postponed(Instant nextRetryAt, String error) implements JobEvent {}

  /** The process stops: pending again at once, the claim is given back. */
  record Interrupted() implements JobEvent {}

  /** Tried to the end. Write the dead letters in the same transaction. */
  record GaveUp(String error, Optional<SyncResult> result) implements JobEvent {}
}
