package dev.tributary.server.api;

import dev.tributary.server.people.Refusal.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Which version of a thing the caller has seen: the header {@code If-Match}. A handler method that
 * changes something with an ETag takes it as an argument.
 */
public record IfMatch(Optional<String> given) {
  private static final int BYTES = 12;

  /** A strong ETag of everything that is shown of a thing. */
  public static String etag(Object... parts) {
    byte[] hash = Hashes.sha256(Arrays.toString(parts).getBytes(StandardCharsets.UTF_8));
    return '"'
        + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES))
        + '"';
  }

  /**
   * @param etag the present one
   * @throws ApiProblem none was given, or another
   */
  public void require(String etag) {
    String seen =
        given.orElseThrow(() ->
            ApiProblem.of(
                Kind.PRECONDITION_MISSING,
                "precondition_required",
                "A change names the version it was made from in the header If-Match."));
    boolean matches =
        Arrays.stream(seen.split(",", -1))
            .map(String::strip)
            .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
    if (!matches) {
      throw stale();
    }
  }

  /** Somebody else was faster. */
  public static ApiProblem stale() {
    return ApiProblem.of(
        Kind.OUTDATED, "stale_etag", "This was changed since it was read; nothing was done.");
  }
}
