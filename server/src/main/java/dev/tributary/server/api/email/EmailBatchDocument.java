package dev.tributary.server.api.email;

import dev.tributary.store.EmailBatch;
import dev.tributary.store.EmailChunk;
import dev.tributary.store.EmailRecipient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * E-mails to any number of people.
 *
 * @param integrationId the account that sends them
 * @param from an address, or a name and an address in angle brackets
 * @param html left out in lists
 * @param text left out in lists
 * @param template id or alias of a template, instead of html and text
 * @param sendAt nothing is sent before; absent for at once
 * @param waitingUntil what the provider asked for, at no cost
 * @param waitingFor one phrase for people
 * @param reason why it stopped
 * @param recipients how many there are, and what became of them
 * @param createdBy who made it
 */
record EmailBatchDocument(
    UUID id,
    UUID integrationId,
    String name,
    EmailBatch.Kind kind,
    EmailBatch.State state,
    String from,
    String subject,
    List<String> replyTo,
    Optional<String> html,
    Optional<String> text,
    Optional<String> template,
    Optional<Instant> sendAt,
    Optional<Instant> waitingUntil,
    Optional<String> waitingFor,
    Optional<Why> reason,
    Recipients recipients,
    String createdBy,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt) {

  /**
   * @param code stable, for programs
   * @param sentence for people
   */
  record Why(String code, String sentence) {
    static Why of(EmailBatch.Reason reason) {
      return new Why(reason.code(), reason.sentence());
    }
  }

  /**
   * How many recipients are in each state.
   *
   * @param accepted the provider took their e-mails
   * @param refused the provider refused theirs for good
   * @param suppressed nothing is sent to them
   * @param unknown nobody knows whether theirs were sent; a person decides
   */
  record Recipients(
      long total,
      long waiting,
      long accepted,
      long refused,
      long suppressed,
      long unknown,
      long cancelled) {
    static Recipients of(Map<EmailRecipient.State, Long> counts) {
      return new Recipients(
          counts.values().stream().mapToLong(Long::longValue).sum(),
          counts.getOrDefault(EmailRecipient.State.WAITING, 0L),
          counts.getOrDefault(EmailRecipient.State.ACCEPTED, 0L),
          counts.getOrDefault(EmailRecipient.State.REFUSED, 0L),
          counts.getOrDefault(EmailRecipient.State.SUPPRESSED, 0L),
          counts.getOrDefault(EmailRecipient.State.UNKNOWN, 0L),
          counts.getOrDefault(EmailRecipient.State.CANCELLED, 0L));
    }
  }

  static EmailBatchDocument of(
      EmailBatch batch, Map<EmailRecipient.State, Long> counts, boolean whole) {
    EmailBatch.Letter letter = batch.letter();
    return new EmailBatchDocument(
        batch.id(),
        batch.integrationId(),
        batch.name(),
        batch.kind(),
        batch.state(),
        letter.from(),
        letter.subject(),
        letter.replyTo(),
        letter.html().filter(_ -> whole),
        letter.text().filter(_ -> whole),
        letter.template(),
        batch.sendAt(),
        batch.waiting().map(EmailBatch.Waiting::until),
        batch.waiting().map(EmailBatch.Waiting::reason),
        batch.reason().map(Why::of),
        Recipients.of(counts),
        batch.createdBy(),
        batch.createdAt(),
        batch.startedAt(),
        batch.endedAt());
  }

  /**
   * One person of a batch.
   *
   * @param address absent once the person was erased
   * @param values of the template's variables, as texts
   * @param part number of the request in which it is sent; absent before sending begins
   * @param messageId the e-mail's id at the provider
   * @param reason why it was not sent
   */
  record Recipient(
      UUID id,
      Optional<String> address,
      Map<String, String> values,
      EmailRecipient.State state,
      Optional<Integer> part,
      Optional<String> messageId,
      Optional<Why> reason,
      Optional<Instant> decidedAt) {
    static Recipient of(EmailRecipient recipient) {
      return new Recipient(
          recipient.id(),
          recipient.address(),
          recipient.values(),
          recipient.state(),
          recipient.chunk().stream().boxed().findFirst(),
          recipient.messageId(),
          recipient.reason().map(Why::of),
          recipient.decidedAt());
    }
  }

  /**
   * A part of a batch of which nobody knows whether it was sent.
   *
   * @param part its number
   * @param unknownSince when it was first tried
   * @param parkedAt since when it waits for a person
   */
  record Parked(
      int part,
      int tries,
      Optional<Why> reason,
      Optional<Instant> unknownSince,
      Optional<Instant> parkedAt) {
    static Parked of(EmailChunk chunk) {
      return new Parked(
          chunk.number(),
          chunk.tries(),
          chunk.error().map(Why::of),
          chunk.unknownSince(),
          chunk.endedAt());
    }
  }
}
