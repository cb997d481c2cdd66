package dev.tributary.sandbox.resend;

import dev.tributary.sandbox.http.Response;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Resend's refusals: {@code {"statusCode":…,"name":…,"message":…}} (resend.com/docs, Errors). */
public final class ResendErrors {
  private ResendErrors() {}

  static Response response(ResendException refused) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("statusCode", refused.status());
    body.put("name", refused.name());
    body.put("message", refused.text());
    Response response =
        Response.json(refused.status(), JsonMapper.shared().writeValueAsString(body));
    return refused
        .retryAfter()
        .map(wait -> response.withHeader("retry-after", Long.toString(wait.toSeconds())))
        .orElse(response);
  }

  static ResendException missingKey() {
    return new ResendException(
        401, "missing_api_key", "Missing API key in the authorization header.");
  }

  static ResendException invalidKey() {
    return new ResendException(403, "invalid_api_key", "API key is invalid.");
  }

  static ResendException suspendedKey() {
    return new ResendException(403, "suspended_api_key", "API key is suspended.");
  }

  static ResendException restrictedKey() {
    return new ResendException(
        401, "restricted_api_key", "This API key is restricted to only send emails.");
  }

  static ResendException restrictedDomain(String domain) {
    return new ResendException(
        401,
        "restricted_api_key",
        "This API key is not authorized to send emails from " + domain + ".");
  }

  static ResendException noEndpoint() {
    return new ResendException(404, "not_found", "The requested endpoint does not exist.");
  }

  /** Something that an id or a name should have found. */
  public static ResendException notFound(String what) {
    return new ResendException(404, "not_found", what + " not found");
  }

  static ResendException method() {
    return new ResendException(
        405, "method_not_allowed", "Method is not allowed for the requested path.");
  }

  /** A body that is no JSON, or none of the right shape. */
  static ResendException malformed(String message) {
    return new ResendException(400, "validation_error", message);
  }

  /** A field whose value will not do. */
  public static ResendException invalid(String message) {
    return new ResendException(422, "validation_error", message);
  }

  public static ResendException missing(String field) {
    return new ResendException(422, "missing_required_field", "Missing `" + field + "` field.");
  }

  public static ResendException parameter(String message) {
    return new ResendException(422, "invalid_parameter", message);
  }

  public static ResendException attachment() {
    return new ResendException(
        422, "invalid_attachment", "Attachment must have either a `content` or `path`.");
  }

  public static ResendException unverified(String domain) {
    return new ResendException(
        403,
        "validation_error",
        "The "
            + domain
            + " domain is not verified. Please, add and verify your domain on"
            + " https://resend.com/domains");
  }

  public static ResendException onlyToYourself(String address) {
    return new ResendException(
        403,
        "validation_error",
        "You can only send testing emails to your own email address (" + address + ").");
  }

  static ResendException idempotencyKey() {
    return new ResendException(
        400, "invalid_idempotency_key", "The key must be between 1-256 chars.");
  }

  public static ResendException otherRequest() {
    return new ResendException(
        409,
        "invalid_idempotent_request",
        "Same idempotency key used with a different request payload.");
  }

  public static ResendException concurrent() {
    return new ResendException(
        409,
        "concurrent_idempotent_requests",
        "Same idempotency key used while original request is still in progress.");
  }

  public static ResendException rate(int perSecond) {
    return new ResendException(
        429,
        "rate_limit_exceeded",
        "Too many requests. You can only make " + perSecond + " requests per second.",
        Optional.of(Duration.ofSeconds(1)));
  }

  public static ResendException daily() {
    return new ResendException(
        429, "daily_quota_exceeded", "You have reached your daily email sending quota.");
  }

  public static ResendException monthly() {
    return new ResendException(
        429, "monthly_quota_exceeded", "You have reached your monthly email sending quota.");
  }
}
