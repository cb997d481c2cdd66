package dev.tributary.sandbox;

import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/** The last ten thousand answered requests, oldest first. Safe to use from many threads. */
public final class RequestLog {
  private static final int KEPT_MAX = 10_000;
  private static final int BODY_CHARS_MAX = 64 * 1024;
  private static final int TOKEN_TAIL = 4;
  private static final Pattern SECRET =
      Pattern.compile(
          "(?<=(?:^|&)(?:access_token|token|code|client_secret|fb_exchange_token|input_token"
              + "|appsecret_proof)=)[^&]*");

  private final Deque<LoggedRequest> kept = new ArrayDeque<>();
  private long count;

  synchronized void add(
      Instant at, Request request, Response response, long sentBytes, String fault) {
    count++;
    boolean json = request.header("content-type").orElse("").startsWith("application/json");
    String text = json ? request.text() : "";
    kept.addLast(
        new LoggedRequest(
            count,
            at,
            request.method(),
            request.path(),
            SECRET.matcher(request.rawQuery()).replaceAll("…"),
            request.header("authorization").map(RequestLog::mask).orElse(""),
            text.substring(0, Math.min(text.length(), BODY_CHARS_MAX)),
            response.status(),
            request.body().length,
            sentBytes,
            fault));
    if (kept.size() > KEPT_MAX) {
      kept.removeFirst();
    }
  }

  /** "Bearer abcdef" becomes "Bearer …cdef". */
  private static String mask(String authorization) {
    int space = authorization.indexOf(' ');
    String scheme = space < 0 ? "" : authorization.substring(0, space + 1);
    String token = authorization.substring(space + 1);
    return scheme + "…" + token.substring(Math.max(0, token.length() - TOKEN_TAIL));
  }

  public synchronized List<LoggedRequest> all() {
    return List.copyOf(kept);
  }

  /** Those whose "METHOD /path" contains {@code part}. */
  public List<LoggedRequest> matching(String part) {
    return all().stream().filter(one -> (one.method() + " " + one.path()).contains(part)).toList();
  }

  /** How many were answered since the last reset, kept or not. */
  public synchronized long count() {
    return count;
  }

  public synchronized void clear() {
    kept.clear();
    count = 0;
  }
}
