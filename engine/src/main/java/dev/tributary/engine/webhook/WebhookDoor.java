package dev.tributary.engine.webhook;

import dev.tributary.engine.connect.WebhookAddresses;
import dev.tributary.spi.Secret;
import dev.tributary.spi.WebhookReceiver;
import dev.tributary.spi.WebhookReceiver.Receipt;
import dev.tributary.store.Database;
import dev.tributary.store.Ids;
import dev.tributary.store.WebhookAddressStore;
import dev.tributary.store.WebhookAddressStore.Address;
import dev.tributary.store.WebhookDelivery;
import dev.tributary.store.WebhookInbox;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes providers' calls in: checks the signature over the bytes as they came, and stores what was
 * signed. Whoever is not the provider learns nothing, not even which addresses there are. Asks
 * nobody but the database, and may be called from any thread.
 */
public final class WebhookDoor {
  private static final Outcome STRANGER =
      new Outcome.Refused("The delivery is not signed for this address.");

  private final Database database;
  private final WebhookAddresses addresses;
  private final WebhookAddressStore known;
  private final WebhookInbox inbox;
  private final Emails emails;
  private final InstantSource clock;

  WebhookDoor(
      Database database,
      WebhookAddresses addresses,
      WebhookAddressStore known,
      WebhookInbox inbox,
      Emails emails,
      InstantSource clock) {
    this.database = database;
    this.emails = emails;
    this.addresses = addresses;
    this.known = known;
    this.inbox = inbox;
    this.clock = clock;
  }

  /** Applies what a delivery says about e-mails, in the transaction that stores it. */
  @FunctionalInterface
  public interface Emails {
    void apply(UUID workspace, UUID grant, List<WebhookReceiver.Event> events);
  }

  /** What became of a call. */
  public sealed interface Outcome {
    /** It is in the database. */
    record Stored(WebhookInbox.Taken taken) implements Outcome {}

    /**
     * Not from the provider, or not understood; nothing of it was written.
     *
     * @param reason one sentence without anything of the delivery, for the log
     */
    record Refused(String reason) implements Outcome {}
  }

  /**
   * The answer to a provider that asks whether an address is ours.
   *
   * @param query the request's parameters, decoded
   * @return empty when that is no such question, or not of one whom we told the token
   */
  public Optional<String> challenge(String provider, Map<String, String> query) {
    return addresses
        .receiver(provider)
        .flatMap(receiver ->
            addresses.verifyToken(provider).flatMap(token -> receiver.challenge(query, token)));
  }

  /**
   * Takes a delivery in.
   *
   * @param address of one grant, as it stands in the path; empty for the provider's own
   * @param headers by lower-case name
   * @param body the bytes as they came
   */
  public Outcome receive(
      String provider, Optional<UUID> address, Map<String, String> headers, byte[] body) {
    Optional<WebhookReceiver> receiver = addresses.receiver(provider);
    if (receiver.isEmpty() || addresses.shared(provider) == address.isPresent()) {
      return STRANGER;
    }
    Optional<Address> its =
        address.flatMap(known::find).filter(one -> one.provider().equals(provider));
    Optional<Secret> key = its.flatMap(addresses::key);
    if (address.isPresent() && key.isEmpty()) {
      return STRANGER;
    }
    Instant now = clock.instant();
    return switch (receiver.get().receive(headers, body, key, now)) {
      case Receipt.Refused(String reason) -> new Outcome.Refused(reason);
      case Receipt.Accepted(List<WebhookReceiver.Event> events) ->
          new Outcome.Stored(
              taken(
                  new WebhookDelivery(
                      Ids.next(now), provider, its.map(Address::id), headers, body, now),
                  events,
                  its));
    };
  }

  private WebhookInbox.Taken taken(
      WebhookDelivery delivery, List<WebhookReceiver.Event> events, Optional<Address> address) {
    return database.system(() -> {
      WebhookInbox.Taken taken = inbox.take(delivery, events, address.map(Address::grantId));
      List<WebhookReceiver.Event> about =
          events.stream().filter(event -> event.email().isPresent()).toList();
      if (!about.isEmpty()) {
        address.ifPresent(its -> emails.apply(its.workspaceId(), its.grantId(), about));
      }
      return taken;
    });
  }
}
