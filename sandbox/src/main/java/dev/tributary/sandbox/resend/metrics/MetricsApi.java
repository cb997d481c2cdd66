package dev.tributary.sandbox.resend.metrics;

import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.resend.Formats;
import dev.tributary.sandbox.resend.mail.Email;
import dev.tributary.sandbox.resend.mail.Mailbox;
import dev.tributary.sandbox.resend.team.Domain;
import dev.tributary.sandbox.resend.team.Plan;
import dev.tributary.sandbox.resend.team.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * GET /emails/metrics: counts by the hour in which an e-mail was sent, so that days of the past go
 * on growing while people open what they got.
 */
public final class MetricsApi {
  private final Store<Domain> domains;
  private final History history;
  private final Mailbox mailbox;

  public MetricsApi(Store<Domain> domains, History history, Mailbox mailbox) {
    this.domains = domains;
    this.history = history;
    this.mailbox = mailbox;
  }

  /** Where a row belongs; what is not asked for is empty. */
  private record Key(String period, String domainId, String emailId) {}

  /** The body of the answer. */
  public String answer(Request request, Plan plan, Instant now) {
    Question question = Question.of(request, plan, now);
    Tally totals = new Tally();
    Map<Key, Tally> rows = rows(question);
    if (!question.broadcasts()) {
      past(question, totals, rows, now);
      here(question, totals, rows, now);
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("object", "metrics");
    body.put("start_date", Formats.iso(question.start()));
    body.put("end_date", Formats.iso(question.end()));
    body.put("metrics", question.metrics().stream().map(Metric::apiName).toList());
    body.put("dimensions", question.dimensions());
    body.put("granularity", question.granularity());
    body.put("totals", values(question, totals));
    if (!question.dimensions().isEmpty()) {
      List<Map<String, Object>> data = new ArrayList<>();
      rows.forEach((key, tally) -> data.add(row(question, key, tally)));
      body.put("data", data);
    }
    return JsonMapper.shared().writeValueAsString(body);
  }

  private static Map<String, Object> values(Question question, Tally tally) {
    Map<String, Object> values = new LinkedHashMap<>();
    question.metrics().forEach(metric -> values.put(metric.apiName(), metric.of(tally)));
    return values;
  }

  private Map<String, Object> row(Question question, Key key, Tally tally) {
    Map<String, Object> row = new LinkedHashMap<>();
    if (question.by("period")) {
      row.put("period", key.period());
    }
    if (question.by("domain")) {
      row.put("domain_id", key.domainId());
      row.put("domain_name", domains.find(key.domainId()).map(Domain::name).orElse(""));
    }
    if (question.by("email")) {
      row.put("email_id", key.emailId());
    }
    row.putAll(values(question, tally));
    return row;
  }

  /** Periods and domains have a row even when nothing happened. */
  private Map<Key, Tally> rows(Question question) {
    Map<Key, Tally> rows = new LinkedHashMap<>();
    if (question.singleEmails() || question.broadcasts()) {
      return rows;
    }
    for (String period : question.by("period") ? question.periods() : List.of("")) {
      if (question.by("domain")) {
        wanted(question).forEach(one -> rows.put(new Key(period, one.id(), ""), new Tally()));
      } else if (question.by("period")) {
        rows.put(new Key(period, "", ""), new Tally());
      }
    }
    return rows;
  }

  private List<Domain> wanted(Question question) {
    return domains.all().stream()
        .filter(one -> question.domainIds().isEmpty() || question.domainIds().contains(one.id()))
        .toList();
  }

  private void past(Question question, Tally totals, Map<Key, Tally> rows, Instant now) {
    if (question.singleEmails()) {
      return;
    }
    long[] counts = new long[Count.values().length];
    for (Domain domain : wanted(question)) {
      for (Instant hour = ceiling(question.start());
          hour.isBefore(question.end());
          hour = hour.plus(Duration.ofHours(1))) {
        history.read(domain, hour, now, counts);
        totals.add(domain, counts);
        Tally row = rows.get(key(question, hour, domain.id(), ""));
        if (row != null) {
          row.add(domain, counts);
        }
      }
    }
  }

  private static Instant ceiling(Instant at) {
    Instant hour = at.truncatedTo(ChronoUnit.HOURS);
    return hour.equals(at) ? hour : hour.plus(Duration.ofHours(1));
  }

  private void here(Question question, Tally totals, Map<Key, Tally> rows, Instant now) {
    for (Email email : mailbox.emails().all()) {
      Instant at = email.sendAt();
      boolean asked =
          !email.canceled()
              && !at.isBefore(question.start())
              && !at.isAfter(question.end())
              && (question.domainIds().isEmpty() || question.domainIds().contains(email.domainId()))
              && (question.emailIds().isEmpty() || question.emailIds().contains(email.id()));
      if (asked) {
        totals.add(email, now);
        Key key = key(question, at, email.domainId(), email.id());
        Tally row =
            question.by("email") ? rows.computeIfAbsent(key, any -> new Tally()) : rows.get(key);
        if (row != null) {
          row.add(email, now);
        }
      }
    }
  }

  private static Key key(Question question, Instant at, String domainId, String emailId) {
    return new Key(
        question.by("period") ? question.period(at) : "",
        question.by("domain") ? domainId : "",
        question.by("email") ? emailId : "");
  }
}
