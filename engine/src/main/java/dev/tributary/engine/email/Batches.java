package dev.tributary.engine.email;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.email.EmailCalls.Mailbox;
import dev.tributary.engine.sync.SyncTools;
import dev.tributary.store.Actor;
import dev.tributary.store.AddressKey;
import dev.tributary.store.AuditEntry;
import dev.tributary.store.EmailBatch;
import dev.tributary.store.EmailBatch.State;
import dev.tributary.store.EmailRecipient;
import dev.tributary.store.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What people do with batches of e-mails. Sending itself is the {@link Sender}'s affair. */
public final class Batches {
  /** The most recipients of one {@link #add}. */
  public static final int PEOPLE_MAX = 1_000;

  private final SyncTools tools;
  private final EmailStores email;
  private final EmailCalls calls;
  private final Addresses addresses;
  private final Readiness readiness;
  private final EmailNotices notices;

  Batches(SyncTools tools, EmailStores email, EmailCalls calls, Addresses addresses) {
    this.tools = tools;
    this.email = email;
    this.calls = calls;
    this.addresses = addresses;
    this.readiness = new Readiness(email, calls);
    this.notices = new EmailNotices(tools);
  }

  /**
   * What is to be sent.
   *
   * @param integration the account that sends it
   * @param sendAt empty for as soon as {@link #send} is called
   */
  public record Wish(
      UUID integration,
      String name,
      EmailBatch.Kind kind,
      EmailBatch.Letter letter,
      Optional<Instant> sendAt) {}

  /** Makes a draft, to which recipients are added. */
  public EmailBatch create(UUID workspace, Wish wish) throws ConnectException {
    calls.mailbox(workspace, wish.integration());
    EmailBatch.Letter letter = wish.letter();
    if (letter.template().isPresent() == (letter.html().isPresent() || letter.text().isPresent())) {
      throw new ConnectException(
          "email_content", "An e-mail has either a template, or HTML or text or both.");
    }
    if (letter.template().isEmpty() && letter.subject().isBlank()) {
      throw new ConnectException("email_content", "An e-mail without a template needs a subject.");
    }
    requireSender(letter.from());
    for (String one : letter.replyTo()) {
      requireSender(one);
    }
    Instant now = tools.clock().instant();
    EmailBatch batch =
        new EmailBatch(
            Ids.next(now),
            workspace,
            wish.integration(),
            wish.name(),
            wish.kind(),
            letter,
            EmailBatch.TemplateFacts.NONE,
            State.DRAFT,
            wish.sendAt(),
            Optional.empty(),
            Optional.empty(),
            Actor.current().name(),
            now,
            Optional.empty(),
            Optional.empty());
    email.batches().create(batch);
    return batch;
  }

  private static void requireSender(String from) throws ConnectException {
    int open = from.lastIndexOf('<');
    String address =
        open >= 0 && from.endsWith(">") ? from.substring(open + 1, from.length() - 1) : from;
    if (from.chars().anyMatch(Character::isISOControl) || Addresses.clean(address).isEmpty()) {
      throw new ConnectException(
          "email_unreadable",
          "The sender is no address; write it as name@example.com or Name <name@example.com>.");
    }
  }

  /** Somebody to get it. */
  public record Person(String address, Map<String, String> values) {
    public Person {
      values = Map.copyOf(values);
    }
  }

  /**
   * What adding did.
   *
   * @param twice those that were in the batch already
   * @param unreadable places of those whose address is none, in the order given
   */
  public record Added(int added, int twice, List<Integer> unreadable) {}

  /** Adds people to a draft; who is in it already stays as he is. */
  public Added add(UUID workspace, UUID id, List<Person> people) throws ConnectException {
    if (people.isEmpty() || people.size() > PEOPLE_MAX) {
      throw new ConnectException(
          "too_many_recipients",
          "Add 1 to %d recipients at a time; a batch itself may have any number."
              .formatted(PEOPLE_MAX));
    }
    List<Integer> unreadable = new ArrayList<>();
    Map<AddressKey, EmailRecipient.New> fresh = new LinkedHashMap<>();
    for (int place = 0; place < people.size(); place++) {
      Person person = people.get(place);
      Optional<String> address = Addresses.clean(person.address());
      if (address.isEmpty()) {
        unreadable.add(place);
      } else {
        AddressKey key = addresses.key(workspace, address.get());
        fresh.putIfAbsent(key, new EmailRecipient.New(address.get(), key, person.values()));
      }
    }
    int added =
        inDraft(
            workspace,
            id,
            now -> email.recipients().add(workspace, id, List.copyOf(fresh.values()), now));
    return new Added(added, people.size() - unreadable.size() - added, unreadable);
  }

  /** Something done to a draft. */
  @FunctionalInterface
  private interface InDraft<T> {
    T at(Instant now);
  }

  private <T> T inDraft(UUID workspace, UUID id, InDraft<T> work) throws ConnectException {
    find(workspace, id);
    Instant now = tools.clock().instant();
    Optional<T> done =
        tools
            .stores()
            .database()
            .tenant(
                workspace,
                () ->
                    email
                        .batches()
                        .lock(workspace, id)
                        .filter(batch -> batch.state() == State.DRAFT)
                        .map(_ -> work.at(now)));
    return done.orElseThrow(() ->
        new ConnectException("batch_begun", "The batch is no draft any more. Make a new one."));
  }

