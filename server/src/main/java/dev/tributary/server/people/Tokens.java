package dev.tributary.server.people;

import dev.tributary.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * Unguessable texts. They are stored as SHA-256 alone: 256 random bits need no salt and no slow
 * hash.
 */
final class Tokens {
  /** How every API key begins, so that scanners of leaked secrets find it. */
  static final String KEY_BEGINS = "trib_";

  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int KEY_DIGITS = 43;
  private static final int CHECK_DIGITS = 6;
  private static final int PREFIX = KEY_BEGINS.length() + 6;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Tokens() {}

  static Secret random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** Text typed by people is hashed too, so any is allowed. */
  static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  /** An API key: its beginning, 43 random digits (256 bits), 6 digits of checksum. */
  static Secret key() {
    StringBuilder key = new StringBuilder(KEY_BEGINS);
    for (int n = 0; n < KEY_DIGITS; n++) {
      key.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
    }
    return Secret.of(key + checksum(key.toString()));
  }

  /** Whether a text can be an API key at all: told without asking the database. */
  static boolean keyLike(String text) {
    int checked = text.length() - CHECK_DIGITS;
    return text.startsWith(KEY_BEGINS)
        && text.length() == KEY_BEGINS.length() + KEY_DIGITS + CHECK_DIGITS
        && text.substring(checked).equals(checksum(text.substring(0, checked)));
  }

  /** What may be shown of a key. */
  static String prefix(Secret key) {
    return key.reveal().substring(0, PREFIX);
  }

  private static String checksum(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    StringBuilder digits = new StringBuilder();
    long rest = crc.getValue();
    for (int n = 0; n < CHECK_DIGITS; n++) {
      digits.append(DIGITS.charAt((int) (rest % DIGITS.length())));
      rest /= DIGITS.length();
    }
    return digits.toString();
  }
}
