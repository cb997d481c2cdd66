package dev.tributary.sandbox.resend.metrics;

import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.resend.ResendErrors;
import dev.tributary.sandbox.resend.team.Plan;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a client asks of GET /emails/metrics (resend.com/docs, Retrieve metrics). */
record Question(
    Instant start,
    Instant end,
    ZoneId zone,
    String granularity,
    List<Metric> metrics,
    List<String> dimensions,
    List<String> domainIds,
    List<String> emailIds,
    boolean broadcasts) {
  private static final Duration DEFAULT_RANGE = Duration.ofDays(6);
  private static final int IDS_MAX = 100;
  private static final int PERIODS_MAX = 10_000;
  private static final Set<String> GRANULARITIES = Set.of("hourly", "daily", "weekly", "monthly");
  private static final Set<String> DIMENSIONS = Set.of("period", "domain", "email", "broadcast");

  static Question of(Request request, Plan plan, Instant now) {
    Instant end = moment(request, "end_date", now);
    end = end.isAfter(now) ? now : end;
    Instant start = moment(request, "start_date", end.minus(DEFAULT_RANGE));
    if (start.isAfter(end)) {
      throw ResendErrors.invalid("The `start_date` must be on or before `end_date`.");
    }
    Instant oldest = now.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(plan.retentionDays()));
    List<String> emails = ids(request, "email_id");
    List<String> broadcastIds = ids(request, "broadcast_id");
    List<String> dimensions = list(request, "dimensions");
    if (!DIMENSIONS.containsAll(dimensions)) {
      throw ResendErrors.parameter("`dimensions` can be period, domain, email and broadcast.");
    }
    boolean mails = dimensions.contains("email") || !emails.isEmpty();
    boolean broadcasts = dimensions.contains("broadcast") || !broadcastIds.isEmpty();
    if (mails && broadcasts) {
      throw ResendErrors.invalid("`email` cannot be combined with `broadcast`.");
    }
    Question question =
        new Question(
            latest(start, oldest, end),
            end,
            zone(request.query("timezone").orElse("UTC")),
            granularity(request.query("granularity").orElse("daily")),
            metrics(request),
            dimensions,
            ids(request, "domain_id"),
            emails,
            broadcasts);
    if (dimensions.contains("period") && question.periods().size() > PERIODS_MAX) {
      throw ResendErrors.invalid("The date range has more than 10000 periods.");
    }
    return question;
  }

  /** An older start is moved silently to the oldest day that the plan keeps. */
  private static Instant latest(Instant start, Instant oldest, Instant end) {
    Instant clamped = start.isBefore(oldest) ? oldest : start;
    return clamped.isAfter(end) ? end : clamped;
  }

  private static Instant moment(Request request, String name, Instant absent) {
    String text = request.query(name).orElse("");
    if (text.isEmpty()) {
      return absent;
    }
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException neither) {
      throw ResendErrors.invalid("The `" + name + "` must be an ISO 8601 date or datetime.");
    }
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException unknown) {
      throw ResendErrors.invalid("The `timezone` must be an IANA timezone.");
    }
  }

  private static String granularity(String name) {
    if (!GRANULARITIES.contains(name)) {
      throw ResendErrors.parameter("`granularity` is hourly, daily, weekly or monthly.");
    }
    return name;
  }

  private static List<Metric> metrics(Request request) {
    List<Metric> found = new ArrayList<>();
    for (String name : list(request, "metrics")) {
      found.add(
          Metric.named(name)
              .orElseThrow(() -> ResendErrors.parameter("There is no metric `" + name + "`.")));
    }
    return found.isEmpty() ? List.of(Metric.values()) : found;
  }

  private static List<String> ids(Request request, String name) {
    List<String> found = list(request, name);
    if (found.size() > IDS_MAX) {
      throw ResendErrors.invalid("`" + name + "` takes at most 100 ids.");
    }
    return found;
  }

  /** Separated by commas, or the parameter repeated, or both. */
  private static List<String> list(Request request, String name) {
    List<String> found = new ArrayList<>();
    for (String value : request.query().getOrDefault(name, List.of())) {
      for (String one : value.split(",")) {
        if (!one.isBlank() && !found.contains(one.strip())) {
          found.add(one.strip());
        }
      }
    }
    return found;
  }

  boolean by(String dimension) {
    return dimensions.contains(dimension);
  }

  /** Only e-mails that were sent here have ids. */
  boolean singleEmails() {
    return by("email") || !emailIds.isEmpty();
  }

  /** The period in which a moment lies, by the name it has in answers. */
  String period(Instant at) {
    ZonedDateTime local = at.atZone(zone);
    return switch (granularity) {
      case "hourly" ->
          DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(local.truncatedTo(ChronoUnit.HOURS));
      case "weekly" ->
          local.toLocalDate().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).toString();
      case "monthly" -> local.toLocalDate().withDayOfMonth(1).toString();
      default -> local.toLocalDate().toString();
    };
  }

  /** All of the range, in order of time; those after the most allowed are left out but one. */
  List<String> periods() {
    List<String> found = new ArrayList<>();
    for (Instant at = start;
        at.isBefore(end) && found.size() <= PERIODS_MAX;
        at = at.plus(Duration.ofHours(1))) {
      add(found, period(at));
    }
    if (start.isBefore(end) && found.size() <= PERIODS_MAX) {
      // The last one may have begun within the hour.
      add(found, period(end.minusNanos(1)));
    }
    return found;
  }

  private static void add(List<String> found, String period) {
    if (found.isEmpty() || !found.getLast().equals(period)) {
      found.add(period);
    }
  }
}
