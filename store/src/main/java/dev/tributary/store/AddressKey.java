package dev.tributary.store;

import java.util.Locale;

/**
 * An e-mail address as a keyed hash: it finds what belongs to an address, also after the address
 * itself was erased, and nobody reads the address from it.
 *
 * @param hex 32 bytes
 */
public record AddressKey(String hex) {
  public AddressKey {
    if (hex.length() != 64 || !hex.equals(hex.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("an address's key has 64 lower-case hex digits");
    }
  }
}
