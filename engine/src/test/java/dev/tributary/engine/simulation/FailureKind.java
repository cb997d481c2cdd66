package dev.tributary.engine.simulation;

import dev.tributary.spi.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Every way in which a read can fail. */
enum FailureKind {
  TOKEN_REJECTED,
  GRANT_REJECTED,
  PERMISSION_MISSING,
  QUOTA_EXHAUSTED,
  THROTTLED,
  UNAVAILABLE,
  TOO_LARGE,
  INVALID_REQUEST,
  ACCOUNT_GONE,
  MALFORMED,
  TOO_MUCH_DATA,
  NETWORK,
  MISCONFIGURED,
  STORAGE,
  DEFECT;

  Failure at(Instant now) {
    return switch (this) {
      case TOKEN_REJECTED -> new Failure.TokenRejected("Token.");
      case GRANT_REJECTED -> new Failure.GrantRejected("Grant.");
      case PERMISSION_MISSING ->
          new Failure.PermissionMissing("role", Failure.Scope.INTEGRATION, "Role.");
      case QUOTA_EXHAUSTED ->
          new Failure.QuotaExhausted("hour", now.plus(Duration.ofMinutes(50)), "Hour.");
      case THROTTLED -> new Failure.Throttled(Duration.ofSeconds(30), "Slowly.");
      case UNAVAILABLE -> new Failure.Unavailable(503, "Down.");
      case TOO_LARGE -> new Failure.TooLarge("Large.");
      case INVALID_REQUEST -> new Failure.InvalidRequest("Field.");
      case ACCOUNT_GONE -> new Failure.AccountGone("Gone.");
      case MALFORMED -> new Failure.Malformed("Cut off.", Optional.empty());
      case TOO_MUCH_DATA -> new Failure.TooMuchData("Day.");
      case NETWORK -> new Failure.Network("Silence.");
      case MISCONFIGURED -> new Failure.Misconfigured("Not enabled.");
      case STORAGE -> new Failure.Storage("Database.");
      case DEFECT -> new Failure.Defect("Mistake.");
    };
  }
}
