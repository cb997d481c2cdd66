package dev.tributary.sandbox.resend;

import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.FaultKind;
import dev.tributary.sandbox.http.Bodies;
import dev.tributary.sandbox.http.Body;
import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Faults in Resend's own words. An error is called by its name, "resend.daily_quota_exceeded", and
 * where one name has several statuses by both, "resend.validation_error.403"; nothing is sent. The
 * others lose an answer after the work was done, or spoil it.
 */
public final class ResendFaults {
  /** Name, status, message. */
  private static final List<String> ERRORS =
      List.of(
          "missing_api_key|401|Missing API key in the authorization header.",
          "restricted_api_key|401|This API key is restricted to only send emails.",
          "invalid_api_key|403|API key is invalid.",
          "suspended_api_key|403|API key is suspended.",
          "invalid_permission|403|The OAuth token does not have the permission for this action.",
          "invalid_idempotency_key|400|The key must be between 1-256 chars.",
          "not_found|404|The requested endpoint does not exist.",
          "method_not_allowed|405|Method is not allowed for the requested path.",
          "concurrent_idempotent_requests|409|Same idempotency key used while original request is"
              + " still in progress.",
          "invalid_idempotent_request|409|Same idempotency key used with a different request"
              + " payload.",
          "resource_locked|409|The resource is being changed by another request.",
          "invalid_access|422|Access must be full_access or sending_access.",
          "invalid_attachment|422|Attachment must have either a `content` or `path`.",
          "invalid_from_address|422|Invalid `from` field.",
          "invalid_parameter|422|The parameter must be a valid UUID.",
          "invalid_region|422|Region must be one of the supported regions.",
          "missing_required_field|422|The request body is missing one or more required fields.",
          "missing_required_parameter|422|The request is missing a required parameter.",
          "daily_quota_exceeded|429|You have reached your daily email sending quota.",
          "monthly_quota_exceeded|429|You have reached your monthly email sending quota.",
          "security_error|451|We may have found a security issue with the request.",
          "application_error|500|An unexpected error occurred.",
          "internal_server_error|500|An unexpected error occurred.",
          "service_unavailable|503|The service is temporarily unavailable.");

  private ResendFaults() {}

  public static Map<String, FaultKind> kinds() {
    Map<String, FaultKind> kinds = new HashMap<>();
    for (String line : ERRORS) {
      String[] of = line.split("\\|", 3);
      error(kinds, "resend." + of[0], of[0], of[1], of[2]);
    }
    String validation = "validation_error";
    error(
        kinds,
        "resend.validation_error.400",
        validation,
        "400",
        "We found an error with one or more fields in the request.");
    error(
        kinds,
        "resend.validation_error.403",
        validation,
        "403",
        "The domain is not verified. Please, add and verify your domain on"
            + " https://resend.com/domains");
    error(kinds, "resend.validation_error.422", validation, "422", "Invalid `to` field.");
    kinds.put("resend.rate_limit_exceeded", (FaultKind.Instead) ResendFaults::rate);
    kinds.put("resend.accepted-500", (FaultKind.After) (fault, response) -> lost());
    kinds.put("resend.same-page", (FaultKind.Before) (fault, request) -> firstPage(request));
    lists(kinds, "resend.short-page", ResendFaults::shortened);
    lists(kinds, "resend.missing-day", ResendFaults::missingDay);
    lists(
        kinds,
        "resend.value-missing",
        (fault, data) -> first(data).remove(fault.setting("field", "sent")));
    lists(
        kinds,
        "resend.bad-number",
        (fault, data) ->
            first(data).put(fault.setting("field", "sent"), fault.setting("value", "NaN")));
    kinds.put("resend.clamped", (FaultKind.After) ResendFaults::clamped);
    return kinds;
  }

  private static void error(
      Map<String, FaultKind> kinds, String kind, String name, String status, String message) {
    kinds.put(
        kind,
        (FaultKind.Instead)
            (fault, request) ->
                ResendErrors.response(
                    new ResendException(
                        Integer.parseInt(fault.setting("status", status)),
                        name,
                        fault.setting("message", message))));
  }

  private static Response rate(Fault fault, Request request) {
    String seconds = Long.toString(fault.number("seconds", 1));
    return ResendErrors.response(
            new ResendException(
                429,
                "rate_limit_exceeded",
                "Too many requests. Please limit the number of requests per second."))
        .withHeader("ratelimit-limit", Long.toString(fault.number("limit", 2)))
        .withHeader("ratelimit-remaining", "0")
        .withHeader("ratelimit-reset", seconds)
        .withHeader("retry-after", seconds);
  }

  /** The work was done, and the answer says that it failed. */
  private static Response lost() {
    return ResendErrors.response(
        new ResendException(500, "application_error", "An unexpected error occurred."));
  }

  /** Whatever page is asked for, the first one is answered. */
  private static Request firstPage(Request request) {
    return request.withQuery(request.rawQuery().replaceAll("(?<=^|&)(after|before)=[^&]*", ""));
  }

  /** Changes the list {@code data} of an answer in place. */
  private static void lists(
      Map<String, FaultKind> kinds, String name, BiConsumer<Fault, ArrayNode> edit) {
    kinds.put(
        name,
        (FaultKind.After)
            (fault, response) ->
                edited(
                    response,
                    tree -> {
                      if (tree.path("data") instanceof ArrayNode data && !data.isEmpty()) {
                        edit.accept(fault, data);
                      }
                    }));
  }

  /** What is done to an answer's object. */
  @FunctionalInterface
  private interface Edit {
    void apply(ObjectNode tree);
  }

  private static Response edited(Response response, Edit edit) {
    try {
      JsonNode tree = JsonMapper.shared().readTree(Bodies.bytes(response.body()));
      if (response.status() == 200 && tree instanceof ObjectNode object) {
        edit.apply(object);
      }
      return response.withBody(Body.of(JsonMapper.shared().writeValueAsString(tree)));
    } catch (JacksonException page) {
      return response;
    }
  }

  private static ObjectNode first(ArrayNode data) {
    return (ObjectNode) data.get(0);
  }

  private static void shortened(Fault fault, ArrayNode data) {
    for (long n = fault.number("rows", 1); n > 0 && !data.isEmpty(); n--) {
      data.remove(data.size() - 1);
    }
  }

  private static void missingDay(Fault fault, ArrayNode data) {
    String day = fault.setting("day", data.get(0).path("period").asString(""));
    for (int n = data.size() - 1; n >= 0; n--) {
      if (data.get(n).path("period").asString("").equals(day)) {
        data.remove(n);
      }
    }
  }

  /** The answer begins later than was asked. */
  private static Response clamped(Fault fault, Response response) {
    return edited(
        response,
        tree -> tree.put("start_date", fault.setting("start", tree.path("end_date").asString(""))));
  }
}
