package dev.tributary.sandbox;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An order to misbehave.
 *
 * @param kind one of the kinds of {@link FaultKind}, such as "reset" or "google.429.hour"
 * @param route part of "METHOD /path" that a request must contain; empty matches all
 * @param skip so many matching requests pass first
 * @param times so many matching requests are hit; {@link #FOREVER} hits all
 * @param settings more, by name; each kind has defaults
 */
public record Fault(String kind, String route, int skip, int times, Map<String, String> settings) {
  public static final int FOREVER = -1;

  private static final List<String> NUMBERS =
      List.of(
          "status",
          "bytes",
          "pieceBytes",
          "pauseMillis",
          "rows",
          "percent",
          "minutes",
          "seconds",
          "limit");

  public Fault {
    settings = Map.copyOf(settings);
    for (String name : NUMBERS) {
      String text = settings.getOrDefault(name, "0");
      if (!text.matches("\\d{1,12}")) {
        throw new IllegalArgumentException(
            "the fault " + kind + " wants a whole number as " + name + ", not " + text);
      }
    }
  }

  /** Hits the next matching request only. */
  public static Fault once(String kind, String route) {
    return new Fault(kind, route, 0, 1, Map.of());
  }

  public static Fault always(String kind, String route) {
    return new Fault(kind, route, 0, FOREVER, Map.of());
  }

  public Fault with(String name, Object value) {
    Map<String, String> more = new HashMap<>(settings);
    more.put(name, value.toString());
    return new Fault(kind, route, skip, times, more);
  }

  public Fault after(int requests) {
    return new Fault(kind, route, requests, times, settings);
  }

  public Fault times(int hits) {
    return new Fault(kind, route, skip, hits, settings);
  }

  public String setting(String name, String absent) {
    return settings.getOrDefault(name, absent);
  }

  public long number(String name, long absent) {
    String text = settings.get(name);
    return text == null ? absent : Long.parseLong(text);
  }
}
