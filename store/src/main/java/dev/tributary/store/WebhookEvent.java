package dev.tributary.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a provider told about an account, for one of the integrations that read it.
 *
 * @param account as the provider names it
 * @param at when it happened
 * @param streams what is to be read for that day
 * @param what one phrase for people
 * @param verdict why it was ignored or failed
 * @param operation of the reads that it led to, which it may share with other events
 * @param copies how often it was delivered
 * @param replays how often a person had it applied again
 * @param decidedAt when it was applied, ignored or given up; empty while it waits
 */
public record WebhookEvent(
    UUID id,
    UUID workspaceId,
    UUID integrationId,
    String provider,
    String account,
    Instant at,
    List<String> streams,
    String what,
    State state,
    Optional<Verdict> verdict,
    Optional<UUID> operation,
    int copies,
    int replays,
    Instant receivedAt,
    Optional<Instant> decidedAt) {

  public WebhookEvent {
    streams = List.copyOf(streams);
  }

  /** How far it is. */
  public enum State {
    /** Stored, and waits to be applied. */
    RECEIVED,
    /** Its days are asked for. */
    APPLIED,
    /** Nothing of ours is concerned. */
    IGNORED,
    /** Applying it broke several times. */
    FAILED
  }

  /**
   * @param code stable, for programs
   * @param reason one sentence
   */
  public record Verdict(String code, String reason) {}
}
