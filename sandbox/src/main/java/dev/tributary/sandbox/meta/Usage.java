package dev.tributary.sandbox.meta;

import dev.tributary.sandbox.http.Response;
import dev.tributary.sandbox.meta.world.AdAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * How much of Meta's limits is used: points of insights per account and hour, calls per account and
 * five minutes, calls of the app and hour. Each call adds, time takes away evenly. Safe to use from
 * many threads.
 */
public final class Usage {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SCORE = Duration.ofMinutes(5);
  private static final double SCORE_MAX = 9_000;
  private static final double APP_MAX = 200_000;
  private static final int POINTS_PER_AD = 400;
  private static final String APP = "app";

  /** What a call is about; both count apart. */
  public enum Kind {
    INSIGHTS("ads_insights", 80_000),
    MANAGEMENT("ads_management", 80_004);

    private final String apiName;
    private final int code;

    Kind(String apiName, int code) {
      this.apiName = apiName;
      this.code = code;
    }
  }

  private static final class Bucket {
    private double used;
    private Instant at = Instant.EPOCH;
  }

  private final Map<String, Bucket> buckets = new HashMap<>();
  private boolean enforced;

  Usage(boolean enforced) {
    this.enforced = enforced;
  }

  public synchronized void enforce(boolean on) {
    enforced = on;
  }

  public synchronized void reset() {
    buckets.clear();
  }

  /** Hundredths used, a hundred and more being too much. */
  public synchronized double percent(Kind kind, AdAccount account, Instant now) {
    return used(kind.apiName + account.id(), max(account), HOUR, now) / max(account) * 100;
  }

  synchronized double scorePercent(AdAccount account, Instant now) {
    return used("score" + account.id(), SCORE_MAX, SCORE, now) / SCORE_MAX * 100;
  }

  synchronized double appPercent(Instant now) {
    return used(APP, APP_MAX, HOUR, now) / APP_MAX * 100;
  }

  private double used(String key, double max, Duration empty, Instant now) {
    Bucket bucket = buckets.computeIfAbsent(key, any -> new Bucket());
    double gone = Duration.between(bucket.at, now).toMillis() / (double) empty.toMillis() * max;
    bucket.used = Math.max(0, bucket.used - Math.max(0, gone));
    bucket.at = now;
    return bucket.used;
  }

  private static double max(AdAccount account) {
    long ads = (long) account.shape().campaigns() * account.shape().adsPerCampaign();
    return account.limits().points() + POINTS_PER_AD * (double) ads;
  }

  /** Sets what is used. */
  public synchronized void set(Kind kind, AdAccount account, double percent, Instant now) {
    used(kind.apiName + account.id(), max(account), HOUR, now);
    bucket(kind.apiName + account.id()).used = max(account) * percent / 100;
  }

  /** Sets the calls of five minutes. */
  public synchronized void setScore(AdAccount account, double percent, Instant now) {
    scorePercent(account, now);
    bucket("score" + account.id()).used = SCORE_MAX * percent / 100;
  }

  public synchronized void setApp(double percent, Instant now) {
    used(APP, APP_MAX, HOUR, now);
    bucket(APP).used = APP_MAX * percent / 100;
  }

  private Bucket bucket(String key) {
    return buckets.computeIfAbsent(key, any -> new Bucket());
  }

  /** Lets a call in or throws the limit that it meets. */
  synchronized void enter(Kind kind, AdAccount account, Instant now) {
    enterApp(now);
    if (enforced && percent(kind, account, now) >= 100) {
      throw MetaErrors.accountCalls(kind.code, 2_446_079);
    }
    if (enforced && scorePercent(account, now) >= 100) {
      throw MetaErrors.accountCalls(17, 2_446_079);
    }
  }

  synchronized void enterApp(Instant now) {
    if (enforced && appPercent(now) >= 100) {
      throw MetaErrors.appCalls();
    }
    used(APP, APP_MAX, HOUR, now);
    bucket(APP).used += 1;
  }

  /** Counts a call that was let in, by the rows that it touched. */
  synchronized void charge(Kind kind, AdAccount account, long rows, Instant now) {
    percent(kind, account, now);
    scorePercent(account, now);
    bucket(kind.apiName + account.id()).used += 1 + rows / 100.0;
    bucket("score" + account.id()).used += 1;
  }

  Response appHeaders(Response response, Instant now) {
    int percent = (int) appPercent(now);
    return response.withHeader(
        "x-app-usage",
        json(Map.of("call_count", percent, "total_time", percent, "total_cputime", percent)));
  }

  /** The headers by which clients see how much they have used. */
  Response headers(Response response, Kind kind, AdAccount account, Instant now) {
    double percent = percent(kind, account, now);
    double score = scorePercent(account, now);
    Map<String, Object> use =
        Map.of(
            "type",
            kind.apiName,
            "call_count",
            (int) percent,
            "total_cputime",
            (int) (percent / 2),
            "total_time",
            (int) (percent / 2),
            "estimated_time_to_regain_access",
            waitMinutes(percent),
            "ads_api_access_tier",
            "standard_access");
    Response more =
        appHeaders(response, now)
            .withHeader("x-business-use-case-usage", json(Map.of(account.id(), List.of(use))))
            .withHeader(
                "x-ad-account-usage",
                json(
                    Map.of(
                        "acc_id_util_pct",
                        rounded(score),
                        "reset_time_duration",
                        (int) (score / 100 * SCORE.toSeconds()),
                        "ads_api_access_tier",
                        "standard_access")));
    return kind == Kind.INSIGHTS
        ? more.withHeader(
            "x-fb-ads-insights-throttle",
            json(
                Map.of(
                    "app_id_util_pct", rounded(appPercent(now)),
                    "acc_id_util_pct", rounded(percent),
                    "ads_api_access_tier", "standard_access")))
        : more;
  }

  /** Minutes until calls are let in again; 0 when they are. */
  private static int waitMinutes(double percent) {
    return percent < 100 ? 0 : (int) ((percent - 100) / 100 * HOUR.toMinutes()) + 1;
  }

  private static double rounded(double percent) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.2f", percent));
  }

  private static String json(Map<String, Object> value) {
    return JsonMapper.shared().writeValueAsString(value);
  }
}
