package dev.tributary.server.api;

/** Text from outside. */
final class Texts {
  private Texts() {}

  /**
   * Whether PostgreSQL can keep it and a log can show it: no control characters but line ends and
   * tabs, no half of a surrogate pair.
   */
  static boolean storable(String text) {
    for (int n = 0; n < text.length(); n++) {
      char c = text.charAt(n);
      if (c < ' ' && c != '\n' && c != '\r' && c != '\t') {
        return false;
      }
      if (Character.isHighSurrogate(c)
          && n + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(n + 1))) {
        n++;
      } else if (Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }
}
