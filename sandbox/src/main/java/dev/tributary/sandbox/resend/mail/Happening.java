package dev.tributary.sandbox.resend.mail;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that becomes of an e-mail.
 *
 * @param recipient of several the one it happens to
 * @param bounce of a bounce its kind
 */
public record Happening(Instant at, EventType type, String recipient, Optional<Bounce> bounce) {
  static Happening of(Instant at, EventType type, String recipient) {
    return new Happening(at, type, recipient, Optional.empty());
  }
}
