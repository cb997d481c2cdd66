package dev.tributary.resend;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Turns an error into what it means for us. The name in the body decides, the status only where
 * there is none that is known ("Errors").
 */
final class ResendErrors {
  static final String FULL_ACCESS = "full_access";
  static final String DAILY = "emails_per_day";
  static final String MONTHLY = "emails_per_month";

  private static final String UNKNOWN = "Resend does not know ";
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration BUSY = Duration.ofSeconds(2);

  /** What Resend says of an error. */
  private record Said(String name, String message) {
    static final Said NOTHING = new Said("", "");

    String words() {
      return message.isEmpty() ? name : name + ": " + message;
    }
  }

  /**
   * @param subject what was asked about, for example {@code template welcome}
   */
  static SyncException of(ProviderAnswer answer, String subject, Instant now) {
    Said said = said(answer);
    return new SyncException(
        named(answer, said, subject, now).orElseGet(() -> byStatus(answer, said, subject, now)));
  }

  /** Whether Resend said that there is no such thing. */
  static boolean unknown(Failure failure) {
    return failure instanceof Failure.InvalidRequest && failure.message().startsWith(UNKNOWN);
  }

  private static Said said(ProviderAnswer answer) {
    if (!answer.isJson()) {
      return Said.NOTHING;
    }
    try {
      JsonNode body = answer.json();
      JsonNode error = body.path("error").isObject() ? body.path("error") : body;
      return new Said(
          error.path("name").asString("").toLowerCase(Locale.ROOT),
          answer.masked(error.path("message").asString("")));
    } catch (SyncException unreadable) {
      return Said.NOTHING;
    }
  }

  private static Optional<Failure> named(
      ProviderAnswer answer, Said said, String subject, Instant now) {
    int status = answer.status();
    @Nullable Failure failure =
        switch (said.name()) {
          case "missing_api_key", "invalid_api_key", "suspended_api_key" ->
              new Failure.GrantRejected(
                  "Resend refuses the API key (%s). Connect again with a key of this team that has full access."
                      .formatted(said.words()));
          case "restricted_api_key" -> sendingOnly();
          case "invalid_permission" ->
              new Failure.PermissionMissing(
                  FULL_ACCESS,
                  Failure.Scope.INTEGRATION,
                  "The login may not read %s (%s). Connect again with a key that has full access."
                      .formatted(subject, said.words()));
          case "rate_limit_exceeded" ->
              new Failure.Throttled(
                  RequestRate.wait(answer, now),
                  "Resend was asked too often for this team; going on as soon as it allows.");
          case "daily_quota_exceeded" ->
              new Failure.QuotaExhausted(
                  DAILY, now.plus(DAY), "The team's e-mails of a day are used up at Resend.");
          case "monthly_quota_exceeded" ->
              new Failure.QuotaExhausted(
                  MONTHLY,
                  nextMonth(now),
                  "The team's e-mails of the month are used up at Resend; a larger plan ends the"
                      + " wait.");
          case "concurrent_idempotent_requests", "resource_locked" ->
              new Failure.Throttled(
                  answer.retryAfter(now).orElse(BUSY),
                  "Resend is still at work on %s; asking again shortly.".formatted(subject));
          case "invalid_idempotent_request" ->
              new Failure.InvalidRequest(
                  "Resend knows this key from other e-mails (%s), so nothing was sent; send them with a new key."
                      .formatted(said.words()));
          case "not_found" -> unknown(subject);
          case "method_not_allowed" -> refused(subject, said.words());
          case "validation_error" ->
              status == 403 ? unverified(said.message()) : refused(subject, said.words());
          case "invalid_idempotency_key",
              "missing_required_field",
              "missing_required_parameter",
              "invalid_parameter",
              "invalid_attachment",
              "invalid_from_address",
              "invalid_to_address",
              "invalid_access",
              "invalid_region",
              "security_error" ->
              refused(subject, said.words());
          case "application_error", "internal_server_error", "service_unavailable" ->
              new Failure.Unavailable(
                  Math.max(status, 500),
                  "Resend failed at %s (%s); trying again.".formatted(subject, said.words()));
          default -> null;
        };
    return Optional.ofNullable(failure);
  }

  private static Failure byStatus(ProviderAnswer answer, Said said, String subject, Instant now) {
    int status = answer.status();
    String words = said.words().isEmpty() ? "status " + status : said.words();
    if (status == 401) {
      return new Failure.GrantRejected(
          "Resend refuses the API key (%s). Connect again with a key of this team that has full access."
              .formatted(words));
    }
    if (status == 403) {
      return new Failure.PermissionMissing(
          FULL_ACCESS,
          Failure.Scope.INTEGRATION,
          "Resend does not let this key read %s (%s).".formatted(subject, words));
    }
    if (status == 404) {
      return unknown(subject);
    }
    if (status == 429) {
      return new Failure.Throttled(
          RequestRate.wait(answer, now),
          "Resend was asked too often (%s); going on as soon as it allows.".formatted(words));
    }
    if (status == 408 || status >= 500) {
      return new Failure.Unavailable(
          status, "Resend failed at %s (%s); trying again.".formatted(subject, words));
    }
    return refused(subject, words);
  }

  static Failure.PermissionMissing sendingOnly() {
    return new Failure.PermissionMissing(
        FULL_ACCESS,
        Failure.Scope.INTEGRATION,
        "The API key has sending access only, with which nothing can be read. Make one with full"
            + " access at resend.com/api-keys and connect again.");
  }

  private static Failure unverified(String message) {
    return new Failure.InvalidRequest(
        "Resend refuses the sender (%s). Verify its domain at resend.com/domains."
            .formatted(message));
  }

  private static Failure unknown(String subject) {
    return new Failure.InvalidRequest(UNKNOWN + subject + "; it was deleted or never existed.");
  }

  private static Failure refused(String subject, String words) {
    return new Failure.InvalidRequest("Resend refuses %s (%s).".formatted(subject, words));
  }

  /** Resend does not say when its month ends; quotas of e-mails are counted by calendar month. */
  private static Instant nextMonth(Instant now) {
    return LocalDate.ofInstant(now, ZoneOffset.UTC)
        .withDayOfMonth(1)
        .plusMonths(1)
        .atStartOfDay(ZoneOffset.UTC)
        .toInstant();
  }

  private ResendErrors() {}
}
