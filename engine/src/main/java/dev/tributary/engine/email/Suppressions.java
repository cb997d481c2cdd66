package dev.tributary.engine.email;

import dev.tributary.engine.Stores;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.store.AuditEntry;
import dev.tributary.store.Suppression;
import dev.tributary.store.WorkspaceStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** To whom a workspace sends nothing: what people do with the list, and recipients by a click. */
public final class Suppressions {
  private final Stores stores;
  private final EmailStores email;
  private final Addresses addresses;
  private final InstantSource clock;

  Suppressions(Stores stores, EmailStores email, Addresses addresses, InstantSource clock) {
    this.stores = stores;
    this.email = email;
    this.addresses = addresses;
    this.clock = clock;
  }

  /** Adds an address; one that is listed by hand already stays as it is. */
  public List<Suppression> add(UUID workspace, String text, String note) throws ConnectException {
    String address = address(text);
    Instant now = clock.instant();
    return stores
        .database()
        .tenant(
            workspace,
            () -> {
              boolean fresh =
                  email
                      .suppressions()
                      .add(
                          workspace,
                          addresses.key(workspace, address),
                          Optional.of(address),
                          Suppression.Origin.MANUAL,
                          note,
                          true,
                          now);
              if (fresh) {
                audit(workspace, "email.suppressed", address, now);
              }
              return email.suppressions().of(workspace, addresses.key(workspace, address));
            });
  }

  /** Takes an address from the list, for whatever reasons it was there. */
  public void remove(UUID workspace, String text) throws ConnectException {
    String address = address(text);
    Instant now = clock.instant();
    boolean removed =
        stores
            .database()
            .tenant(
                workspace,
                () -> {
                  boolean there =
                      email
                          .suppressions()
                          .remove(workspace, addresses.key(workspace, address), now);
                  if (there) {
                    audit(workspace, "email.unsuppressed", address, now);
                  }
                  return there;
                });
    if (!removed) {
      throw new ConnectException("not_found", "The address is not on the list.");
    }
  }

  /**
   * A recipient's click on the link of an e-mail; doing it twice is no error, and neither is a
   * workspace that is gone, which sends nothing any more.
   */
  public void unsubscribe(UnsubscribeLinks.Wish wish) {
    if (new WorkspaceStore(stores.database()).find(wish.workspace()).isEmpty()) {
      return;
    }
    email
        .suppressions()
        .add(
            wish.workspace(),
            wish.address(),
            email.persons().address(wish.workspace(), wish.address()),
            Suppression.Origin.UNSUBSCRIBE,
            "The recipient unsubscribed by the link of an e-mail.",
            false,
            clock.instant());
  }

  /**
   * @throws ConnectException it is none
   */
  static String address(String text) throws ConnectException {
    return Addresses.clean(text)
        .orElseThrow(() ->
            new ConnectException(
                "email_unreadable", "This is no e-mail address; write it as name@example.com."));
  }

  /** The log keeps the hash alone, so that erasing a person need not change it. */
  private void audit(UUID workspace, String action, String address, Instant now) {
    stores
        .audit()
        .add(
            AuditEntry.of(
                workspace,
                action,
                addresses.key(workspace, address).hex().substring(0, 16),
                "An address at %s.".formatted(address.substring(address.lastIndexOf('@') + 1)),
                now));
  }
}
