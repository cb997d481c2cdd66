package dev.tributary.sandbox;

import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Checks the words of control requests, so that a misspelt one does not pass silently. */
public final class Words {
  private Words() {}

  /** Throws when {@code node} is no object or has a name that is not in {@code known}. */
  public static void check(JsonNode node, Set<String> known, String of) {
    if (!node.isObject()) {
      throw new ControlException(400, of + " is a JSON object");
    }
    for (String name : node.propertyNames()) {
      if (!known.contains(name)) {
        throw new ControlException(
            400, of + " has no \"" + name + "\"; it has " + new TreeSet<>(known));
      }
    }
  }
}
