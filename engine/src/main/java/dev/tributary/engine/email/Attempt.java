package dev.tributary.engine.email;

import dev.tributary.engine.Stores;
import dev.tributary.engine.email.EmailCalls.Mailbox;
import dev.tributary.engine.retry.RetryPolicy;
import dev.tributary.engine.sync.SyncTools;
import dev.tributary.engine.vault.Grants;
import dev.tributary.spi.Call;
import dev.tributary.spi.EmailSender;
import dev.tributary.spi.EmailSender.Outcome;
import dev.tributary.spi.EmailSender.Result;
import dev.tributary.spi.Failure;
import dev.tributary.spi.OutgoingEmail;
import dev.tributary.spi.SyncException;
import dev.tributary.store.EmailBatch;
import dev.tributary.store.EmailChunk;
import dev.tributary.store.EmailChunkStore.Claimed;
import dev.tributary.store.EmailChunkStore.Told;
import dev.tributary.store.EmailParking;
import dev.tributary.store.EmailRecipient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try to send one chunk, in three transactions: claimed; then frozen and marked as perhaps
 * sent; then, after the request, what the provider told. Wherever it is cut off, the next try finds
 * either a chunk that was certainly not asked for, or the same bytes under the same key, which the
 * provider sends once.
 */
final class Attempt {
  /** A key is not used any more so long before the provider forgets it. */
  static final Duration KEY_MARGIN = Duration.ofMinutes(15);

