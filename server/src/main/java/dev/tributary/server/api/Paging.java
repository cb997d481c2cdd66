package dev.tributary.server.api;

import dev.tributary.server.people.Refusal.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which part of a list is asked for: {@code ?cursor=…&limit=…}. A handler method takes it as an
 * argument. A cursor holds the last item's position, and a checksum over it and the list's path: it
 * is no secret and grants nothing, but what was changed or belongs to another list is refused.
 *
 * @param list the path that cursors are valid for
 * @param after the position of the last item seen, as {@link #page} was told
 * @param limit 1 to 200 items
 */
public record Paging(String list, Optional<String> after, int limit) {
  static final int LIMIT_MAX = 200;
  static final int LIMIT_STANDARD = 50;
  private static final int CHECK = 8;

  static Paging of(String list, Optional<String> cursor, Optional<String> limit) {
    return new Paging(
        list,
        cursor.map(text -> read(list, text)),
        limit.map(Paging::limit).orElse(LIMIT_STANDARD));
  }

  private static int limit(String text) {
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= LIMIT_MAX) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Told below, with the same words as a number out of range.
    }
    throw ApiProblem.invalid("limit", "must be a number from 1 to " + LIMIT_MAX);
  }

  /** How many items to read: one more than are shown tells whether there are more. */
  public int fetch() {
    return limit + 1;
  }

  /**
   * @param read up to {@link #fetch} items
   * @param position what the store needs to go on after an item
   */
  public <R, T> Page<T> page(List<R> read, Function<R, String> position, Function<R, T> shown) {
    List<R> part = read.subList(0, Math.min(limit, read.size()));
    return new Page<>(
        part.stream().map(shown).toList(),
        read.size() > limit
            ? Optional.of(write(list, position.apply(part.getLast())))
            : Optional.empty());
  }

  private static String write(String list, String position) {
    byte[] text = position.getBytes(StandardCharsets.UTF_8);
    byte[] cursor =
        ByteBuffer.allocate(CHECK + text.length).put(check(list, text)).put(text).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
  }

  private static String read(String list, String cursor) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(cursor);
      if (bytes.length > CHECK) {
        byte[] text = Arrays.copyOfRange(bytes, CHECK, bytes.length);
        if (Arrays.equals(check(list, text), Arrays.copyOf(bytes, CHECK))) {
          return new String(text, StandardCharsets.UTF_8);
        }
      }
    } catch (IllegalArgumentException e) {
      // Told below: what is no cursor at all and what was changed are the same mistake.
    }
    throw ApiProblem.of(
        Kind.INVALID, "invalid_cursor", "The cursor is none that this list has given.");
  }

  private static byte[] check(String list, byte[] position) {
    return Arrays.copyOf(
        Hashes.sha256(list.getBytes(StandardCharsets.UTF_8), new byte[1], position), CHECK);
  }
}
