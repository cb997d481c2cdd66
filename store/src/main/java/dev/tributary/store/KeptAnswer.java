package dev.tributary.store;

import java.util.Map;
import java.util.Optional;

/**
 * What is known of a request that named an idempotency key.
 *
 * @param requestHash SHA-256 of the request that came with the key first
 * @param done empty while it is being worked on
 */
public record KeptAnswer(byte[] requestHash, Optional<Done> done) {

  /**
   * The answer.
   *
   * @param headers those that belong to it, such as Location
   * @param body sealed
   */
  public record Done(int status, Map<String, String> headers, Sealed body) {}
}
