package dev.tributary.store;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a stream of an integration beside its days.
 *
 * @param definition the stream's version for which reads were planned last, 0 for never
 * @param givenUp why the stream is left out for now
 */
public record StreamStatus(String stream, int definition, Optional<GivenUp> givenUp) {

  /**
   * Why a stream is left out.
   *
   * @param code for programs
   * @param reason for people
   * @param until when it is worth another try; empty when only a person can help
   */
  public record GivenUp(String code, String reason, Optional<Instant> until) {}
}
