package dev.tributary.store;

import dev.tributary.spi.Bounce;
import dev.tributary.spi.EmailState;
import dev.tributary.store.EmailBatch.Kind;
import dev.tributary.store.EmailChunkStore.Claimed;
import dev.tributary.store.EmailChunkStore.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A workspace that sends e-mails, with every store of them. */
final class MailRoom {
  static final Instant NOW = Connected.NOW;
  static final Duration LEASE = Duration.ofMinutes(5);

  final Database database;
  final Connected shop;
  final EmailBatchStore batches;
  final EmailChunkStore chunks;
  final EmailParking parking;
  final EmailRecipientStore recipients;
  final EmailMessageStore messages;
  final EmailEventStore events;
  final EmailPersonStore persons;
  final SuppressionStore suppressions;
  private int keys;

  MailRoom(Database database) {
    this.database = database;
    this.shop = Connected.on(database, "mail-" + UUID.randomUUID());
    this.batches = new EmailBatchStore(database);
    this.chunks = new EmailChunkStore(database);
    this.parking = new EmailParking(database);
    this.recipients = new EmailRecipientStore(database);
    this.messages = new EmailMessageStore(database);
    this.events = new EmailEventStore(database);
    this.persons = new EmailPersonStore(database);
    this.suppressions = new SuppressionStore(database);
  }

  UUID workspace() {
    return shop.workspaceId();
  }

  /** Stands for the keyed hash of an address. */
  static AddressKey key(String address) {
    return new AddressKey("%064x".formatted(address.hashCode() & 0xffff_ffffL));
  }

  // --- batches ---

  EmailBatch draft(Kind kind) {
    EmailBatch batch =
        new EmailBatch(
            Ids.next(NOW),
            workspace(),
            shop.integrationId(),
            "News",
            kind,
            new EmailBatch.Letter(
                "Shop <news@shop.example>",
                "News",
                List.of("help@shop.example"),
                Optional.of("<p>News</p>"),
                Optional.of("News"),
                Optional.empty()),
            EmailBatch.TemplateFacts.NONE,
            EmailBatch.State.DRAFT,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "ann",
            NOW,
            Optional.empty(),
            Optional.empty());
    batches.create(batch);
    return batch;
  }

  int add(EmailBatch batch, String... addresses) {
    List<EmailRecipient.New> people = new ArrayList<>();
    for (String address : addresses) {
      people.add(new EmailRecipient.New(address, key(address), Map.of("NAME", address)));
    }
    return recipients.add(workspace(), batch.id(), people, NOW);
  }

  void begin(EmailBatch batch, int size) {
    batches.begin(
        workspace(), batch.id(), new EmailBatch.TemplateFacts(Set.of("POINTS"), true), size, NOW);
  }

  /** A batch that is being sent, in chunks of two. */
  EmailBatch sending(String... addresses) {
    EmailBatch batch = draft(Kind.TRANSACTIONAL);
    add(batch, addresses);
    begin(batch, 2);
    return batch;
  }

  EmailBatch again(EmailBatch batch) {
    return batches.find(workspace(), batch.id()).orElseThrow();
  }

  List<EmailRecipient> people(EmailBatch batch) {
    return recipients.page(workspace(), batch.id(), Optional.empty(), Optional.empty(), 100);
  }

  List<EmailRecipient.State> states(EmailBatch batch) {
    return people(batch).stream().map(EmailRecipient::state).toList();
  }

  // --- sending ---

  /** Other tests leave batches behind, whose turns come first. */
  Claimed claim(EmailBatch batch, Instant now) {
    return claimIfDue(batch, now).orElseThrow();
  }

  Optional<Claimed> claimIfDue(EmailBatch batch, Instant now) {
    for (int n = 0; n < 200; n++) {
      Optional<Claimed> claimed = chunks.claim(now, LEASE);
      if (claimed.isEmpty() || claimed.get().batch().id().equals(batch.id())) {
        return claimed;
      }
    }
    return Optional.empty();
  }

  /** Freezes what is claimed, as before a request. */
  boolean freeze(Claimed claimed, Instant now) {
    return database.system(() -> {
      Optional<List<EmailRecipient>> waiting = chunks.recipients(claimed, now);
      return waiting.isPresent()
          && chunks.freeze(
              claimed,
              new EmailChunk.Frozen(new byte[] {1, 2}, "key-" + claimed.chunk().number()),
              waiting.get().stream().map(EmailRecipient::id).toList(),
              now);
    });
  }

  static Told accepted(int place, String id) {
    return new Told(place, Optional.of(id), Optional.empty());
  }

  static EmailBatch.Reason why(String code) {
    return new EmailBatch.Reason(code, "Because of " + code + ".");
  }

  // --- events ---

  EmailEventStore.Told told(String message, EmailState state, Instant at, String address) {
    return told(message, state, at, address, Optional.empty(), Optional.empty());
  }

  EmailEventStore.Told bounced(String message, Bounce.Kind kind, Instant at, String address) {
    return told(message, EmailState.BOUNCED, at, address, Optional.of(kind), Optional.empty());
  }

  EmailEventStore.Told told(
      String message,
      EmailState state,
      Instant at,
      String address,
      Optional<Bounce.Kind> bounce,
      Optional<UUID> recipient) {
    return new EmailEventStore.Told(
        "key-" + keys++,
        message,
        state,
        at,
        address,
        key(address),
        true,
        "Shop <news@shop.example>",
        recipient,
        bounce,
        bounce.map(Enum::name),
        Optional.of("as it was told"));
  }

  List<EmailEventStore.Told> tell(EmailEventStore.Told... told) {
    return events.apply(workspace(), shop.integrationId(), List.of(told), NOW);
  }

  EmailMessage message(String id) {
    return messages.find(workspace(), shop.integrationId(), id).orElseThrow();
  }

  List<Suppression.Origin> origins(String address) {
    return suppressions.of(workspace(), key(address)).stream().map(Suppression::origin).toList();
  }
}
