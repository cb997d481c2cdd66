package dev.tributary.sandbox.google;

import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.FaultKind;
import dev.tributary.sandbox.http.Bodies;
import dev.tributary.sandbox.http.Body;
import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Faults in Google's own words: its error bodies, and reports that are not what they seem. */
public final class GoogleFaults {
  /** Changes a report in place. */
  @FunctionalInterface
  private interface Edit {
    void edit(Fault fault, ObjectNode report);
  }

  private GoogleFaults() {}

  public static Map<String, FaultKind> kinds() {
    Map<String, FaultKind> kinds = new HashMap<>();
    error(kinds, "google.401", GoogleErrors::unauthenticated);
    error(kinds, "google.403.permission", GoogleErrors::noPermission);
    error(kinds, "google.403.scope", GoogleErrors::scopeMissing);
    error(kinds, "google.403.disabled", () -> GoogleErrors.serviceDisabled("901234567890"));
    error(kinds, "google.429.concurrent", GoogleErrors::concurrent);
    error(kinds, "google.429.project-hour", GoogleErrors::projectHour);
    error(kinds, "google.429.hour", GoogleErrors::hour);
    error(kinds, "google.429.day", GoogleErrors::day);
    error(kinds, "google.429.thresholded", GoogleErrors::thresholded);
    error(kinds, "google.429.server-errors", GoogleErrors::serverErrors);
    error(
        kinds,
        "google.429.unknown",
        () -> GoogleException.exhausted("Quota exceeded for a reason not seen before."));
    error(kinds, "google.500", GoogleErrors::internal);
    error(kinds, "google.503", GoogleErrors::unavailable);
    kinds.put(
        "google.invalid-grant",
        (FaultKind.Instead)
            (fault, request) ->
                Response.json(
                    400,
                    "{\"error\":\"invalid_grant\",\"error_description\":"
                        + "\"Token has been expired or revoked.\"}"));
    kinds.put("google.same-page", (FaultKind.Before) (fault, request) -> firstPage(request));
    report(kinds, "google.short-page", GoogleFaults::shortPage);
    report(kinds, "google.missing-day", GoogleFaults::missingDay);
    report(kinds, "google.value-missing", GoogleFaults::valueMissing);
    report(kinds, "google.bad-number", GoogleFaults::badNumber);
    report(kinds, "google.other-day", GoogleFaults::otherDay);
    report(
        kinds, "google.zone", (fault, report) -> metadata(fault, report, "timeZone", "Asia/Tokyo"));
    report(
        kinds,
        "google.currency",
        (fault, report) -> metadata(fault, report, "currencyCode", "JPY"));
    report(
        kinds,
        "google.other-row",
        (fault, report) -> meta(report).put("dataLossFromOtherRow", true));
    report(
        kinds,
        "google.thresholded",
        (fault, report) -> meta(report).put("subjectToThresholding", true));
    report(kinds, "google.sampled", (fault, report) -> sampled(report));
    report(kinds, "google.names", GoogleFaults::names);
    return kinds;
  }

  private static void error(
      Map<String, FaultKind> kinds, String name, Supplier<GoogleException> error) {
    kinds.put(name, (FaultKind.Instead) (fault, request) -> GoogleErrors.response(error.get()));
  }

  private static void report(Map<String, FaultKind> kinds, String name, Edit edit) {
    kinds.put(name, (FaultKind.After) (fault, response) -> edited(fault, response, edit));
  }

  /** Leaves error answers and what is no JSON alone; edits every report of a batch. */
  private static Response edited(Fault fault, Response response, Edit edit) {
    if (response.status() != 200) {
      return response;
    }
    JsonNode tree = GoogleJson.MAPPER.readTree(Bodies.bytes(response.body()));
    if (tree.get("reports") instanceof ArrayNode reports) {
      reports.forEach(report -> edit.edit(fault, (ObjectNode) report));
    } else {
      edit.edit(fault, (ObjectNode) tree);
    }
    return response.withBody(Body.of(GoogleJson.MAPPER.writeValueAsString(tree)));
  }

