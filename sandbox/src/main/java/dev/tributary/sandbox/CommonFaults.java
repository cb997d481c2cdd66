package dev.tributary.sandbox;

import dev.tributary.sandbox.http.Bodies;
import dev.tributary.sandbox.http.Body;
import dev.tributary.sandbox.http.Delivery;
import dev.tributary.sandbox.http.Response;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** Faults that any server can have. */
final class CommonFaults {
  private static final long BOMB_BYTES = 1L << 30;

  private CommonFaults() {}

  static Map<String, FaultKind> kinds() {
    return Map.of(
        "status", (FaultKind.Instead) (fault, request) -> status(fault),
        "html", (FaultKind.Instead) (fault, request) -> html(fault),
        "redirect",
            (FaultKind.Instead)
                (fault, request) ->
                    Response.redirect(fault.setting("location", "http://127.0.0.1:9/elsewhere")),
        "reset", (FaultKind.After) CommonFaults::reset,
        "truncated", (FaultKind.After) CommonFaults::truncated,
        "malformed", (FaultKind.After) CommonFaults::malformed,
        "slow", (FaultKind.After) CommonFaults::slow,
        "huge",
            (FaultKind.Instead)
                (fault, request) -> json(Bodies.blanks(fault.number("bytes", BOMB_BYTES))),
        "gzip-bomb",
            (FaultKind.Instead)
                (fault, request) ->
                    json(Bodies.gzip(Bodies.blanks(fault.number("bytes", BOMB_BYTES))))
                        .withHeader("Content-Encoding", "gzip"));
  }

  private static Response status(Fault fault) {
    return Response.of(
        (int) fault.number("status", 500),
        fault.setting("contentType", "application/json; charset=UTF-8"),
        Body.of(fault.setting("body", "{}")));
  }

  private static Response html(Fault fault) {
    return Response.html(
        (int) fault.number("status", 200),
        "<!doctype html><html><body><h1>Sorry</h1><p>Please sign in to the network.</p></body>"
            + "</html>");
  }

  private static Response json(Body body) {
    return Response.of(200, "application/json; charset=UTF-8", body);
  }

  /** Before the status line, or after {@code bytes} of the body. */
  private static Response reset(Fault fault, Response response) {
    return response.delivered(new Delivery(fault.number("bytes", 0), true, 1, Duration.ZERO));
  }

  /** The announced length is that of the whole; the connection ends at half of it. */
  private static Response truncated(Fault fault, Response response) {
    byte[] whole = Bodies.bytes(response.body());
    long cut = fault.number("bytes", whole.length / 2);
    return response.withBody(Body.of(whole)).delivered(Delivery.cut(cut));
  }

  /** A complete answer whose JSON stops in the middle. */
  private static Response malformed(Fault fault, Response response) {
    byte[] whole = Bodies.bytes(response.body());
    int cut = (int) fault.number("bytes", whole.length / 2);
    return response.withBody(Body.of(Arrays.copyOf(whole, Math.min(cut, whole.length))));
  }

  private static Response slow(Fault fault, Response response) {
    return response.delivered(
        Delivery.slow(
            (int) fault.number("pieceBytes", 16),
            Duration.ofMillis(fault.number("pauseMillis", 50))));
  }
}
