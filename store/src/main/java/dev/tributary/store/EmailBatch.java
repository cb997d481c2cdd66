package dev.tributary.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One wish to send an e-mail to any number of people.
 *
 * @param sendAt nothing is sent before; empty for at once
 * @param template facts about the template, as it was when sending began
 * @param waiting what the provider asked for, which costs no try
 * @param reason why it stopped
 * @param createdBy as {@link Actor#name}
 */
public record EmailBatch(
    UUID id,
    UUID workspaceId,
    UUID integrationId,
    String name,
    Kind kind,
    Letter letter,
    TemplateFacts template,
    State state,
    Optional<Instant> sendAt,
    Optional<Waiting> waiting,
    Optional<Reason> reason,
    String createdBy,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt) {

  /** What the law and the recipients' mail servers make of it. */
  public enum Kind {
    /** One that the recipient waits for. */
    TRANSACTIONAL,
    /** One that the recipient can unsubscribe from. */
    MARKETING
  }

  /** How far it is. */
  public enum State {
    /** Recipients may be added. */
    DRAFT,
    /** Being sent, or waiting for its time or its provider. */
    SENDING,
    /** The provider refuses it; a person decides. */
    STOPPED,
    CANCELLED,
    DONE
  }

  /**
   * What everybody gets: either a template or HTML, text or both.
   *
   * @param from an address, or {@code Name <address>}
   * @param subject may be empty where the template has one
   */
  public record Letter(
      String from,
      String subject,
      List<String> replyTo,
      Optional<String> html,
      Optional<String> text,
      Optional<String> template) {
    public Letter {
      replyTo = List.copyOf(replyTo);
    }
  }

  /**
   * @param numbers variables that take a number
   * @param wantsLink whether it has a place for the link to unsubscribe
   */
  public record TemplateFacts(Set<String> numbers, boolean wantsLink) {
    public static final TemplateFacts NONE = new TemplateFacts(Set.of(), false);

    public TemplateFacts {
      numbers = Set.copyOf(numbers);
    }
  }

  /**
   * @param reason one phrase for people
   */
  public record Waiting(Instant until, String reason) {}

  /**
   * @param code stable, for programs
   */
  public record Reason(String code, String sentence) {}
}
