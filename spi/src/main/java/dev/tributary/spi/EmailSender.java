package dev.tributary.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An adapter whose provider sends e-mail for us. Like every adapter it keeps nothing between calls:
 * whoever sends remembers what was sent, and with which key.
 */
public interface EmailSender {

  /** The most e-mails that one {@link #send} takes. */
  int emailsMax();

  /**
   * How long the provider remembers a key. The same e-mails sent again with the same key within
   * that time are sent once; later they are sent a second time.
   */
  Duration keyLasts();

  /**
   * Sends e-mails with one request.
   *
   * <p>Whether they were sent is not always known. {@link Outcome.Answered} tells it of each,
   * {@link Outcome.Unknown} says that it may have happened, and an exception that this request sent
   * nothing; what an earlier request with the same key has done, it does not say. An {@code
   * InterruptedException} is to be taken as unknown, as is the end of the process.
   *
   * @param key 1 to 256 visible ASCII characters; never used for other e-mails than these in this
   *     order
   * @throws SyncException with {@link Failure.InvalidRequest} when the provider refuses all of them
   *     for good, such as for a sender whose domain it has not verified; with {@link
   *     Failure.QuotaExhausted} and {@link Failure.Throttled} when they may be sent later; other
   *     failures as with any call
   */
  Outcome send(Connection connection, List<OutgoingEmail> emails, String key, Call call)
      throws SyncException, InterruptedException;

  /** What a provider did with a request to send. */
  sealed interface Outcome {

    /**
     * @param results one for each e-mail, in their order
     * @param quotas what the provider said about quotas with this answer
     */
    record Answered(List<Result> results, List<QuotaReading> quotas) implements Outcome {
      public Answered {
        results = List.copyOf(results);
        quotas = List.copyOf(quotas);
      }
    }

    /**
     * Sent or not: only the same e-mails with the same key, while {@link #keyLasts}, find out
     * without sending twice.
     *
     * @param cause why it is not known, and how long to wait where the provider says so
     */
    record Unknown(Failure cause) implements Outcome {}
  }

  /** What became of one e-mail of a request. */
  sealed interface Result {
    /**
     * @param id the e-mail's id at the provider
     */
    record Accepted(String id) implements Result {}

    /**
     * Not sent, and never will be as it is.
     *
     * @param message one sentence of the provider
     */
    record Refused(Reason reason, String message) implements Result {}
  }

  /** Why one e-mail was refused, as far as the provider's words tell. */
  enum Reason {
    /** The recipient's address is none. */
    RECIPIENT,
    /** The sender's address is none, or its domain is not verified. */
    SENDER,
    /** The template is unknown or has never been published. */
    TEMPLATE,
    /** A variable has neither a value nor a fallback, or a value of another type. */
    VARIABLE,
    OTHER
  }

  /**
   * One e-mail as it is now.
   *
   * @return empty when the provider knows none with that id
   */
  Optional<SentEmail> email(Connection connection, String id, Call call)
      throws SyncException, InterruptedException;

  /**
   * One page of all e-mails of the account, whoever sent them, newest first; the provider knows no
   * dates, so whoever looks for missed ones walks back until a known one.
   */
  ListPage<SentEmail> emails(Connection connection, Optional<Cursor> cursor, Call call)
      throws SyncException, InterruptedException;

  /**
   * Takes a scheduled e-mail back.
   *
   * @return false when it is too late, or was cancelled before
   */
  boolean cancel(Connection connection, String id, Call call)
      throws SyncException, InterruptedException;

  /**
   * Sends a scheduled e-mail at another time.
   *
   * @return false when it is too late, or was cancelled before
   */
  boolean reschedule(Connection connection, String id, Instant at, Call call)
      throws SyncException, InterruptedException;
}
