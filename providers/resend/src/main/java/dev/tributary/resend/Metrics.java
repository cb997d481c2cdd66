package dev.tributary.resend;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.spi.Call;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.QuotaReading;
import dev.tributary.spi.SyncException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Asks {@code GET /emails/metrics} ("Retrieve account-level email metrics"). The rates that it
 * offers are never asked for: they are computed from counts.
 *
 * <p>Resend keeps events as long as the plan says and cuts an older start without a word, so the
 * start that comes back tells what is kept. Answers are up to 15 minutes old.
 */
final class Metrics {
  private static final String SUBJECT = "the metrics";

  private final ResendApi api;

  Metrics(ResendApi api) {
    this.api = api;
  }

  /**
   * One question.
   *
   * @param byDay a row for each day, else one for the whole range
   * @param byDomain a row for each sending domain
   * @param domainIds only these; empty for all
   */
  record Question(
      DayRange days,
      ZoneId zone,
      List<String> metrics,
      boolean byDay,
      boolean byDomain,
      List<String> domainIds) {

    Map<String, String> parameters() {
      Map<String, String> query = new LinkedHashMap<>();
      query.put("start_date", days.first().atStartOfDay(zone).toInstant().toString());
      query.put("end_date", days.last().plusDays(1).atStartOfDay(zone).toInstant().toString());
      query.put("timezone", zone.getId().equals("Z") ? "UTC" : zone.getId());
      query.put("metrics", String.join(",", metrics));
      if (byDay) {
        query.put("granularity", "daily");
      }
      List<String> dimensions = new ArrayList<>();
      if (byDay) {
        dimensions.add("period");
      }
      if (byDomain) {
        dimensions.add("domain");
      }
      if (!dimensions.isEmpty()) {
        query.put("dimensions", String.join(",", dimensions));
      }
      if (!domainIds.isEmpty()) {
        query.put("domain_id", String.join(",", domainIds));
      }
      return query;
    }
  }

  /**
   * One row.
   *
   * @param day empty where the whole range was asked for
   * @param domain the domain's name; the empty text where the row names none
   * @param numbers in the order of the question's metrics
   */
  record Row(Optional<LocalDate> day, String domain, long[] numbers) {}

  /**
   * @param firstWhole the first day that is kept as a whole; not after the first day asked when all
   *     are
   */
  record Answer(LocalDate firstWhole, List<Row> rows, List<QuotaReading> quotas) {
    boolean cut(DayRange asked) {
      return firstWhole.isAfter(asked.first());
    }
  }

  /**
   * @throws SyncException with {@link Failure.PermissionMissing} of scope STREAM where the team has
   *     no metrics
   */
  Answer ask(Question question, ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    ProviderAnswer answer;
    try {
      answer = api.get("/emails/metrics", question.parameters(), credentials, SUBJECT, call);
    } catch (SyncException refused) {
      throw withoutMetrics(refused);
    }
    JsonNode json = ResendApi.object(answer);
    List<Row> rows = new ArrayList<>();
    if (question.byDay() || question.byDomain()) {
      if (!json.path("data").isArray()) {
        throw answer.malformed("gave no rows of metrics");
      }
      for (JsonNode row : json.path("data")) {
        rows.add(row(answer, question, row));
      }
    } else {
      rows.add(new Row(Optional.empty(), "", numbers(answer, question, json.path("totals"))));
    }
    return new Answer(
        firstWhole(answer, question, json), rows, RequestRate.readings(answer, call.now()));
  }

  private static Row row(ProviderAnswer answer, Question question, JsonNode row)
      throws SyncException {
    Optional<LocalDate> day = Optional.empty();
    if (question.byDay()) {
      day = Times.day(row.path("period").asString(""), question.zone());
      if (day.isEmpty()) {
        throw answer.malformed("gave a row of metrics without a readable period");
      }
    }
    return new Row(day, row.path("domain_name").asString(""), numbers(answer, question, row));
  }

  /** A count that was asked for and is not there, or is no count, is never taken for zero. */
  private static long[] numbers(ProviderAnswer answer, Question question, JsonNode row)
      throws SyncException {
    long[] numbers = new long[question.metrics().size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode number = row.path(question.metrics().get(i));
      double value = number.isNumber() ? number.asDouble() : -1;
      if (value < 0 || value != Math.rint(value) || value > 1L << 53) {
        throw answer.malformed(
            "gave metrics without a whole number of " + question.metrics().get(i));
      }
      numbers[i] = (long) value;
    }
    return numbers;
  }

  private static LocalDate firstWhole(ProviderAnswer answer, Question question, JsonNode json)
      throws SyncException {
    Instant start =
        Times.instant(json.path("start_date").asString(""))
            .orElseThrow(() -> answer.malformed("did not say where its metrics begin"));
    Instant asked = question.days().first().atStartOfDay(question.zone()).toInstant();
    if (!start.isAfter(asked)) {
      return question.days().first();
    }
    LocalDate day = LocalDate.ofInstant(start, question.zone());
    return day.atStartOfDay(question.zone()).toInstant().equals(start) ? day : day.plusDays(1);
  }

  /**
   * A team without the metrics takes their address for the id of an e-mail: there is none, or it is
   * no id at all.
   */
  private static SyncException withoutMetrics(SyncException refused) {
    boolean none =
        ResendErrors.unknown(refused.failure())
            || (refused.failure() instanceof Failure.InvalidRequest(String message)
                && (message.contains("UUID")
                    || message.contains("uuid")
                    || message.contains("method_not_allowed")));
    return none
        ? new SyncException(
            new Failure.PermissionMissing(
                "emails/metrics",
                Failure.Scope.STREAM,
                "Resend offers this team no metrics, so its numbers are counted from the events"
                    + " that it tells us of."),
            refused)
        : refused;
  }
}
