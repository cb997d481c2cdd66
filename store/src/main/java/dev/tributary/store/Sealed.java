package dev.tributary.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Ciphertext with the id of the key that made it. Shows nothing of itself but its size.
 *
 * @param bytes not copied; must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // equality is written out below
public record Sealed(byte[] bytes, String keyId) {

  /** No credentials any more. */
  public static final Sealed NONE = new Sealed(new byte[0], "");

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Sealed sealed
        && Arrays.equals(bytes, sealed.bytes)
        && keyId.equals(sealed.keyId);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "sealed with " + keyId + ", " + bytes.length + " bytes";
  }
}
