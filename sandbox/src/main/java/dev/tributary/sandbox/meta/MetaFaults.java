package dev.tributary.sandbox.meta;

import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.FaultKind;
import dev.tributary.sandbox.http.Bodies;
import dev.tributary.sandbox.http.Body;
import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import dev.tributary.sandbox.meta.insights.InsightsApi;
import java.nio.charset.StandardCharsets;
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
 * Faults in Meta's own words. An error is called by code and subcode, "meta.190.460"; the others
 * spoil a report run's fate, its rows or its headers.
 */
public final class MetaFaults {
  /** Code, subcode or 0, HTTP status, type, message. */
  private static final List<String> ERRORS =
      List.of(
          "102|0|400|OAuthException|Session key invalid or no longer valid",
          "190|0|400|OAuthException|Invalid OAuth access token - Cannot parse access token",
          "190|458|400|OAuthException|Error validating access token: The user has not authorized"
              + " application 777000777000777.",
          "190|459|400|OAuthException|Error validating access token: You cannot access the app till"
              + " you log in to www.facebook.com and follow the instructions given.",
          "190|460|400|OAuthException|Error validating access token: The session has been"
              + " invalidated because the user changed their password.",
          "190|463|400|OAuthException|Error validating access token: Session has expired.",
          "190|464|400|OAuthException|Error validating access token: Sessions for the user are not"
              + " allowed because the user is not a confirmed user.",
          "190|467|400|OAuthException|Error validating access token: The session is invalid because"
              + " the user logged out.",
          "190|492|400|OAuthException|Error validating access token: The session is invalid because"
              + " the user has no role in the business.",
          "10|0|403|OAuthException|(#10) Application does not have permission for this action",
          "200|0|403|OAuthException|(#200) Ad account owner has NOT grant ads_management or"
              + " ads_read permission",
          "294|0|403|OAuthException|(#294) Managing advertisements requires an access token with"
              + " the extended permission for ads_management",
          "100|3191001|403|OAuthException|(#100) Missing permissions for the ad account",
          "4|0|403|OAuthException|(#4) Application request limit reached",
          "4|1504022|403|OAuthException|(#4) There have been too many calls to this app. Wait a"
              + " bit.",
          "4|1504039|403|OAuthException|(#4) The global load is too high. Try again later.",
          "17|2446079|400|OAuthException|(#17) User request limit reached",
          "32|0|403|OAuthException|(#32) Page request limit reached",
          "613|0|400|OAuthException|(#613) Calls to this api have exceeded the rate limit.",
          "613|1487742|403|OAuthException|(#613) There have been too many calls from this"
              + " ad-account. Wait a bit.",
          "80000|2446079|400|OAuthException|(#80000) There have been too many calls from this"
              + " ad-account. Wait a bit.",
          "80003|2446079|400|OAuthException|(#80003) There have been too many calls from this"
              + " ad-account. Wait a bit.",
          "80004|2446079|400|OAuthException|(#80004) There have been too many calls to this"
              + " ad-account. Wait a bit.",
          "80014|2446079|400|OAuthException|(#80014) There have been too many calls for the"
              + " batch uploads. Wait a bit.",
          "100|1487534|400|FacebookApiException|There is too much data to answer the request.",
          "100|1504018|400|FacebookApiException|Your request timed out.",
          "2|1504038|500|OAuthException|The request timed out while it was answered.",
          "2|1504041|400|OAuthException|The combination of fields and breakdowns is invalid.",
          "2|1504042|400|OAuthException|The report cannot be made.",
          "1|0|500|OAuthException|An unknown error occurred",
          "1|99|500|OAuthException|An unknown error occurred",
          "2|0|500|OAuthException|Service temporarily unavailable",
          "2|1504043|500|OAuthException|Something went wrong. Try again later.",
          "2|1504044|500|OAuthException|Something went wrong. Try again later.",
          "-2|2490547|500|OAuthException|Something went wrong while the report was made.",
          "960|0|500|OAuthException|Request aborted. This could happen if a dependent request"
              + " failed.",
          "100|0|400|OAuthException|(#100) Param is invalid",
          "100|33|400|GraphMethodException|Unsupported get request. Object does not exist, cannot"
              + " be loaded due to missing permissions, or does not support this operation.",
          "3018|0|400|OAuthException|(#3018) The start date of the time range cannot be beyond 37"
              + " months from the current date",
          "2635|0|400|OAuthException|(#2635) You are calling a deprecated version of the Ads API."
              + " Please update to the latest version: v26.0.");

