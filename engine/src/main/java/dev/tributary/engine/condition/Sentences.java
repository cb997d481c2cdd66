package dev.tributary.engine.condition;

import dev.tributary.spi.StreamKind;
import dev.tributary.store.DeadLetter;
import dev.tributary.store.Job;
import dev.tributary.store.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A condition as a sentence for people. Days are the account's, times are of a place that is named.
 */
public final class Sentences {
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);

  private final ZoneId zone;
  private final Instant now;

  /**
   * @param zone in which times are told
   */
  public Sentences(ZoneId zone, Instant now) {
    this.zone = zone;
    this.now = now;
  }

  public String of(Condition condition) {
    return switch (condition.state()) {
      case HEALTHY -> healthy(condition);
      case QUEUED -> "Queued: it begins as soon as a worker is free.";
      case SYNCING -> syncing(condition);
      case BACKFILLING -> backfilling(condition);
      case WAITING_QUOTA -> waiting(condition);
      case RETRYING -> retrying(condition);
      case HELD ->
          condition.waitingUntil().isPresent()
              ? "Held: "
                  + sentence(reason(condition))
                  + " Asking again "
                  + until(condition)
                  + ", good data kept."
              : reason(condition);
      case RECONNECT_NEEDED -> "Reconnect needed: " + reason(condition);
      case GAVE_UP -> "Gave up: " + reason(condition);
      case PAUSED, DISCONNECTED -> reason(condition);
    };
  }

  private String healthy(Condition condition) {
    List<DeadLetter> gaveUp = condition.situation().gaveUp();
    String through =
        condition
            .dataThrough()
            .map(day -> " Data through %s (%s).".formatted(day(day), account(condition)))
            .orElse("");
    String next = condition.nextSyncAt().map(at -> " Next sync %s.".formatted(time(at))).orElse("");
    return (gaveUp.isEmpty()
            ? "Up to date."
            : "Up to date but for what was given up: " + given(gaveUp))
        + through
        + next;
  }

  private static String given(List<DeadLetter> letters) {
    int days =
        letters.stream().flatMap(one -> one.days().stream()).mapToInt(one -> one.length()).sum();
    List<String> streams =
        letters.stream().flatMap(one -> one.stream().stream()).distinct().sorted().toList();
    return "%s of %s."
        .formatted(
            days == 1 ? "1 day" : days + " days",
            streams.isEmpty() ? "the whole connection" : String.join(", ", streams));
  }

  private static String syncing(Condition condition) {
    return condition
        .progress()
        .map(progress ->
            "Syncing"
                + progress.stream().map(stream -> ": " + stream).orElse("")
                + (progress.daysPlanned() > 0
                    ? ", day %d of %d"
                        .formatted(
                            Math.min(progress.daysDone() + 1, progress.daysPlanned()),
                            progress.daysPlanned())
                    : "")
                + ".")
        .orElse("Syncing.");
  }

  private static String backfilling(Condition condition) {
    Condition.Progress progress = condition.progress().orElseThrow();
    return String.format(
        Locale.ENGLISH,
        "Backfilling %,d of %,d days%s%s, newest first.",
        progress.daysDone(),
        progress.daysPlanned(),
        overStreams(progress),
        progress.left().map(left -> ", about " + duration(left) + " left").orElse(""));
  }

  /** Days are counted once for each stream, so their number alone would puzzle. */
  private static String overStreams(Condition.Progress progress) {
    int streams = progress.streams().orElse(0);
    return streams > 1 ? " over %d reports".formatted(streams) : "";
  }

  private String waiting(Condition condition) {
    return "Waiting until %s: %s%s"
        .formatted(
            until(condition),
            sentence(condition.waitingFor().orElse("the provider announced it")),
            condition
                .progress()
                .map(progress ->
                    String.format(
                        Locale.ENGLISH,
                        " %,d of %,d days saved; nothing is lost.",
                        progress.daysDone(),
                        progress.daysPlanned()))
                .orElse(" Nothing is lost."));
  }

  private String retrying(Condition condition) {
    Optional<Job> job =
        condition.situation().job().filter(one -> one.status() == JobStatus.PENDING);
    int tries =
        job.map(Job::claims)
            .orElseGet(() ->
                condition.streams().stream()
                    .flatMap(one -> one.facts().failed().stream())
                    .mapToInt(one -> one.tries())
                    .max()
                    .orElse(1));
    return "Try %d of %d failed: %s Next try %s."
        .formatted(
            tries, StreamFacts.RETRIES_MAX + 1, sentence(reason(condition)), until(condition));
  }

  private static String reason(Condition condition) {
    return condition.reason().map(Condition.Reason::sentence).orElse(condition.state().meaning());
  }

  private String until(Condition condition) {
    return condition.waitingUntil().map(this::time).orElse("soon");
  }

  /** One stream's state in one sentence. */
  public String of(Condition.OfStream stream) {
    return switch (stream.state()) {
      case HEALTHY ->
          stream.facts().stream().kind() == StreamKind.SNAPSHOT
              ? "Up to date."
              : stream
                  .facts()
                  .through()
                  .map(day -> "Through " + day(day) + ".")
                  .orElse("No data yet.");
      case BACKFILLING ->
          stream
              .facts()
              .backlog()
              .map(one ->
                  String.format(
                      Locale.ENGLISH,
                      "Backfilling %,d of %,d days.",
                      one.daysDone(),
                      one.daysPlanned()))
              .orElse("Backfilling.");
      case QUEUED,
          SYNCING,
          WAITING_QUOTA,
          RETRYING,
          RECONNECT_NEEDED,
          HELD,
          GAVE_UP,
          PAUSED,
          DISCONNECTED ->
          stream.reason().map(Condition.Reason::sentence).orElse(stream.state().meaning())
              + stream.until().map(at -> " Again " + time(at) + ".").orElse("");
    };
  }

  private String time(Instant at) {
    boolean today = LocalDate.ofInstant(at, zone).equals(LocalDate.ofInstant(now, zone));
    return "%s (%s)".formatted((today ? TIME : DAY_AND_TIME).format(at.atZone(zone)), zone.getId());
  }

  private static String day(LocalDate day) {
    return DAY.format(day);
  }

  private static String account(Condition condition) {
    return condition.situation().integration().account().zone().getId();
  }

  private static String sentence(String text) {
    String stripped = text.strip();
    return stripped.endsWith(".") ? stripped : stripped + ".";
  }

  /** Rounded as people say it. */
  static String duration(Duration time) {
    if (time.compareTo(Duration.ofMinutes(1)) < 0) {
      return Math.max(1, time.toSeconds()) + " s";
    }
    if (time.compareTo(Duration.ofHours(2)) < 0) {
      return Math.ceilDiv(time.toSeconds(), 60) + " min";
    }
    return Math.ceilDiv(time.toMinutes(), 60) + " h";
  }
}
