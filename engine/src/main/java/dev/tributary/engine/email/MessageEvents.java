package dev.tributary.engine.email;

import dev.tributary.engine.Stores;
import dev.tributary.spi.Bounce;
import dev.tributary.spi.EmailEvent;
import dev.tributary.spi.EmailState;
import dev.tributary.spi.WebhookReceiver.Event;
import dev.tributary.store.EmailEventStore.Told;
import dev.tributary.store.Integration;
import dev.tributary.store.Suppression;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what a provider tells about e-mails. In whatever order and however often it is told, the
 * end is the same. Safe for many threads.
 */
public final class MessageEvents {
  private static final Logger LOG = LoggerFactory.getLogger(MessageEvents.class);

  private final Stores stores;
  private final EmailStores email;
  private final EmailCalls calls;
  private final Addresses addresses;
  private final InstantSource clock;

  MessageEvents(
      Stores stores,
      EmailStores email,
      EmailCalls calls,
      Addresses addresses,
      InstantSource clock) {
    this.stores = stores;
    this.email = email;
    this.calls = calls;
    this.addresses = addresses;
    this.clock = clock;
  }

  /**
   * What an application of events did.
   *
   * @param fresh those that had not been told before
   * @param nobodys those for which the login has no account, or that are about no e-mail
   */
  public record Applied(int fresh, int known, int nobodys) {}

  /**
   * Applies events that were told to the address of one login, in one transaction.
   *
   * @param events about e-mails; others count as nobody's
   */
  public Applied apply(UUID workspace, UUID grant, List<Event> events) {
    List<Integration> accounts =
        stores.integrations().ofGrant(workspace, grant).stream()
            .filter(one -> calls.mailbox(one).isPresent())
            .toList();
    Instant now = clock.instant();
    return stores
        .database()
        .tenant(
            workspace,
            () -> {
              int fresh = 0;
              int known = 0;
              int mine = 0;
              for (Integration account : accounts) {
                List<Event> its =
                    events.stream()
                        .filter(event -> concerns(event, account, accounts.size()))
                        .toList();
                int news = take(account, its, now);
                fresh += news;
                known += its.size() - news;
                mine += its.size();
              }
              return new Applied(fresh, known, events.size() - mine);
            });
  }

  private static boolean concerns(Event event, Integration account, int accounts) {
    return event.email().isPresent()
        && (event.account().equals(account.account().id())
            || event.account().isEmpty() && accounts == 1);
  }

  private int take(Integration account, List<Event> events, Instant now) {
    List<Told> told = new ArrayList<>();
    int contacts = 0;
    for (Event event : events) {
      switch (event.email().orElseThrow()) {
        case EmailEvent.Message message -> told(account, event.key(), message).ifPresent(told::add);
        case EmailEvent.Contact contact -> contacts += unsubscribed(account, contact) ? 1 : 0;
      }
    }
    return contacts + apply(account, told, now).size();
  }

  /** What was not known before. */
  List<Told> apply(Integration account, List<Told> told, Instant now) {
    UUID workspace = account.workspaceId();
    Map<UUID, String> messages = new HashMap<>();
    told.forEach(one -> one.recipient().ifPresent(id -> messages.put(id, one.messageId())));
    email
        .recipients()
        .exist(workspace, messages, now)
        .forEach(id -> LOG.info("E-mail {} was sent, though its sending was not heard of.", id));
    return email.events().apply(workspace, account.id(), told, now);
  }

  private Optional<Told> told(Integration account, String key, EmailEvent.Message message) {
    if (message.recipients().isEmpty()) {
      LOG.warn("An event about e-mail {} names no recipient and is left out.", message.id());
      return Optional.empty();
    }
    String first = message.recipients().getFirst();
    String address = Addresses.clean(first).orElse(first);
    return Optional.of(
        new Told(
            key,
            message.id(),
            message.state(),
            message.at(),
            address,
            addresses.key(account.workspaceId(), address),
            message.recipients().size() == 1,
            message.from(),
            Composer.recipient(message.tags()),
            message.state() == EmailState.BOUNCED
                ? Optional.of(message.bounce().map(Bounce::kind).orElse(Bounce.Kind.UNDETERMINED))
                : Optional.empty(),
            message.bounce().map(Bounce::reason),
            message.bounce().map(Bounce::message).or(message::detail)));
  }

  private boolean unsubscribed(Integration account, EmailEvent.Contact contact) {
    return contact.unsubscribed()
        && Addresses.clean(contact.address())
            .map(address ->
                email
                    .suppressions()
                    .learn(
                        account.workspaceId(),
                        addresses.key(account.workspaceId(), address),
                        address,
                        Suppression.Origin.UNSUBSCRIBE,
                        "The recipient unsubscribed at the provider.",
                        contact.at()))
            .orElse(false);
  }
}