  private static final String BREAKDOWNS = "(?<=^|&)breakdowns=[^&]+";
  private static final String GONE = "breakdowns=gone";

  private MetaFaults() {}

  public static Map<String, FaultKind> kinds() {
    Map<String, FaultKind> kinds = new HashMap<>();
    for (String line : ERRORS) {
      String[] of = line.split("\\|", 5);
      String name = "meta." + of[0] + (of[1].equals("0") ? "" : "." + of[1]);
      error(kinds, name, of[2], of[0], of[1], of[3], of[4]);
    }
    String reduce = "Please reduce the amount of data you're asking for, then retry your request";
    error(kinds, "meta.reduce", "500", "1", "0", "OAuthException", reduce);
    error(kinds, "meta.reduce.100", "500", "100", "0", "OAuthException", reduce);
    error(
        kinds,
        "meta.summary",
        "400",
        "100",
        "0",
        "OAuthException",
        "(#100) Cannot include spend in summary param because they weren't there while creating"
            + " the report run.");
    error(
        kinds,
        "meta.100.permissions",
        "403",
        "100",
        "0",
        "OAuthException",
        "(#100) Missing permissions");
    error(kinds, "meta.503", "503", "2", "0", "OAuthException", "Service temporarily unavailable");
    for (String fate : List.of("failed", "skipped", "stuck", "too_large", "late")) {
      kinds.put(
          "meta.run." + fate.replace('_', '-'),
          (FaultKind.Before) (fault, request) -> ordered(request, fate));
    }
    kinds.put(
        "meta.unknown-breakdown", (FaultKind.Before) (fault, request) -> otherBreakdown(request));
    kinds.put("meta.same-page", (FaultKind.Before) (fault, request) -> firstPage(request));
    rows(kinds, "meta.short-page", MetaFaults::shortPage);
    rows(kinds, "meta.missing-day", MetaFaults::missingDay);
    rows(kinds, "meta.no-purchases", (fault, data) -> noPurchases(data));
    rows(kinds, "meta.no-reach", (fault, data) -> without(data, "reach", "frequency"));
    rows(kinds, "meta.value-missing", (fault, data) -> without(data, "spend"));
    rows(
        kinds,
        "meta.bad-number",
        (fault, data) -> put(data, fault.setting("field", "spend"), fault.setting("value", "NaN")));
    rows(
        kinds,
        "meta.other-account",
        (fault, data) -> put(data, "account_id", fault.setting("value", "999")));
    rows(
        kinds,
        "meta.currency",
        (fault, data) -> put(data, "account_currency", fault.setting("value", "JPY")));
    kinds.put(
        "meta.version-warning",
        (FaultKind.After)
            (fault, response) -> MetaSandbox.warned(response, fault.setting("version", "v26.0")));
    kinds.put("meta.usage", (FaultKind.After) MetaFaults::usage);
    return kinds;
  }

  private static void error(
      Map<String, FaultKind> kinds,
      String name,
      String status,
      String code,
      String subcode,
      String type,
      String message) {
    kinds.put(
        name,
        (FaultKind.Instead)
            (fault, request) ->
                announced(
                    fault,
                    MetaErrors.response(
                        new MetaException(
                                Integer.parseInt(fault.setting("status", status)),
                                Integer.parseInt(code),
                                Integer.parseInt(subcode),
                                type,
                                message)
                            .withUserMessage(message))));
  }

  /** With the wait that the fault names, if any. */
  private static Response announced(Fault fault, Response refused) {
    String seconds = fault.setting("seconds", "");
    return seconds.isEmpty() ? refused : refused.withHeader("Retry-After", seconds);
  }

