package dev.tributary.server.api.runs;

import dev.tributary.engine.connect.DeadLetters;
import dev.tributary.engine.connect.NextStep;
import dev.tributary.spi.Failure;
import dev.tributary.store.DeadLetter;
import dev.tributary.store.DeadLetterGroup;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What was tried to the end, until it is done after all.
 *
 * @param provider absent when the integration is gone, as {@code account}
 * @param jobId of the job that gave up, which may not be kept any more
 * @param stream absent when the whole integration is meant
 * @param days absent when it is not about days
 * @param code stable, for programs
 * @param cause one sentence
 * @param nextStep what a person should do
 * @param attempts how often it was tried
 * @param createdAt when it was last given up
 * @param firstAt when it was first given up
 * @param replays how often it was replayed
 * @param operationId of the replay since it was last given up
 * @param closed how it ended; absent while it is open
 */
record DeadLetterDocument(
    UUID id,
    UUID integrationId,
    Optional<String> provider,
    Optional<String> account,
    UUID jobId,
    Optional<String> stream,
    Optional<Days> days,
    Failure.Category category,
    String code,
    String cause,
    String nextStep,
    int attempts,
    Instant createdAt,
    Instant firstAt,
    int replays,
    Optional<UUID> operationId,
    Optional<DeadLetter.Closed> closed,
    Optional<Instant> closedAt) {

  static DeadLetterDocument of(DeadLetter letter, Known known) {
    return new DeadLetterDocument(
        letter.id(),
        letter.integrationId(),
        known.provider(letter.integrationId()),
        known.account(letter.integrationId()),
        letter.jobId(),
        letter.stream(),
        letter.days().map(Days::of),
        letter.category(),
        letter.code(),
        letter.cause(),
        NextStep.of(letter.code()),
        letter.attempts(),
        letter.createdAt(),
        letter.firstAt(),
        letter.replays(),
        letter.operation(),
        letter.closed(),
        letter.closedAt());
  }

  /**
   * Open ones with the same cause.
   *
   * @param stream absent for those of whole integrations
   * @param days how many days they name; one that several name counts once
   * @param sample the cause of the newest, as it was told
   * @param nextStep what a person should do
   */
  record Cause(
      String provider,
      Failure.Category category,
      String code,
      Optional<String> stream,
      int letters,
      int integrations,
      long days,
      Instant firstAt,
      Instant lastAt,
      String sample,
      String nextStep) {

    static Cause of(DeadLetters.Cause cause) {
      DeadLetterGroup group = cause.group();
      return new Cause(
          group.provider(),
          group.category(),
          group.code(),
          group.stream(),
          group.letters(),
          group.integrations(),
          group.days(),
          group.firstAt(),
          group.lastAt(),
          group.sample(),
          cause.nextStep());
    }
  }

  /**
   * What a replay of several did.
   *
   * @param operationId by which its progress can be followed; absent when nothing was asked
   * @param replayed that are read again now
   * @param underWay that are being read again already
   */
  record Replayed(
      Optional<UUID> operationId, int replayed, int underWay, List<Refused> refused) {

    static Replayed of(DeadLetters.Replayed replayed) {
      return new Replayed(
          replayed.operation(),
          replayed.replayed(),
          replayed.underWay(),
          replayed.refused().stream()
              .map(one ->
                  new Refused(one.integration(), one.letters(), one.code(), one.sentence()))
              .toList());
    }
  }

  /** Those of an integration that cannot be replayed, and why. */
  record Refused(UUID integrationId, int letters, String code, String sentence) {}
}