  private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);
  private static final Duration SOONEST = Duration.ofSeconds(1);
  private static final Duration WAIT_MAX = Duration.ofDays(32);

  private final SyncTools tools;
  private final EmailStores email;
  private final EmailCalls calls;
  private final Composer composer;
  private final EmailNotices notices;
  private final Steps steps;

  /** Where a try may be cut off; told of by the sender, and used by tests that cut it off. */
  enum Step {
    CLAIMED,
    FROZEN,
    ANSWERED,
    TOLD
  }

  /** Is told of every step, on the sending thread. */
  @FunctionalInterface
  interface Steps {
    Steps NONE = (step, chunk) -> {};

    void at(Step step, EmailChunk chunk);
  }

  Attempt(SyncTools tools, EmailStores email, EmailCalls calls, Composer composer, Steps steps) {
    this.tools = tools;
    this.email = email;
    this.calls = calls;
    this.composer = composer;
    this.notices = new EmailNotices(tools);
    this.steps = steps;
  }

  /** How one try ended. */
  private sealed interface End {
    record Told(Outcome.Answered answer) implements End {}

    /** This try sent nothing. */
    record Nothing(Failure failure) implements End {}

    /** It may have sent everything. */
    record Unknown(Failure cause) implements End {}
  }

  void make(Claimed claimed) {
    steps.at(Step.CLAIMED, claimed.chunk());
    Stores stores = tools.stores();
    EmailBatch batch = claimed.batch();
    Optional<Mailbox> mailbox =
        stores
            .integrations()
            .find(batch.workspaceId(), batch.integrationId())
            .flatMap(calls::mailbox);
    if (mailbox.isEmpty()) {
      stop(claimed, new EmailBatch.Reason("no_email", "This account sends no e-mail any more."));
      return;
    }
    if (forgotten(claimed, mailbox.get().sender())) {
      park(claimed);
      return;
    }
    End end;
    try {
      Call call = calls.call();
      calls.allowed(mailbox.get(), call);
      Grants.Opened opened = calls.open(mailbox.get(), call);
      Optional<EmailChunk.Frozen> frozen = frozen(claimed);
      if (frozen.isEmpty()) {
        return;
      }
      steps.at(Step.FROZEN, claimed.chunk());
      calls.turn(mailbox.get(), call);
      // What came before may have waited long for the database; asking has its own time.
      end = asked(mailbox.get(), opened, frozen.get(), calls.call());
    } catch (SyncException e) {
      end = new End.Nothing(e.failure());
    } catch (InterruptedException e) {
      // The node stops before anything was asked: another one goes on at once.
      end = new End.Nothing(new Failure.Throttled(SOONEST, false, "The node stopped."));
    }
    steps.at(Step.ANSWERED, claimed.chunk());
    record(claimed, mailbox.get(), end);
    steps.at(Step.TOLD, claimed.chunk());
  }

  private boolean forgotten(Claimed claimed, EmailSender sender) {
    Instant now = tools.clock().instant();
    return claimed
        .chunk()
        .unknownSince()
        .filter(since -> !now.isBefore(since.plus(sender.keyLasts()).minus(KEY_MARGIN)))
        .isPresent();
  }

  /**
   * What is sent, written down before it is; empty when nobody is left to get it, or nothing may be
   * sent any more.
   */
  private Optional<EmailChunk.Frozen> frozen(Claimed claimed) {
    if (claimed.chunk().frozen().isPresent()) {
      if (email.chunks().mine(claimed)) {
        return claimed.chunk().frozen();
      }
      // What nobody knows of a cancelled batch is not asked for again, which could send it.
      email.chunks().release(claimed);
      return Optional.empty();
    }
    return tools
        .stores()
        .database()
        .system(() -> {
          Instant now = tools.clock().instant();
          Optional<List<EmailRecipient>> waiting = email.chunks().recipients(claimed, now);
          if (waiting.isEmpty()) {
            email.chunks().release(claimed);
            cancelled(claimed);
            return Optional.<EmailChunk.Frozen>empty();
          }
          List<EmailRecipient> recipients = waiting.get();
          if (recipients.isEmpty()) {
            email.chunks().empty(claimed, now);
            email.batches().finish(claimed.batch().workspaceId(), claimed.batch().id(), now);
            return Optional.<EmailChunk.Frozen>empty();
          }
          EmailChunk.Frozen made = composer.freeze(claimed.batch(), claimed.chunk(), recipients);
          boolean mine =
              email
                  .chunks()
                  .freeze(claimed, made, recipients.stream().map(EmailRecipient::id).toList(), now);
          return mine ? Optional.of(made) : Optional.empty();
        });
  }

  private End asked(Mailbox mailbox, Grants.Opened opened, EmailChunk.Frozen frozen, Call call) {
    List<OutgoingEmail> emails = Payload.read(frozen.payload());
    try {
      // What the adapter says is told apart from what happened to the call around it.
      return tools
          .calls()
          .<End>call(
              EmailCalls.CALL_MAX.plusSeconds(5),
              () -> {
                try {
                  return switch (mailbox
                      .sender()
                      .send(EmailCalls.connection(mailbox, opened), emails, frozen.key(), call)) {
                    case Outcome.Answered answer -> new End.Told(answer);
                    case Outcome.Unknown(Failure cause) -> new End.Unknown(cause);
                  };
                } catch (SyncException e) {
                  calls.failed(mailbox, opened, e.failure());
                  return new End.Nothing(e.failure());
                }
              });
    } catch (SyncException e) {
      return new End.Unknown(e.failure());
    } catch (InterruptedException e) {
      return new End.Unknown(
          new Failure.Throttled(SOONEST, false, "The node stopped while the provider was asked."));
    } catch (RuntimeException e) {
      LOG.error("Sending {} broke; it is found out what it did.", frozen.key(), e);
      return new End.Unknown(new Failure.Defect("Sending broke; the server's log says more."));
    }
  }

  // --- what follows ---

  private void record(Claimed claimed, Mailbox mailbox, End end) {
    switch (end) {
      case End.Told(Outcome.Answered answer) -> told(claimed, mailbox, answer);
      case End.Unknown(Failure cause) -> unknown(claimed, mailbox, cause);
      case End.Nothing(Failure failure) -> nothing(claimed, mailbox, failure);
    }
  }

  private void told(Claimed claimed, Mailbox mailbox, Outcome.Answered answer) {
    Instant now = tools.clock().instant();
    calls.seen(mailbox, answer.quotas());
    List<Told> told = new ArrayList<>();
    for (int place = 0; place < answer.results().size(); place++) {
      told.add(
          switch (answer.results().get(place)) {
            case Result.Accepted(String id) -> new Told(place, Optional.of(id), Optional.empty());
            case Result.Refused(EmailSender.Reason reason, String message) ->
                new Told(
                    place,
                    Optional.empty(),
                    Optional.of(
                        new EmailBatch.Reason(
                            reason.name().toLowerCase(Locale.ROOT) + "_refused", message)));
          });
    }
    tools
        .stores()
        .database()
        .system(() -> {
          email.chunks().done(claimed, told, now);
          return email.batches().finish(claimed.batch().workspaceId(), claimed.batch().id(), now);
        });
  }

  private void unknown(Claimed claimed, Mailbox mailbox, Failure cause) {
    Instant now = tools.clock().instant();
    if (forgotten(claimed, mailbox.sender())) {
      park(claimed);
      return;
    }
    Duration wait =
        cause instanceof Failure.Throttled(Duration delay, var _, String _) ? delay : rung(claimed);
    email.chunks().unknown(claimed, reason(cause), now.plus(atLeast(wait)));
  }

  private void nothing(Claimed claimed, Mailbox mailbox, Failure failure) {
    Instant now = tools.clock().instant();
    switch (failure) {
      case Failure.QuotaExhausted(String bucket, Instant until, var _, String message) ->
          waits(claimed, failure, until, "the quota " + bucket + " is used up: " + message);
      case Failure.Throttled(Duration delay, var _, String message) ->
          waits(claimed, failure, now.plus(delay), message);
      case Failure.TokenRejected _, Failure.GrantRejected _ ->
          back(claimed, failure, false, now.plus(SOONEST));
      case Failure.InvalidRequest _,
          Failure.PermissionMissing _,
          Failure.AccountGone _,
          Failure.TooLarge _,
          Failure.TooMuchData _ -> {
        if (claimed.first()) {
          back(claimed, failure, true, now);
          stop(claimed, reason(failure));
        } else {
          // Refused for good as it is, and an earlier try may have sent it: no further one finds
          // out.
          park(claimed);
        }
      }
      case Failure.Unavailable _,
          Failure.Network _,
          Failure.Malformed _,
          Failure.Misconfigured _,
          Failure.Storage _,
          Failure.Defect _ -> {
        if (claimed.chunk().tries() > RetryPolicy.LADDER.size()) {
          back(claimed, failure, true, now);
          stop(claimed, reason(failure));
        } else {
          Instant next = now.plus(rung(claimed));
          back(claimed, failure, true, next);
          email
              .batches()
              .waits(
                  claimed.batch().workspaceId(),
                  mailbox.integration().id(),
                  new EmailBatch.Waiting(next, failure.message()));
        }
      }
    }
  }

  /** The whole account waits, at no cost. */
  private void waits(Claimed claimed, Failure failure, Instant until, String why) {
    Instant now = tools.clock().instant();
    Instant soonest = now.plus(SOONEST);
    Instant latest = now.plus(WAIT_MAX);
    Instant at = until.isBefore(soonest) ? soonest : until.isAfter(latest) ? latest : until;
    back(claimed, failure, false, now);
    email
        .batches()
        .waits(
            claimed.batch().workspaceId(),
            claimed.batch().integrationId(),
            new EmailBatch.Waiting(at, why));
  }

  private void back(Claimed claimed, Failure failure, boolean counts, Instant at) {
    tools
        .stores()
        .database()
        .system(() -> {
          email.chunks().nothingSent(claimed, reason(failure), counts, at);
          cancelled(claimed);
          return claimed;
        });
  }

  /** It may have been cancelled while it was tried. */
  private void cancelled(Claimed claimed) {
    EmailBatch batch = claimed.batch();
    email
        .batches()
        .find(batch.workspaceId(), batch.id())
        .filter(now -> now.state() == EmailBatch.State.CANCELLED)
        .ifPresent(now ->
            email.parking().cancelLeft(now.workspaceId(), now.id(), tools.clock().instant()));
  }

  private void stop(Claimed claimed, EmailBatch.Reason reason) {
    Instant now = tools.clock().instant();
    tools
        .stores()
        .database()
        .system(() -> {
          boolean stopped =
              email.batches().stop(claimed.batch().workspaceId(), claimed.batch().id(), reason);
          if (stopped) {
            notices.stopped(claimed.batch(), reason, now);
          }
          return stopped;
        });
  }

  private void park(Claimed claimed) {
    Instant now = tools.clock().instant();
    tools
        .stores()
        .database()
        .system(() -> {
          email.chunks().park(claimed, EmailParking.UNKNOWN, now);
          notices.parked(claimed.batch(), now);
          return email.batches().finish(claimed.batch().workspaceId(), claimed.batch().id(), now);
        });
  }

  private static EmailBatch.Reason reason(Failure failure) {
    return new EmailBatch.Reason(failure.code(), failure.message());
  }

  private static Duration rung(Claimed claimed) {
    int rung = Math.clamp(claimed.chunk().tries() - 1L, 0, RetryPolicy.LADDER.size() - 1);
    return RetryPolicy.LADDER.get(rung);
  }

  private static Duration atLeast(Duration wait) {
    return wait.compareTo(SOONEST) < 0 ? SOONEST : wait;
  }
}
