package dev.tributary.engine.connect;

import com.nimbusds.oauth2.sdk.id.State;
import dev.tributary.spi.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Hashes of what ties a consent to one browser; the texts themselves are never stored. */
final class Sessions {
  private Sessions() {}

  static byte[] hash(Secret session) {
    return sha256("session:" + session.reveal());
  }

  static byte[] hash(State state) {
    return sha256("state:" + state.getValue());
  }

  /** The row to which a state's verifier is bound. */
  static UUID row(byte[] stateHash) {
    ByteBuffer bytes = ByteBuffer.wrap(stateHash);
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
