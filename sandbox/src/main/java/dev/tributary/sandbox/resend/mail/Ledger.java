package dev.tributary.sandbox.resend.mail;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a team really sent, one entry per recipient: it proves that nobody got anything twice. */
public final class Ledger {
  /**
   * One e-mail that left for one recipient.
   *
   * @param idempotencyKey empty without one
   * @param tags as the sender set them
   */
  public record Entry(
      String emailId,
      String recipient,
      Instant sentAt,
      String idempotencyKey,
      String subject,
      Map<String, String> tags) {}

  private final Mailbox mailbox;

  public Ledger(Mailbox mailbox) {
    this.mailbox = mailbox;
  }

  /** Everything that has left by {@code now}, in order of acceptance. */
  public List<Entry> entries(Instant now) {
    List<Entry> found = new ArrayList<>();
    for (Email email : mailbox.emails().all()) {
      for (Happening one : email.until(now)) {
        if (one.type() == EventType.SENT) {
          found.add(
              new Entry(
                  email.id(),
                  one.recipient(),
                  one.at(),
                  email.idempotencyKey(),
                  email.message().subject(),
                  email.message().tags()));
        }
      }
    }
    return found;
  }

  /** Groups of e-mails that one recipient got more than once with the same content. */
  public List<List<Entry>> duplicates(Instant now) {
    Map<String, String> contents = new LinkedHashMap<>();
    for (Email email : mailbox.emails().all()) {
      contents.put(email.id(), email.message().content());
    }
    Map<List<String>, List<Entry>> same = new LinkedHashMap<>();
    for (Entry one : entries(now)) {
      same.computeIfAbsent(
              List.of(one.recipient(), contents.getOrDefault(one.emailId(), "")),
              any -> new ArrayList<>())
          .add(one);
    }
    return same.values().stream().filter(group -> group.size() > 1).toList();
  }
}
