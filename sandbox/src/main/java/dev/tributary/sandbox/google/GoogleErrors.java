package dev.tributary.sandbox.google;

import dev.tributary.sandbox.http.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Error answers with the texts and details that Google's APIs send. */
public final class GoogleErrors {
  private static final String ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo";
  private static final String QUOTA_PAGE =
      " To learn more, see"
          + " https://developers.google.com/analytics/devguides/reporting/data/v1/quotas";
  private static final String IN_AN_HOUR =
      " These quota tokens will return in under 1 hour." + QUOTA_PAGE;

  private GoogleErrors() {}

  public static Response response(GoogleException error) {
    Map<String, Object> inner = new LinkedHashMap<>();
    inner.put("code", error.code());
    inner.put("message", error.getMessage());
    inner.put("status", error.status());
    if (!error.details().isEmpty()) {
      inner.put("details", error.details());
    }
    return Response.json(
        error.code(), GoogleJson.MAPPER.writeValueAsString(Map.of("error", inner)));
  }

  public static GoogleException unauthenticated() {
    return new GoogleException(
        401,
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login"
            + " cookie or other valid authentication credential. See"
            + " https://developers.google.com/identity/sign-in/web/devconsole-project.",
        List.of(info("ACCESS_TOKEN_EXPIRED", Map.of("service", "analyticsdata.googleapis.com"))));
  }

  public static GoogleException credentialsMissing() {
    return new GoogleException(
        401,
        "UNAUTHENTICATED",
        "Request is missing required authentication credential. Expected OAuth 2 access token,"
            + " login cookie or other valid authentication credential. See"
            + " https://developers.google.com/identity/sign-in/web/devconsole-project.",
        List.of(info("CREDENTIALS_MISSING", Map.of("service", "analyticsdata.googleapis.com"))));
  }

  public static GoogleException scopeMissing() {
    return new GoogleException(
        403,
        "PERMISSION_DENIED",
        "Request had insufficient authentication scopes.",
        List.of(
            info(
                "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
                Map.of("service", "analyticsdata.googleapis.com"))));
  }

  public static GoogleException serviceDisabled(String project) {
    String page =
        "https://console.developers.google.com/apis/api/analyticsdata.googleapis.com/overview"
            + "?project="
            + project;
    return new GoogleException(
        403,
        "PERMISSION_DENIED",
        "Google Analytics Data API has not been used in project "
            + project
            + " before or it is disabled. Enable it by visiting "
            + page
            + " then retry. If you enabled this API recently, wait a few minutes for the action to"
            + " propagate to our systems and retry.",
        List.of(
            info(
                "SERVICE_DISABLED",
                Map.of(
                    "service",
                    "analyticsdata.googleapis.com",
                    "consumer",
                    "projects/" + project))));
  }

  public static GoogleException noPermission() {
    return GoogleException.denied(
        "User does not have sufficient permissions for this property. To learn more about Property"
            + " ID, see"
            + " https://developers.google.com/analytics/devguides/reporting/data/v1/property-id.");
  }

  public static GoogleException concurrent() {
    return GoogleException.exhausted(
        "Exhausted concurrent requests quota. Please send fewer requests concurrently."
            + QUOTA_PAGE);
  }

  public static GoogleException projectHour() {
    return GoogleException.exhausted(
        "Exhausted property tokens for a project per hour." + IN_AN_HOUR);
  }

  public static GoogleException hour() {
    return GoogleException.exhausted("Exhausted property tokens per hour." + IN_AN_HOUR);
  }

  public static GoogleException day() {
    return GoogleException.exhausted(
        "Exhausted property tokens per day. These quota tokens will return in under 24 hours."
            + QUOTA_PAGE);
  }

  public static GoogleException thresholded() {
    return GoogleException.exhausted(
        "Exhausted potentially thresholded requests quota." + IN_AN_HOUR);
  }

  public static GoogleException serverErrors() {
    return GoogleException.exhausted("Exhausted server errors quota." + IN_AN_HOUR);
  }

  public static GoogleException internal() {
    return new GoogleException(500, "INTERNAL", "Internal error encountered.", List.of());
  }

  public static GoogleException unavailable() {
    return new GoogleException(
        503, "UNAVAILABLE", "The service is currently unavailable.", List.of());
  }

  private static Map<String, Object> info(String reason, Map<String, String> metadata) {
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("@type", ERROR_INFO);
    info.put("reason", reason);
    info.put("domain", "googleapis.com");
    info.put("metadata", metadata);
    return info;
  }
}
