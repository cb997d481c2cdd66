package dev.tributary.engine.email;

import dev.tributary.engine.Retention;
import dev.tributary.engine.sync.SyncTools;
import dev.tributary.engine.vault.Vault;
import dev.tributary.store.EmailSecretStore;
import dev.tributary.store.Integration;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything about e-mails in a workspace's name, wired. Safe for many threads. */
public final class Email {
  private static final Logger LOG = LoggerFactory.getLogger(Email.class);
  private static final int DELETED_AT_ONCE = 5_000;
  private static final int DELETIONS_MAX = 200;
  private static final int BATCHES_AT_ONCE = 10;

  private final SyncTools tools;
  private final EmailStores stores;
  private final EmailCalls calls;
  private final UnsubscribeLinks links;
  private final Batches batches;
  private final Templates templates;
  private final MessageEvents events;
  private final Suppressions suppressions;
  private final Persons persons;
  private final Addresses addresses;
  private final Sender sender;
  private final ProviderLists lists;
  private final Retention retention;

  public Email(SyncTools tools, Vault vault, URI publicUrl, Retention retention) {
    this(tools, vault, publicUrl, retention, Attempt.Steps.NONE);
  }

  /**
   * @param steps is told how far each try is
   */
  Email(SyncTools tools, Vault vault, URI publicUrl, Retention retention, Attempt.Steps steps) {
    this.tools = tools;
    this.retention = retention;
    this.stores = EmailStores.of(tools.stores().database());
    this.calls = new EmailCalls(tools);
    this.addresses =
        new Addresses(new EmailSecretStore(tools.stores().database()), vault, tools.clock());
    this.links = new UnsubscribeLinks(addresses, publicUrl);
    this.batches = new Batches(tools, stores, calls, addresses);
    this.templates = new Templates(calls);
    this.events = new MessageEvents(tools.stores(), stores, calls, addresses, tools.clock());
    this.suppressions = new Suppressions(tools.stores(), stores, addresses, tools.clock());
    this.persons = new Persons(tools.stores(), stores, addresses, tools.clock());
    this.sender =
        new Sender(
            tools, stores, calls, new Attempt(tools, stores, calls, new Composer(links), steps));
    this.lists = new ProviderLists(tools, stores, calls, events, addresses);
  }

  /** Sends what is due; call it every moment on worker nodes. */
  public Runnable sender() {
    return sender;
  }

  /** For tests, which send one after the other. */
  Sender byHand() {
    return sender;
  }

  /** Waits for e-mails that are being sent. */
  public void await() {
    sender.await();
  }

  /** Reads the providers' lists; call it every minute on worker nodes. */
  public void sweep() {
    try {
      lists.sweep();
    } catch (RuntimeException e) {
      LOG.warn("The providers' lists of e-mails are read again in a moment.", e);
    }
  }

  /** Deletes what is kept no longer. */
  public void clean(Instant now) {
    boolean more = true;
    for (int n = 0; n < DELETIONS_MAX && more; n++) {
      more =
          stores.events().deleteReceivedBefore(now.minus(retention.emailEvents()), DELETED_AT_ONCE)
              == DELETED_AT_ONCE;
    }
    more = true;
    for (int n = 0; n < DELETIONS_MAX && more; n++) {
      more =
          stores
                  .messages()
                  .deleteCreatedBefore(now.minus(retention.emailMessages()), DELETED_AT_ONCE)
              == DELETED_AT_ONCE;
    }
    more = true;
    for (int n = 0; n < DELETIONS_MAX && more; n++) {
      more =
          stores.batches().deleteEndedBefore(now.minus(retention.emailBatches()), BATCHES_AT_ONCE)
              == BATCHES_AT_ONCE;
    }
  }

  /** The accounts of a workspace that send e-mail, whatever their state. */
  public List<Integration> accounts(UUID workspace) {
    return tools.stores().integrations().of(workspace).stream()
        .filter(one -> calls.mailbox(one).isPresent())
        .toList();
  }

  public Batches batches() {
    return batches;
  }

  public Templates templates() {
    return templates;
  }

  /** For whoever hears from providers. */
  public MessageEvents events() {
    return events;
  }

  public Suppressions suppressions() {
    return suppressions;
  }

  /** Everything about one recipient. */
  public Persons persons() {
    return persons;
  }

  /** Links by which recipients unsubscribe. */
  public UnsubscribeLinks links() {
    return links;
  }

  public Addresses addresses() {
    return addresses;
  }

  /** For what is only read. */
  public EmailStores stores() {
    return stores;
  }
}
