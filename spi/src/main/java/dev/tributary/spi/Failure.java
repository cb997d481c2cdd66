package dev.tributary.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What went wrong, as data. Each kind has one reaction, decided in one place by the engine's retry
 * policy; the reaction is named with each kind.
 *
 * <p>Messages are single sentences for people that name the thing and the next step, and never
 * contain a secret.
 */
public sealed interface Failure {

  String message();

  default Category category() {
    return switch (this) {
      case TokenRejected _, GrantRejected _, PermissionMissing _ -> Category.AUTHENTICATION;
      case QuotaExhausted _,
          Throttled _,
          Unavailable _,
          TooLarge _,
          InvalidRequest _,
          AccountGone _ ->
          Category.API;
      case Malformed _, TooMuchData _ -> Category.DATA;
      case Network _, Misconfigured _, Storage _, Defect _ -> Category.SYSTEM;
    };
  }

  default Scope scope() {
    return switch (this) {
      case TooLarge _, Malformed _, TooMuchData _, Defect _ -> Scope.SLICE;
      case InvalidRequest _ -> Scope.STREAM;
      case QuotaExhausted _, Throttled _, AccountGone _, Storage _ -> Scope.INTEGRATION;
      case TokenRejected _, GrantRejected _ -> Scope.GRANT;
      case Unavailable _, Network _, Misconfigured _ -> Scope.PROVIDER;
      case PermissionMissing(String _, Scope reach, String _) -> reach;
    };
  }

  /** Stable name for programs, for example {@code quota_exhausted}. */
  default String code() {
    return switch (this) {
      case TokenRejected _ -> "token_rejected";
      case GrantRejected _ -> "grant_rejected";
      case PermissionMissing _ -> "permission_missing";
      case QuotaExhausted _ -> "quota_exhausted";
      case Throttled _ -> "throttled";
      case Unavailable _ -> "unavailable";
      case TooLarge _ -> "too_large";
      case InvalidRequest _ -> "invalid_request";
      case AccountGone _ -> "account_gone";
      case Malformed _ -> "malformed";
      case TooMuchData _ -> "too_much_data";
      case Network _ -> "network";
      case Misconfigured _ -> "misconfigured";
      case Storage _ -> "storage";
      case Defect _ -> "defect";
    };
  }

  /** The four categories of errors. */
  enum Category {
    AUTHENTICATION,
    API,
    DATA,
    SYSTEM
  }

  /** How far a failure reaches. */
  enum Scope {
    SLICE,
    STREAM,
    INTEGRATION,
    /** Every integration of the same login or key. */
    GRANT,
    /** Every integration of the provider. */
    PROVIDER
  }

  // --- authentication ---

  /**
   * The access token was refused: refresh once and try once more, then as {@link GrantRejected}.
   */
  record TokenRejected(String message) implements Failure {}

  /** The grant is gone: stop, ask to reconnect, never retry. */
  record GrantRejected(String message) implements Failure {}

  /**
   * The grant is alive but may not read this.
   *
   * @param permission the scope or role that is missing
   * @param scope STREAM when other reports still work, else INTEGRATION
   */
  record PermissionMissing(String permission, Scope scope, String message) implements Failure {}

  // --- API ---

  /**
   * A quota is used up: wait, which costs no attempt.
   *
   * @param bucket as in {@link QuotaReading#bucket()}
   * @param until when the provider lets us in again
   * @param sharedBy whose quota it is: the account's, or that of everybody who uses our own client
   */
  record QuotaExhausted(String bucket, Instant until, ProviderLimits.Scope sharedBy, String message)
      implements Failure {
    /** Of the account. */
    public QuotaExhausted(String bucket, Instant until, String message) {
      this(bucket, until, ProviderLimits.Scope.ACCOUNT, message);
    }
  }

  /**
   * Too many requests at once: wait as announced, which costs no attempt.
   *
   * @param byProvider the provider asked for the wait, so all that ask for the account wait; false
   *     where we pace ourselves
   */
  record Throttled(Duration delay, boolean byProvider, String message) implements Failure {
    /** By the provider. */
    public Throttled(Duration delay, String message) {
      this(delay, true, message);
    }
  }

  /**
   * The provider answered with a server error: retry on the ladder.
   *
   * @param status HTTP status
   */
  record Unavailable(int status, String message) implements Failure {}

  /** The slice is too large for the provider or for our buffer: shrink it at once. */
  record TooLarge(String message) implements Failure {}

  /** The provider refuses this report for good: give the stream up, others go on. */
  record InvalidRequest(String message) implements Failure {}

  /** The account does not exist or was deleted: stop the integration. */
  record AccountGone(String message) implements Failure {}

  // --- data ---

  /**
   * The answer cannot be understood: nothing of it is stored, retry on the ladder.
   *
   * @param excerpt the beginning of the raw answer, free of secrets, for the attempt's record
   */
  record Malformed(String message, Optional<String> excerpt) implements Failure {}

  /** A single day does not fit: the day is given up and the reason shown. */
  record TooMuchData(String message) implements Failure {}

  // --- system ---

  /** No answer: connection, name, certificate or time. Retry on the ladder. */
  record Network(String message) implements Failure {}

  /** Our own set-up at the provider is wrong: stop and tell the operator, not the customer. */
  record Misconfigured(String message) implements Failure {}

  /** The database or the key store failed: retry on the ladder. */
  record Storage(String message) implements Failure {}

  /** A mistake of ours: retry on the ladder, and keep the details in the log. */
  record Defect(String message) implements Failure {}
}
