package dev.tributary.store;

import java.time.Instant;
import java.util.UUID;

/**
 * Something that a person or program did.
 *
 * @param actor who, as {@link Actor#name} says
 * @param action for example {@code integration.connected}
 * @param subject what it was done to
 * @param detail one sentence for people, free of secrets
 * @param address from where; empty for the machine's own command line
 */
public record AuditEntry(
    UUID id,
    UUID workspaceId,
    Instant at,
    String actor,
    String action,
    String subject,
    String detail,
    String address) {

  /** By the {@link Actor#current} one. */
  public static AuditEntry of(
      UUID workspaceId, String action, String subject, String detail, Instant now) {
    Actor actor = Actor.current();
    return new AuditEntry(
        Ids.next(now), workspaceId, now, actor.name(), action, subject, detail, actor.address());
  }
}
