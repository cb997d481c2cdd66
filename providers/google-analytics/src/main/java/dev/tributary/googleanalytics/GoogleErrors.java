package dev.tributary.googleanalytics;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Turns an error of the Data and Admin APIs into what it means for us. */
final class GoogleErrors {
  /** The same refusal by its older and its newer name. */
  private static final Set<String> TOO_FAST = Set.of("rateLimitExceeded", "RATE_LIMIT_EXCEEDED");

  /**
   * @param subject what was asked about, for example {@code property 123}
   */
  static SyncException of(ProviderAnswer answer, String subject, Instant now) {
    if (!answer.isJson()) {
      return new SyncException(withoutBody(answer, subject, now));
    }
    JsonNode error;
    try {
      error = answer.json().path("error");
    } catch (SyncException unreadable) {
      return new SyncException(withoutBody(answer, subject, now));
    }
    String said = answer.masked(error.path("message").asString(""));
    String reason = reason(error);
    Optional<Duration> announced = answer.retryAfter(now);
    return new SyncException(
        switch (answer.status()) {
          case 400 ->
              new Failure.InvalidRequest("Google refused a request for " + subject + ": " + said);
          case 401 -> tokenRejected(subject);
          case 403 ->
              TOO_FAST.contains(reason)
                  ? Quotas.tooFast(subject, announced)
                  : forbidden(subject, reason, said);
          case 404 ->
              new Failure.AccountGone(
                  "Google does not know "
                      + subject
                      + "; it was deleted or never existed, so choose another one.");
          case 429 -> Quotas.exhausted(subject, said, announced, now);
          default -> unavailable(answer, subject);
        });
  }

  private static Failure withoutBody(ProviderAnswer answer, String subject, Instant now) {
    return switch (answer.status()) {
      case 401 -> tokenRejected(subject);
      case 429 -> Quotas.exhausted(subject, "", answer.retryAfter(now), now);
      default -> unavailable(answer, subject);
    };
  }

  private static Failure tokenRejected(String subject) {
    return new Failure.TokenRejected(
        "Google no longer accepts the access token for " + subject + ".");
  }

  private static Failure forbidden(String subject, String reason, String said) {
    return switch (reason) {
      case "SERVICE_DISABLED" ->
          new Failure.Misconfigured(
              "A Google Analytics API is not enabled in the Google Cloud project of our OAuth"
                  + " client; enable the Google Analytics Data API and Admin API there.");
      case "BILLING_DISABLED",
          "CONSUMER_INVALID",
          "SERVICE_BLOCKED",
          "API_KEY_INVALID",
          "API_KEY_SERVICE_BLOCKED" ->
          new Failure.Misconfigured(
              "Google refuses the Google Cloud project of our OAuth client (" + reason + ").");
      case "ACCESS_TOKEN_SCOPE_INSUFFICIENT" ->
          new Failure.PermissionMissing(
              GoogleOAuth.SCOPE,
              Failure.Scope.INTEGRATION,
              "The permission to read Google Analytics was not granted; reconnect and leave it"
                  + " ticked.");
      default ->
          new Failure.PermissionMissing(
              "Viewer",
              Failure.Scope.INTEGRATION,
              "Google refused "
                  + subject
                  + ": this login has no access; ask for the Viewer role there or reconnect with"
                  + " another login. ("
                  + said
                  + ")");
    };
  }

  private static Failure unavailable(ProviderAnswer answer, String subject) {
    return new Failure.Unavailable(
        answer.status(),
        "Google answered "
            + answer.status()
            + " when asked for "
            + subject
            + "; trying again later.");
  }

  /** The reason of the ErrorInfo among the details, else that of the older list of errors. */
  private static String reason(JsonNode error) {
    for (JsonNode detail : error.path("details")) {
      if (detail.path("@type").asString("").endsWith("google.rpc.ErrorInfo")) {
        return detail.path("reason").asString("");
      }
    }
    return error.path("errors").path(0).path("reason").asString("");
  }

  private GoogleErrors() {}
}
