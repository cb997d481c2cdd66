package dev.tributary.spi;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An adapter whose provider calls us when something changed. What it says is a hint to read, never
 * a number to store, or what became of an e-mail. The first two methods use nothing but their
 * arguments and our own client, so they answer at once; the others call the provider.
 */
public interface WebhookReceiver {

  /**
   * The answer to a provider that asks whether an address is ours, as plain text.
   *
   * @param query the request's parameters, decoded
   * @param verifyToken what we told the provider when subscribing
   * @return empty when that is no such question, or one with another token
   */
  Optional<String> challenge(Map<String, String> query, Secret verifyToken);

  /**
   * Checks who sent a delivery, in constant time, and reads it.
   *
   * @param headers by lower-case name
   * @param body the bytes as they came: a signature counts for no others
   * @param key what deliveries are signed with, where the provider gave one for this address; else
   *     the secret of our own client is meant
   * @param now by which a signed time is judged, where there is one
   */
  Receipt receive(Map<String, String> headers, byte[] body, Optional<Secret> key, Instant now);

  /** What became of a delivery. */
  sealed interface Receipt {

    /** Signed and understood. One delivery may speak of many accounts. */
    record Accepted(List<Event> events) implements Receipt {
      public Accepted {
        events = List.copyOf(events);
      }
    }

    /**
     * Not from the provider, or not understood: nothing of it may be believed.
     *
     * @param reason one sentence without anything of the delivery itself
     */
    record Refused(String reason) implements Receipt {}
  }

  /**
   * One thing that changed.
   *
   * @param key equal for the same event however often and in whatever company it is delivered
   * @param account as {@link Account#id()}; the empty text where the provider does not say, and the
   *     address that was called tells
   * @param at when it happened; its day in the account's zone is the one to read
   * @param streams what is to be read for that day; empty when nothing of ours is concerned
   * @param what one phrase for people
   * @param email what it says about an e-mail or a recipient; empty where it is about neither
   */
  record Event(
      String key,
      String account,
      Instant at,
      List<String> streams,
      String what,
      Optional<EmailEvent> email) {
    public Event {
      streams = List.copyOf(streams);
    }

    /** Of a provider that sends no e-mail. */
    public Event(String key, String account, Instant at, List<String> streams, String what) {
      this(key, account, at, streams, what, Optional.empty());
    }
  }

  /**
   * Makes sure that the provider calls the address for the connection's account; to be repeated at
   * will, as it makes only what is missing and switches on again what the provider switched off.
   *
   * @return what deliveries to this address are signed with, to be handed to {@link #receive};
   *     empty where the secret of our own client signs
   * @throws SyncException with {@link Failure.PermissionMissing} of scope STREAM when the login may
   *     not subscribe: everything is then read as scheduled, which is no fault
   */
  Optional<Secret> subscribe(Connection connection, URI address, Secret verifyToken, Call call)
      throws SyncException, InterruptedException;

  /**
   * Ends the calls to the address for the connection's account; an account without any is no error.
   */
  void unsubscribe(Connection connection, URI address, Call call)
      throws SyncException, InterruptedException;
}