  /**
   * Whether a draft could be sent, asking the provider for its template.
   *
   * @throws ConnectException there is none, or the provider does not answer
   */
  public Readiness.Report check(UUID workspace, UUID id)
      throws ConnectException, InterruptedException {
    EmailBatch batch = find(workspace, id);
    return readiness.of(calls.mailbox(workspace, batch.integrationId()), batch);
  }

  /**
   * Lets a draft be sent, at its time. Nothing is sent when anything is wrong with it.
   *
   * @throws ConnectException with the first thing that is wrong
   */
  public EmailBatch send(UUID workspace, UUID id) throws ConnectException, InterruptedException {
    EmailBatch batch = find(workspace, id);
    Mailbox mailbox = calls.mailbox(workspace, batch.integrationId());
    Readiness.Report report = readiness.of(mailbox, batch);
    Optional<Readiness.Trouble> first = report.troubles().stream().findFirst();
    if (first.isPresent()) {
      throw new ConnectException(first.get().code(), first.get().sentence());
    }
    inDraft(
        workspace,
        id,
        now -> {
          email
              .batches()
              .begin(workspace, id, report.template(), mailbox.sender().emailsMax(), now);
          audit(
              workspace,
              "email.sent",
              id,
              "\"%s\" goes to %d recipients.".formatted(batch.name(), report.recipients()),
              now);
          return id;
        });
    return find(workspace, id);
  }

  /** Ends a batch; what was sent stays sent. A draft is deleted. */
  public Optional<EmailBatch> cancel(UUID workspace, UUID id) throws ConnectException {
    EmailBatch batch = find(workspace, id);
    Instant now = tools.clock().instant();
    boolean done =
        tools
            .stores()
            .database()
            .tenant(
                workspace,
                () -> {
                  email.batches().lock(workspace, id);
                  if (email.batches().deleteDraft(workspace, id)) {
                    return true;
                  }
                  boolean cancelled = email.batches().cancel(workspace, id, now);
                  if (cancelled) {
                    email.parking().cancelLeft(workspace, id, now);
                    notices.resumed(batch, now);
                    audit(
                        workspace,
                        "email.cancelled",
                        id,
                        "\"%s\" is sent no further.".formatted(batch.name()),
                        now);
                  }
                  return cancelled;
                });
    if (!done) {
      throw new ConnectException("batch_ended", "The batch has ended already.");
    }
    return email.batches().find(workspace, id);
  }

  /** Goes on after the cause of a stop is gone. */
  public EmailBatch resume(UUID workspace, UUID id) throws ConnectException {
    EmailBatch batch = find(workspace, id);
    Instant now = tools.clock().instant();
    boolean resumed =
        tools
            .stores()
            .database()
            .tenant(
                workspace,
                () -> {
                  boolean goesOn = email.batches().resume(workspace, id, now);
                  if (goesOn) {
                    // What it stopped with may have ended or been parked meanwhile.
                    email.batches().finish(workspace, id, now);
                    notices.resumed(batch, now);
                    audit(
                        workspace,
                        "email.resumed",
                        id,
                        "\"%s\" goes on.".formatted(batch.name()),
                        now);
                  }
                  return goesOn;
                });
    if (!resumed) {
      throw new ConnectException("batch_not_stopped", "The batch does not stand still.");
    }
    return find(workspace, id);
  }

  /**
   * A person decides about e-mails of which nobody knows whether they were sent.
   *
   * @param again they are sent once more, perhaps a second time; else they are left as they are
   */
  public EmailBatch decide(UUID workspace, UUID id, int chunk, boolean again)
      throws ConnectException {
    EmailBatch batch = find(workspace, id);
    Instant now = tools.clock().instant();
    boolean decided =
        tools
            .stores()
            .database()
            .tenant(
                workspace,
                () -> {
                  boolean done =
                      again
                          ? batch.state() != State.CANCELLED
                              && email.parking().sendAgain(workspace, id, chunk, now)
                          : email.parking().leave(workspace, id, chunk, now);
                  if (done) {
                    if (again) {
                      email.batches().reopen(workspace, id, now);
                    }
                    if (email.parking().parked(workspace, id).isEmpty()) {
                      notices.settled(batch, now);
                    }
                    audit(
                        workspace,
                        again ? "email.sent_again" : "email.left_unknown",
                        id,
                        "Part %d of \"%s\", of which nobody knew whether it was sent."
                            .formatted(chunk, batch.name()),
                        now);
                  }
                  return done;
                });
    if (!decided) {
      throw new ConnectException(
          "not_parked", "No part of the batch with this number waits for a decision.");
    }
    return find(workspace, id);
  }

  /**
   * @throws ConnectException there is none here
   */
  public EmailBatch find(UUID workspace, UUID id) throws ConnectException {
    return email
        .batches()
        .find(workspace, id)
        .orElseThrow(() -> new ConnectException("not_found", "There is no batch " + id + "."));
  }

  private void audit(UUID workspace, String action, UUID id, String detail, Instant now) {
    tools.stores().audit().add(AuditEntry.of(workspace, action, id.toString(), detail, now));
  }
}
