package dev.tributary.sandbox.resend.team;

import dev.tributary.sandbox.http.Response;
import dev.tributary.sandbox.resend.ResendErrors;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;

/**
 * What a team has used of its plan: requests of a second, e-mails of a day and of a month (UTC). A
 * second begins with its first request. Safe to use from many threads.
 */
public final class Limits {
  private static final Duration WINDOW = Duration.ofSeconds(1);

  private Instant windowStart = Instant.EPOCH;
  private int requests;
  private LocalDate day = LocalDate.EPOCH;
  private int sentToday;
  private YearMonth month = YearMonth.of(1970, 1);
  private int sentInMonth;
  private boolean enforced;

  public Limits(boolean enforced) {
    this.enforced = enforced;
  }

  public synchronized void enforce(boolean on) {
    enforced = on;
  }

  public synchronized void reset() {
    requests = 0;
    sentToday = 0;
    sentInMonth = 0;
  }

  /** Counts a request, or refuses it. */
  public synchronized void enter(Plan plan, Instant now) {
    if (now.isBefore(windowStart) || !now.isBefore(windowStart.plus(WINDOW))) {
      windowStart = now;
      requests = 0;
    }
    requests++;
    if (enforced && requests > plan.requestsPerSecond()) {
      throw ResendErrors.rate(plan.requestsPerSecond());
    }
  }

  /** Counts e-mails, all or none of them. */
  public synchronized void send(Plan plan, int emails, Instant now) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    if (!today.equals(day)) {
      day = today;
      sentToday = 0;
    }
    if (!YearMonth.from(today).equals(month)) {
      month = YearMonth.from(today);
      sentInMonth = 0;
    }
    if (enforced && plan.daily() > 0 && sentToday + emails > plan.daily()) {
      throw ResendErrors.daily();
    }
    if (enforced && plan.monthly() > 0 && sentInMonth + emails > plan.monthly()) {
      throw ResendErrors.monthly();
    }
    sentToday += emails;
    sentInMonth += emails;
  }

  /** Sets what is used today and this month. */
  public synchronized void use(int today, int thisMonth, Instant now) {
    day = LocalDate.ofInstant(now, ZoneOffset.UTC);
    month = YearMonth.from(day);
    sentToday = today;
    sentInMonth = thisMonth;
  }

  /** Headers stand on every answer: that is where clients learn the limit. */
  public synchronized Response headers(Response response, Plan plan, Instant now) {
    long left = Duration.between(now, windowStart.plus(WINDOW)).toMillis();
    return response
        .withHeader("ratelimit-limit", Integer.toString(plan.requestsPerSecond()))
        .withHeader(
            "ratelimit-remaining",
            Integer.toString(Math.max(0, plan.requestsPerSecond() - requests)))
        .withHeader("ratelimit-reset", Long.toString(left > 0 ? 1 : 0));
  }
}
