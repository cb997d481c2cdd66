package dev.tributary.sandbox.google;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/**
 * The Data API's quotas: tokens per property and day, per property and hour, per project and
 * property and hour; requests at once; server errors; potentially thresholded requests. Hours begin
 * with the clock's hour, days at midnight in Los Angeles. Safe to use from many threads.
 */
public final class Quotas {
  private static final ZoneId PACIFIC = ZoneId.of("America/Los_Angeles");
  private static final long HOUR_SECONDS = 3_600;
  private static final int PREMIUM_FACTOR = 10;
  private static final int DAY_TOKENS = 200_000;
  private static final int HOUR_TOKENS = 40_000;
  private static final int PROJECT_HOUR_TOKENS = 14_000;
  private static final int AT_ONCE = 10;
  private static final int AT_ONCE_PREMIUM = 50;
  private static final int THRESHOLDED = 120;

  /** What an answer says about one quota. */
  public record Status(int consumed, int remaining) {}

  /** All quotas after one request. */
  public record Reading(
      Status day,
      Status hour,
      Status concurrent,
      Status serverErrors,
      Status thresholded,
      Status projectHour) {}

  private static final class Counter {
    private long period;
    private int used;
  }

  private final Map<String, Counter> counters = new HashMap<>();
  private final Map<String, Integer> running = new HashMap<>();
  private boolean enforced;

  public Quotas(boolean enforced) {
    this.enforced = enforced;
  }

  public synchronized void enforce(boolean on) {
    enforced = on;
  }

  public synchronized void reset() {
    counters.clear();
    running.clear();
  }

  /** Lets a request in or throws the 429 of the quota that is used up. */
  public synchronized void enter(GoogleProperty property, String project, Instant now) {
    int atOnce = running.getOrDefault(property.id(), 0);
    if (enforced) {
      refuse(atOnce >= atOnceMax(property), GoogleErrors.concurrent());
      refuse(left("errors", property, project, now) <= 0, GoogleErrors.serverErrors());
      refuse(left("day", property, project, now) <= 0, GoogleErrors.day());
      refuse(left("hour", property, project, now) <= 0, GoogleErrors.hour());
      refuse(left("project", property, project, now) <= 0, GoogleErrors.projectHour());
    }
    running.put(property.id(), atOnce + 1);
  }

  private static void refuse(boolean empty, GoogleException error) {
    if (empty) {
      throw error;
    }
  }

  /** Counts a request for demographic dimensions, or throws when there were too many. */
  public synchronized void thresholded(GoogleProperty property, String project, Instant now) {
    refuse(
        enforced && left("thresholded", property, project, now) <= 0, GoogleErrors.thresholded());
    counter("thresholded", property, project, now).used++;
  }

  public synchronized void leave(String propertyId) {
    running.merge(propertyId, -1, Integer::sum);
  }

  public synchronized void serverError(GoogleProperty property, String project, Instant now) {
    counter("errors", property, project, now).used++;
  }

  /** Takes the price of a request from all token quotas. */
  public synchronized Reading charge(
      GoogleProperty property, String project, int tokens, Instant now) {
    for (String name : new String[] {"day", "hour", "project"}) {
      counter(name, property, project, now).used += tokens;
    }
    int atOnce = running.getOrDefault(property.id(), 0);
    return new Reading(
        status("day", tokens, property, project, now),
        status("hour", tokens, property, project, now),
        new Status(0, Math.max(0, atOnceMax(property) - atOnce)),
        status("errors", 0, property, project, now),
        status("thresholded", 0, property, project, now),
        status("project", tokens, property, project, now));
  }

  /** Uses up a token quota: the next request is refused until it comes back. */
  public synchronized void exhaust(
      String name, GoogleProperty property, String project, Instant now) {
    counter(name, property, project, now).used = max(name, property);
  }

  private Status status(
      String name, int consumed, GoogleProperty property, String project, Instant now) {
    return new Status(consumed, Math.max(0, left(name, property, project, now)));
  }

  private int left(String name, GoogleProperty property, String project, Instant now) {
    return max(name, property) - counter(name, property, project, now).used;
  }

  private Counter counter(String name, GoogleProperty property, String project, Instant now) {
    boolean perProject = name.equals("project") || name.equals("errors");
    String key = name + " " + property.id() + (perProject ? " " + project : "");
    Counter counter = counters.computeIfAbsent(key, one -> new Counter());
    long period =
        name.equals("day")
            ? LocalDate.ofInstant(now, PACIFIC).toEpochDay()
            : Math.floorDiv(now.getEpochSecond(), HOUR_SECONDS);
    if (counter.period != period) {
      counter.period = period;
      counter.used = 0;
    }
    return counter;
  }

  private static int max(String name, GoogleProperty property) {
    int factor = property.premium() ? PREMIUM_FACTOR : 1;
    return switch (name) {
      case "day" -> DAY_TOKENS * factor;
      case "hour" -> HOUR_TOKENS * factor;
      case "project" -> PROJECT_HOUR_TOKENS * factor;
      case "errors" -> atOnceMax(property);
      case "thresholded" -> THRESHOLDED;
      default ->
          throw new IllegalArgumentException(
              "no quota is called " + name + "; use day, hour, project, errors or thresholded");
    };
  }

  private static int atOnceMax(GoogleProperty property) {
    return property.premium() ? AT_ONCE_PREMIUM : AT_ONCE;
  }
}
