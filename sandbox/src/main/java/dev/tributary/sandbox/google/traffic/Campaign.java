package dev.tributary.sandbox.google.traffic;

/**
 * Where a visit came from. {@code id} is what the utm_id of a tagged link carries, "(not set)"
 * without one.
 */
public record Campaign(String channel, String source, String medium, String name, String id) {
  static final String NOT_SET = "(not set)";

  /** What Google shows for visits that it has not attributed yet. */
  public static final Campaign NOT_AVAILABLE =
      new Campaign(
          "Unassigned",
          "(data not available)",
          "(data not available)",
          "(data not available)",
          "(data not available)");
}
