package dev.tributary.engine.email;

import dev.tributary.engine.Stores;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.store.AddressKey;
import dev.tributary.store.AuditEntry;
import dev.tributary.store.EmailMessage;
import dev.tributary.store.EmailMessageStore;
import dev.tributary.store.EmailPersonStore;
import dev.tributary.store.Suppression;
import dev.tributary.store.WebhookInbox;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is kept of one person who gets e-mails: handed out or erased by address. */
public final class Persons {
  /** As much as anybody gets of one workspace in the time it is kept, and then some. */
  private static final int EACH_MAX = 10_000;

  private final Stores stores;
  private final EmailStores email;
  private final Addresses addresses;
  private final InstantSource clock;
  private final WebhookInbox deliveries;

  Persons(Stores stores, EmailStores email, Addresses addresses, InstantSource clock) {
    this.stores = stores;
    this.email = email;
    this.addresses = addresses;
    this.clock = clock;
    this.deliveries = new WebhookInbox(stores.database());
  }

  /** Everything, newest first. */
  public record Kept(
      String address,
      List<EmailPersonStore.InBatch> batches,
      List<EmailMessage> messages,
      List<Suppression> suppressions) {}

  public Kept export(UUID workspace, String text) throws ConnectException {
    String address = Suppressions.address(text);
    AddressKey key = addresses.key(workspace, address);
    return new Kept(
        address,
        email.persons().batches(workspace, key, EACH_MAX),
        email
            .messages()
            .page(
                workspace,
                new EmailMessageStore.Filter(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(key)),
                Optional.empty(),
                EACH_MAX),
        email.suppressions().of(workspace, key));
  }

  /**
   * Erases the address and what was said, also as it was delivered; what is suppressed stays so, by
   * its keyed hash.
   *
   * @throws ConnectException an e-mail to the person is being sent just now
   */
  public EmailPersonStore.Erased erase(UUID workspace, String text) throws ConnectException {
    String address = Suppressions.address(text);
    AddressKey key = addresses.key(workspace, address);
    Instant now = clock.instant();
    Optional<EmailPersonStore.Erased> erased =
        stores
            .database()
            .tenant(
                workspace,
                () -> {
                  if (email.persons().underWay(workspace, key)) {
                    return Optional.<EmailPersonStore.Erased>empty();
                  }
                  stores
                      .audit()
                      .add(
                          AuditEntry.of(
                              workspace,
                              "email.erased",
                              key.hex().substring(0, 16),
                              "Everything of one recipient was erased.",
                              now));
                  return Optional.of(email.persons().erase(workspace, key, now));
                });
    if (erased.isEmpty()) {
      throw new ConnectException(
          "being_sent",
          "An e-mail to this person is being sent, or waits for a decision. Erase it after that.");
    }
    // Deliveries are of no tenant's, so this is a transaction of its own; asked again, it is done
    // again.
    deliveries.forget(workspace, address);
    return erased.get();
  }
}
