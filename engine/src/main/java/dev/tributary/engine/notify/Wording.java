package dev.tributary.engine.notify;

import dev.tributary.spi.DayRange;
import dev.tributary.store.Integration;
import dev.tributary.store.Notice;
import dev.tributary.store.NoticeKind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The words of every notice, and the names of the incidents. */
public final class Wording {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM yyyy HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final int NAMES_MAX = 10;

  // --- names of incidents ---

  public static String failures(UUID integration) {
    return "failures/" + integration;
  }

  /** Days of one stream fail, the others go on. */
  public static String failures(UUID integration, String stream) {
    return "failures/" + integration + "/" + stream;
  }

  public static String deadLetters(UUID integration) {
    return "dead_letters/" + integration;
  }

  public static String stopped(UUID integration) {
    return "stopped/" + integration;
  }

  public static String stale(UUID integration) {
    return "stale/" + integration;
  }

  public static String grant(UUID grant) {
    return "grant/" + grant;
  }

  public static String loginEnds(UUID grant) {
    return "login_ends/" + grant;
  }

  // --- notices ---

  /** Tries of a whole integration failed in a row. */
  public static Notice repeatedFailures(
      Integration integration, String provider, int failures, String cause, Instant next) {
    return new Notice(
        NoticeKind.REPEATED_FAILURES,
        failures(integration.id()),
        Optional.of(integration.id()),
        "%s: %d tries in a row failed".formatted(name(integration, provider), failures),
        "%s Saved data is shown meanwhile. The next try is at %s; nothing has to be done yet."
            .formatted(sentence(cause), TIME.format(next)),
        link(integration));
  }

  /** Tries of some days failed in a row. */
  public static Notice repeatedFailures(
      Integration integration,
      String provider,
      String stream,
      DayRange days,
      int failures,
      String cause,
      Instant next) {
    return new Notice(
        NoticeKind.REPEATED_FAILURES,
        failures(integration.id(), stream),
        Optional.of(integration.id()),
        "%s: %d tries in a row failed for %s"
            .formatted(name(integration, provider), failures, stream),
        "%s It is about %s, %s; everything else goes on. The next try is at %s."
            .formatted(sentence(cause), stream, days(days), TIME.format(next)),
        link(integration));
  }

  /**
   * @param nextStep what a person does about it
   */
  public static Notice deadLetter(
      Integration integration,
      String provider,
      Optional<String> stream,
      Optional<DayRange> days,
      int attempts,
      String cause,
      String nextStep) {
    String what =
        stream
            .map(one -> one + days.map(range -> ", " + days(range)).orElse(""))
            .orElse("the sync");
    return new Notice(
        NoticeKind.DEAD_LETTER,
        deadLetters(integration.id()),
        Optional.of(integration.id()),
        "%s: gave up on %s".formatted(name(integration, provider), stream.orElse("the sync")),
        "Gave up on %s after %s. %s What is saved stays. Next step: %s"
            .formatted(
                what, attempts == 1 ? "1 try" : attempts + " tries", sentence(cause), nextStep),
        link(integration));
  }

  /** An integration stopped until a person decides. */
  public static Notice stopped(
      Integration integration, String provider, String cause, String nextStep) {
    return new Notice(
        NoticeKind.STOPPED,
        stopped(integration.id()),
        Optional.of(integration.id()),
        name(integration, provider) + ": stopped until somebody decides",
        "%s What is saved stays. Next step: %s".formatted(sentence(cause), nextStep),
        link(integration));
  }

  /** A login ended, with all its integrations. */
  public static Notice reconnectNeeded(
      UUID grant, List<Integration> integrations, String provider, String cause) {
    return new Notice(
        NoticeKind.RECONNECT_NEEDED,
        grant(grant),
        Optional.empty(),
        "%s: reconnect needed for %s".formatted(provider, names(integrations)),
        "%s Saved data is shown meanwhile. Next step: reconnect with the same login; the missing days"
                .formatted(sentence(cause))
            + " are then read by themselves.",
        integrations.stream().findFirst().map(Wording::link).orElse("/"));
  }

  /**
   * A login will end, with all its integrations.
   *
   * @param who what people call the login
   */
  public static Notice loginEnds(
      UUID grant, List<Integration> integrations, String provider, String who, Instant ends) {
    return new Notice(
        NoticeKind.LOGIN_ENDS,
        loginEnds(grant),
        Optional.empty(),
        "%s: the login of %s ends soon".formatted(provider, who),
        "It ends at %s and cannot be renewed without its person; %s would not be read any more."
                .formatted(TIME.format(ends), names(integrations))
            + " Next step: reconnect with the same login before. A login that ends after a few days"
            + " belongs to an OAuth app that is in testing at the provider; an operator publishes it"
            + " there.",
        integrations.stream().findFirst().map(Wording::link).orElse("/"));
  }

  private static String names(List<Integration> integrations) {
    String names =
        integrations.stream()
            .map(one -> one.account().name())
            .sorted()
            .limit(NAMES_MAX)
            .collect(Collectors.joining(", "));
    return integrations.size() > NAMES_MAX
        ? "%s and %d more".formatted(names, integrations.size() - NAMES_MAX)
        : names;
  }

  /**
   * @param newest when data was last stored
   */
  public static Notice stale(
      Integration integration, String provider, Optional<Instant> newest, Instant now) {
    String age =
        newest
            .map(at ->
                "The newest data was read at %s, %d hours ago."
                    .formatted(TIME.format(at), Duration.between(at, now).toHours()))
            .orElse("No data has been read since it was connected.");
    return new Notice(
        NoticeKind.STALE_DATA,
        stale(integration.id()),
        Optional.of(integration.id()),
        name(integration, provider) + ": the data is old",
        age + " Next step: ./tributary status says what it waits for.",
        link(integration));
  }

  private static String name(Integration integration, String provider) {
    return "%s (%s)".formatted(integration.account().name(), provider);
  }

  private static String days(DayRange days) {
    return days.length() == 1
        ? days.first().toString()
        : "%s to %s".formatted(days.first(), days.last());
  }

  private static String sentence(String cause) {
    String text = cause.strip();
    return text.endsWith(".") || text.isEmpty() ? text : text + ".";
  }

  private static String link(Integration integration) {
    return "/#" + integration.id();
  }

  private Wording() {}
}
