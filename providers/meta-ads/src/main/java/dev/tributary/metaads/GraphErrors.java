package dev.tributary.metaads;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.spi.Failure;
import dev.tributary.spi.ProviderLimits;
import dev.tributary.spi.SyncException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Turns an error into what it means for us. The body decides, never the HTTP status: Meta answers
 * with 400 for nearly everything, with 500 for reports that are too large, and at times with 200
 * (Graph API, "Handle errors"; Insights API, "Error codes"; Marketing API, "Rate limiting").
 */
final class GraphErrors {
  /** Bucket of the quota that all accounts of our app share. */
  static final String APP = "app";

  static final String ACCOUNT = "ad_account";
  private static final String ABUSE = "abuse";

  private static final Duration LIMITED = Duration.ofSeconds(60);
  private static final Duration ABUSED = Duration.ofHours(1);

  /** An ad account that is too large, or takes too long, for one report. */
  private static final Set<Integer> TOO_LARGE = Set.of(1487534, 1504045, 1504018, 1504038);

  private static final Set<Integer> NEVER = Set.of(1504041, 1504042);
  private static final Set<Integer> WHOLE_APP = Set.of(1504022, 1504039);
  private static final Pattern PERMISSION =
      Pattern.compile("\\b(ads_read|ads_management|business_management|read_insights)\\b");

  /** Subcode of an object that does not exist or may not be seen. */
  static final int UNKNOWN_OBJECT = 33;

  /**
   * @param subject what was asked about, for example {@code act_123}
   */
  static SyncException of(ProviderAnswer answer, String subject, Instant now) {
    Optional<GraphError> error = error(answer);
    Optional<Duration> announced = Usage.of(answer, now).wait(now).or(() -> answer.retryAfter(now));
    return new SyncException(
        error
            .map(said -> failure(said, answer.status(), subject, announced, now))
            .orElseGet(() -> withoutBody(answer, subject, announced)));
  }

