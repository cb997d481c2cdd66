package dev.tributary.metaads;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Where a list goes on. Meta gives a whole address with the token in it; only its cursor is used,
 * so no token comes back to an address and no other host is reached.
 */
final class Paging {

  /** Empty on the last page, which has cursors too but no next address. */
  static Optional<String> after(JsonNode page) {
    JsonNode paging = page.path("paging");
    return after(
        paging.path("next").asString(""), paging.path("cursors").path("after").asString(""));
  }

  /**
   * @param next the address of the next page, empty on the last
   * @param after the cursor beside it
   */
  static Optional<String> after(String next, String after) {
    if (next.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(after).filter(text -> !text.isEmpty()).or(() -> inAddress(next));
  }

  private static Optional<String> inAddress(String next) {
    int question = next.indexOf('?');
    for (String pair : next.substring(question + 1).split("&", -1)) {
      if (pair.startsWith("after=")) {
        return Optional.of(
            URLDecoder.decode(pair.substring("after=".length()), StandardCharsets.UTF_8));
      }
    }
    return Optional.empty();
  }

  private Paging() {}
}
