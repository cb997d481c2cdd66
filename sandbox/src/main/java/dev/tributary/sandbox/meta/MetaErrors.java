package dev.tributary.sandbox.meta;

import dev.tributary.sandbox.http.Response;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;

/** Meta's error bodies, and its refusals by name. */
public final class MetaErrors {
  private static final String OAUTH = "OAuthException";
  private static final String METHOD = "GraphMethodException";
  private static final AtomicLong TRACES = new AtomicLong(1);

  private MetaErrors() {}

  static Response response(MetaException error) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("message", error.text());
    body.put("type", error.type());
    body.put("code", error.code());
    if (error.subcode() != 0) {
      body.put("error_subcode", error.subcode());
    }
    String userMessage = error.userMessage();
    if (userMessage != null) {
      body.put("is_transient", false);
      body.put("error_user_title", "Request refused");
      body.put("error_user_msg", userMessage);
    }
    body.put("fbtrace_id", "A" + Long.toString(TRACES.getAndIncrement() + 1_000_000_000L, 36));
    return Response.json(
        error.status(), JsonMapper.shared().writeValueAsString(Map.of("error", body)));
  }

  /** A parameter that is wrong: code 100. */
  public static MetaException parameter(String message) {
    return new MetaException(400, 100, 0, OAUTH, "(#100) " + message);
  }

  /** Insights are kept for 37 months. */
  public static MetaException tooOld() {
    return new MetaException(
        400,
        3_018,
        0,
        OAUTH,
        "(#3018) The start date of the time range cannot be beyond 37 months from the current"
            + " date");
  }

  /** What is asked for is too much for one answer. */
  public static MetaException reduce() {
    return new MetaException(
        500,
        1,
        0,
        OAUTH,
        "Please reduce the amount of data you're asking for, then retry your request");
  }

  /** The question was still being answered when its time was over. */
  public static MetaException timeout() {
    return new MetaException(
        400, 100, 1_504_018, "FacebookApiException", "Your request timed out. Please try again.");
  }

  static MetaException noToken() {
    return new MetaException(
        400,
        2_500,
        0,
        OAUTH,
        "An active access token must be used to query information about the current user.");
  }

  static MetaException unknownToken() {
    return new MetaException(
        400, 190, 0, OAUTH, "Invalid OAuth access token - Cannot parse access token");
  }

  /** A token that has died, and of what. */
  public static MetaException deadToken(int subcode) {
    return new MetaException(
        400,
        190,
        subcode,
        OAUTH,
        "Error validating access token: "
            + switch (subcode) {
              case 458 -> "The user has not authorized application 777000777000777.";
              case 459 -> "You cannot access the app till you log in to www.facebook.com.";
              case 460 ->
                  "The session has been invalidated because the user changed their password or"
                      + " Facebook has changed the session for security reasons.";
              case 464 -> "Sessions for the user are not allowed because the user is unconfirmed.";
              case 467 -> "This may be because the user logged out.";
              case 492 -> "The session is invalid because the user has no role in the business.";
              default -> "Session has expired. The current time is later.";
            });
  }

  static MetaException badProof() {
    return new MetaException(
        400, 100, 0, METHOD, "Invalid appsecret_proof provided in the API argument");
  }

  static MetaException noProof() {
    return new MetaException(
        400, 100, 0, METHOD, "API calls from the server require an appsecret_proof argument");
  }

  static MetaException permission(String name) {
    return new MetaException(
        403, 200, 0, OAUTH, "(#200) Requires " + name + " permission to manage the object");
  }

  static MetaException accountNotGranted() {
    return new MetaException(
        403,
        200,
        0,
        OAUTH,
        "(#200) Ad account owner has NOT grant ads_management or ads_read permission");
  }

  /** Nothing there, or nothing that this token may see: Meta does not tell which. */
  public static MetaException unsupported(String method, String id) {
    return new MetaException(
        400,
        100,
        33,
        METHOD,
        "Unsupported "
            + method.toLowerCase(Locale.ROOT)
            + " request. Object with ID '"
            + id
            + "' does not exist, cannot be loaded due to missing permissions, or does not support"
            + " this operation.");
  }

  static MetaException unknownPath(String path) {
    return new MetaException(
        400, 2_500, 0, OAUTH, "Unknown path components: /" + path.replace("\"", ""));
  }

  static MetaException deprecatedVersion(String version) {
    return new MetaException(
        400,
        2_635,
        0,
        OAUTH,
        "(#2635) You are calling a deprecated version of the Ads API. Please update from "
            + version
            + " to the latest version: v26.0.");
  }

  static MetaException accountCalls(int code, int subcode) {
    return new MetaException(
        400,
        code,
        subcode,
        OAUTH,
        "(#" + code + ") There have been too many calls from this ad-account. Wait a bit.");
  }

  static MetaException appCalls() {
    return new MetaException(403, 4, 0, OAUTH, "(#4) Application request limit reached");
  }
}
