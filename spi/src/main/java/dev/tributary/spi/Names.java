package dev.tributary.spi;

import java.util.regex.Pattern;

/** Names that become SQL identifiers. */
final class Names {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  static void check(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          what + " name must be lower-case letters, digits and underscores, at most 63: " + name);
    }
  }

  private Names() {}
}
