package dev.tributary.googleanalytics;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Turns an error of Google's token endpoints into what it means for us. */
final class TokenErrors {
  private static final Duration THROTTLED = Duration.ofSeconds(30);

  static SyncException of(ProviderAnswer answer, Instant now) {
    if (answer.status() == 429) {
      return new SyncException(
          new Failure.Throttled(
              answer.retryAfter(now).orElse(THROTTLED),
              "Google's sign-in takes no more requests at the moment; waiting a little."));
    }
    if (answer.status() >= 500 || !answer.isJson()) {
      return unavailable(answer);
    }
    JsonNode body;
    try {
      body = answer.json();
    } catch (SyncException unreadable) {
      return unavailable(answer);
    }
    String code = body.path("error").asString("");
    String said = answer.masked(body.path("error_description").asString(code));
    return new SyncException(failure(answer, code, said));
  }

  private static Failure failure(ProviderAnswer answer, String code, String said) {
    return switch (code) {
      case "invalid_grant" -> rejected(said);
      case "access_denied", "admin_policy_enforced", "org_internal" ->
          new Failure.GrantRejected(
              "Google refused this login by a rule of its organisation ("
                  + code
                  + "); ask its administrator, then reconnect.");
      case "invalid_client",
          "unauthorized_client",
          "deleted_client",
          "disabled_client",
          "redirect_uri_mismatch",
          "invalid_request",
          "invalid_scope",
          "unsupported_grant_type" ->
          new Failure.Misconfigured(
              "Google refused our OAuth client ("
                  + code
                  + "): "
                  + said
                  + "; check its client ID, secret and redirect address.");
      default ->
          new Failure.Unavailable(
              answer.status(),
              "Google's sign-in answered " + answer.status() + "; trying again later.");
    };
  }

  private static Failure rejected(String said) {
    String words = said.toLowerCase(Locale.ROOT);
    if (words.contains("iat") && words.contains("exp")) {
      // "… Check your iat and exp values in the JWT claim."
      return new Failure.Misconfigured(
          "Google refused the signature's time; set this machine's clock.");
    }
    return new Failure.GrantRejected(
        "Google no longer honours this login (" + said + "); reconnect it.");
  }

  private static SyncException unavailable(ProviderAnswer answer) {
    return new SyncException(
        new Failure.Unavailable(
            answer.status(),
            "Google's sign-in answered " + answer.status() + "; trying again later."));
  }

  private TokenErrors() {}
}