  /** Changes the list of rows of an answer in place. */
  private static void rows(
      Map<String, FaultKind> kinds, String name, BiConsumer<Fault, ArrayNode> edit) {
    kinds.put(name, (FaultKind.After) (fault, response) -> edited(fault, response, edit));
  }

  /** Leaves error answers and what has no rows alone. */
  private static Response edited(
      Fault fault, Response response, BiConsumer<Fault, ArrayNode> edit) {
    if (response.status() != 200) {
      return response;
    }
    try {
      JsonNode tree = JsonMapper.shared().readTree(Bodies.bytes(response.body()));
      if (tree.path("data") instanceof ArrayNode data && !data.isEmpty()) {
        edit.accept(fault, data);
        return response.withBody(Body.of(JsonMapper.shared().writeValueAsString(tree)));
      }
      return response;
    } catch (JacksonException page) {
      return response;
    }
  }

  private static Request ordered(Request request, String fate) {
    String more = InsightsApi.FATE + "=" + fate;
    return request.withQuery(request.rawQuery().isEmpty() ? more : request.rawQuery() + "&" + more);
  }

  /** The breakdowns that are asked for exist no more; who asks for none is answered. */
  private static Request otherBreakdown(Request request) {
    String form = new String(request.body(), StandardCharsets.UTF_8);
    return request
        .withQuery(request.rawQuery().replaceAll(BREAKDOWNS, GONE))
        .withBody(form.replaceAll(BREAKDOWNS, GONE).getBytes(StandardCharsets.UTF_8));
  }

  /** Whatever page is asked for, the first one is answered. */
  private static Request firstPage(Request request) {
    return request.withQuery(request.rawQuery().replaceAll("(?<=^|&)after=[^&]*", "after="));
  }

  private static void shortPage(Fault fault, ArrayNode data) {
    for (long n = fault.number("rows", 1); n > 0 && !data.isEmpty(); n--) {
      data.remove(data.size() - 1);
    }
  }

  private static void missingDay(Fault fault, ArrayNode data) {
    String day = fault.setting("day", data.get(0).path("date_start").asString(""));
    for (int n = data.size() - 1; n >= 0; n--) {
      if (data.get(n).path("date_start").asString("").equals(day)) {
        data.remove(n);
      }
    }
  }

  /** The gap that Meta had for weeks: nothing bought at some level. */
  private static void noPurchases(ArrayNode data) {
    for (JsonNode row : data) {
      for (String field : List.of("actions", "action_values", "purchase_roas")) {
        if (row.path(field) instanceof ArrayNode list) {
          for (int n = list.size() - 1; n >= 0; n--) {
            if (list.get(n).path("action_type").asString("").contains("purchase")) {
              list.remove(n);
            }
          }
        }
      }
    }
  }

  private static void without(ArrayNode data, String... fields) {
    for (JsonNode row : data) {
      ((ObjectNode) row).remove(List.of(fields));
    }
  }

  private static void put(ArrayNode data, String field, String value) {
    if (data.get(0) instanceof ObjectNode row) {
      row.put(field, value);
    }
  }

  /** Headers that tell of more use than there is. */
  private static Response usage(Fault fault, Response response) {
    long percent = fault.number("percent", 95);
    long minutes = fault.number("minutes", 5);
    String account = fault.setting("account", "1010000001");
    return response
        .withHeader(
            "x-business-use-case-usage",
            "{\"%s\":[{\"type\":\"ads_insights\",\"call_count\":%d,\"total_cputime\":%d,\"total_time\":%d,\"estimated_time_to_regain_access\":%d}]}"
                .formatted(account, percent, percent, percent, minutes))
        .withHeader(
            "x-fb-ads-insights-throttle",
            "{\"app_id_util_pct\":%d,\"acc_id_util_pct\":%d,\"ads_api_access_tier\":\"standard_access\"}"
                .formatted(percent, percent));
  }
}
