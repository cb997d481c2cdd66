package dev.tributary.sandbox.meta;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Pages by cursor. A cursor is the place after which a page begins, wrapped so that nobody counts
 * on its look.
 *
 * @param from first place of this page
 * @param limit most rows of this page
 */
public record Paging(int from, int limit, String address, Params params) {
  private static final int LIMIT = 25;
  private static final String MARK = "QVFI";

  /**
   * @param address of the list itself, with the base
   */
  public static Paging of(Params params, String address) {
    int from = params.text("after").map(Paging::place).orElse(0);
    return new Paging(from, params.number("limit", LIMIT, 1), address, params);
  }

  private static int place(String cursor) {
    try {
      String text =
          new String(
              Base64.getUrlDecoder().decode(cursor.substring(Math.min(4, cursor.length()))),
              StandardCharsets.UTF_8);
      return Integer.parseInt(text);
    } catch (IllegalArgumentException notOurs) {
      throw MetaErrors.parameter("Invalid cursors values. after: " + cursor);
    }
  }

  public static String cursor(int place) {
    return MARK
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(Integer.toString(place).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The whole address of the page that begins at {@code place}. Like Meta's, it carries the access
   * token when the token came as a parameter, and never the proof.
   */
  public String next(int place) {
    Map<String, String> rest = params.without("after", "before", "appsecret_proof", "format");
    rest.put("limit", Integer.toString(limit));
    rest.put("after", cursor(place));
    return address
        + "?"
        + rest.entrySet().stream()
            .map(one -> encode(one.getKey()) + "=" + encode(one.getValue()))
            .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