  private static Optional<GraphError> error(ProviderAnswer answer) {
    if (!answer.isJson()) {
      return Optional.empty();
    }
    try {
      JsonNode error = answer.json().path("error");
      return error.isObject()
          ? Optional.of(
              GraphError.of(error, answer.masked(error.path("message").asString("no message"))))
          : Optional.empty();
    } catch (SyncException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * Pure.
   *
   * @param status HTTP status; decides only about what the body leaves open
   * @param announced the wait that headers name
   */
  static Failure failure(
      GraphError error, int status, String subject, Optional<Duration> announced, Instant now) {
    if (tooLarge(error)) {
      return new Failure.TooLarge(
          "Meta cannot answer so much of %s at once (%s)".formatted(subject, said(error)));
    }
    if (NEVER.contains(error.subcode())) {
      return new Failure.InvalidRequest(
          "Meta refuses this report of %s for good (%s)".formatted(subject, said(error)));
    }
    int code = error.code();
    if (code == 190 || code == 102) {
      return new Failure.GrantRejected(ended(error.subcode()));
    }
    // Its text speaks of missing permissions too, among other things.
    if (error.subcode() == UNKNOWN_OBJECT) {
      return new Failure.PermissionMissing(
          MetaOAuth.SCOPE,
          Failure.Scope.INTEGRATION,
          "Meta shows no %s to this login: it was deleted, or another login has access; reconnect"
                  .formatted(subject)
              + " with that one.");
    }
    if (code == 10
        || (code >= 200 && code <= 299)
        || (code == 100 && error.subcode() == 3191001)
        || error.says("missing permission")) {
      return missing(error, subject);
    }
    if (limited(error)) {
      return limit(error, subject, announced, now);
    }
    if (code == 2635) {
      return new Failure.Misconfigured(
          "Meta has ended the version of its Graph API that is asked for; set a newer"
              + " meta-ads-graph-version in the settings. ("
              + error.message()
              + ")");
    }
    if (error.says("appsecret_proof")) {
      return new Failure.Misconfigured(
          "Meta refuses the proof of our app: the token was made for another app, or the app"
              + " secret is wrong; enter the app that the token belongs to.");
    }
    if (code == 101
        || code == 191
        || error.says("client secret")
        || error.says("application has been deleted")) {
      return new Failure.Misconfigured(
          "Meta refuses our app (%s); check its app ID, secret and redirect address."
              .formatted(said(error)));
    }
    if (code == 803) {
      return new Failure.AccountGone(
          "Meta does not know %s; it was deleted or never existed, so choose another one."
              .formatted(subject));
    }
    if (error.says("in summary param")
        || error.transientOne()
        || Set.of(1, 2, -1, -2, -3, 960).contains(code)
        || error.subcode() == 99) {
      return unavailable(status, subject, said(error));
    }
    return status >= 500
        ? unavailable(status, subject, said(error))
        : new Failure.InvalidRequest(
            "Meta refused a request for %s (%s)".formatted(subject, said(error)));
  }

  private static boolean tooLarge(GraphError error) {
    return TOO_LARGE.contains(error.subcode()) || error.says("reduce the amount of data");
  }

  private static boolean limited(GraphError error) {
    int code = error.code();
    return code == 4
        || code == 17
        || code == 32
        || code == 341
        || code == 368
        || code == 613
        || (code >= 80000 && code <= 80014);
  }

  private static Failure limit(
      GraphError error, String subject, Optional<Duration> announced, Instant now) {
    boolean abuse = error.code() == 368 || (error.code() == 613 && error.subcode() == 0);
    if (abuse) {
      Duration wait = announced.filter(told -> told.compareTo(ABUSED) > 0).orElse(ABUSED);
      return new Failure.QuotaExhausted(
          ABUSE,
          now.plus(wait),
          "Meta thinks that %s is asked too often in the same way and answers nothing for an hour;"
                  .formatted(subject)
              + " an operator should look why.");
    }
    Instant until = now.plus(announced.orElse(LIMITED));
    if (WHOLE_APP.contains(error.subcode()) || (error.code() == 4 && error.subcode() == 0)) {
      return new Failure.QuotaExhausted(
          APP,
          until,
          ProviderLimits.Scope.APP,
          "Meta's limit for our app is used up; all its accounts wait.");
    }
    return new Failure.QuotaExhausted(
        ACCOUNT, until, "Meta's limit for %s is used up; waiting.".formatted(subject));
  }

  /** Why a login ended: Graph API, "Access token errors". */
  private static String ended(int subcode) {
    return switch (subcode) {
      case 458 -> "Our app was removed from this login at Facebook; reconnect it.";
      case 459 ->
          "Facebook wants this person to confirm who they are; sign in there, then" + " reconnect.";
      case 460 -> "The password of this Facebook login was changed; reconnect it.";
      case 463, 467 -> "The access to Meta has expired; reconnect it.";
      case 464 -> "This Facebook login is not confirmed; confirm it there, then reconnect.";
      case 492 -> "This Facebook login lost its role there; ask for it, then reconnect.";
      default -> "Meta no longer honours this login; reconnect it.";
    };
  }

  private static Failure missing(GraphError error, String subject) {
    Matcher named = PERMISSION.matcher(error.message());
    String permission = named.find() ? named.group(1) : MetaOAuth.SCOPE;
    return new Failure.PermissionMissing(
        permission,
        Failure.Scope.INTEGRATION,
        "Meta refused %s: the permission %s is missing; ask for access to it there or reconnect and"
                .formatted(subject, permission)
            + " grant it.");
  }

  private static Failure withoutBody(
      ProviderAnswer answer, String subject, Optional<Duration> announced) {
    return switch (answer.status()) {
      case 401 ->
          new Failure.TokenRejected("Meta no longer accepts the access token for " + subject + ".");
      case 429 ->
          new Failure.Throttled(
              announced.orElse(LIMITED), "Meta takes no more requests for " + subject + " now.");
      default -> unavailable(answer.status(), subject, "no reason");
    };
  }

  private static Failure unavailable(int status, String subject, String why) {
    return new Failure.Unavailable(
        status,
        "Meta could not answer when asked for %s (%s); trying again later."
            .formatted(subject, why));
  }

  private static String said(GraphError error) {
    return error.number() + ": " + error.message();
  }

  private GraphErrors() {}
}