  /** Whatever page is asked for, the first one is answered. */
  private static Request firstPage(Request request) {
    if (request.method().equals("GET")) {
      return request.withQuery(request.rawQuery().replaceAll("pageToken=[^&]*", "pageToken="));
    }
    JsonNode body = GoogleJson.MAPPER.readTree(request.body());
    ((ObjectNode) body).remove("offset");
    GoogleJson.list(body, "requests").forEach(part -> ((ObjectNode) part).remove("offset"));
    return request.withBody(
        GoogleJson.MAPPER.writeValueAsString(body).getBytes(StandardCharsets.UTF_8));
  }

  private static List<ObjectNode> rows(ObjectNode report) {
    return report.get("rows") instanceof ArrayNode rows
        ? rows.valueStream().map(row -> (ObjectNode) row).toList()
        : List.of();
  }

  /** Fewer rows than rowCount says, and no more to be had. */
  private static void shortPage(Fault fault, ObjectNode report) {
    if (report.get("rows") instanceof ArrayNode rows) {
      for (long n = fault.number("rows", 1); n > 0 && !rows.isEmpty(); n--) {
        rows.remove(rows.size() - 1);
      }
    }
  }

  /** One day's rows are gone, and rowCount knows nothing of them. */
  private static void missingDay(Fault fault, ObjectNode report) {
    List<ObjectNode> rows = rows(report);
    if (rows.isEmpty()) {
      return;
    }
    String day = fault.setting("day", dimension(rows.getFirst()));
    ArrayNode kept = report.putArray("rows");
    rows.stream().filter(row -> !dimension(row).equals(day)).forEach(kept::add);
    report.put("rowCount", kept.size());
  }

  private static String dimension(ObjectNode row) {
    return row.at("/dimensionValues/0/value").asString("");
  }

  private static void valueMissing(Fault fault, ObjectNode report) {
    if (!rows(report).isEmpty()
        && rows(report).getFirst().get("metricValues") instanceof ArrayNode values) {
      values.remove(values.size() - 1);
    }
  }

  private static void badNumber(Fault fault, ObjectNode report) {
    if (!rows(report).isEmpty()
        && rows(report).getFirst().at("/metricValues/0") instanceof ObjectNode value) {
      value.put("value", fault.setting("value", "NaN"));
    }
  }

  /** Large properties answer "(other)" even where a date should stand. */
  private static void otherDay(Fault fault, ObjectNode report) {
    List<ObjectNode> rows = rows(report);
    if (!rows.isEmpty() && rows.getLast().at("/dimensionValues/0") instanceof ObjectNode value) {
      value.put("value", "(other)");
      meta(report).put("dataLossFromOtherRow", true);
    }
  }

  /** Campaigns are called what the lines of a text say, in the order in which they come. */
  private static void names(Fault fault, ObjectNode report) {
    int column = 0;
    while (!report.at("/dimensionHeaders/" + column + "/name").asString("").contains("Campaign")) {
      if (report.at("/dimensionHeaders/" + column++).isMissingNode()) {
        return;
      }
    }
    List<String> names = fault.setting("names", "(other)").lines().toList();
    Map<String, String> called = new HashMap<>();
    for (ObjectNode row : rows(report)) {
      if (row.at("/dimensionValues/" + column) instanceof ObjectNode value) {
        int next = called.size();
        value.put(
            "value",
            called.computeIfAbsent(
                value.path("value").asString(""),
                any -> next < names.size() ? names.get(next) : names.getLast() + " " + next));
      }
    }
  }

  private static ObjectNode meta(ObjectNode report) {
    return report.get("metadata") instanceof ObjectNode metadata
        ? metadata
        : report.putObject("metadata");
  }

  private static void metadata(Fault fault, ObjectNode report, String field, String absent) {
    meta(report).put(field, fault.setting("value", absent));
  }

  private static void sampled(ObjectNode report) {
    meta(report)
        .putArray("samplingMetadatas")
        .addObject()
        .put("samplesReadCount", "500000")
        .put("samplingSpaceSize", "2000000");
  }
}
