package dev.tributary.sandbox.google;

import static dev.tributary.sandbox.google.GoogleException.invalidArgument;

import dev.tributary.sandbox.google.traffic.Cell;
import dev.tributary.sandbox.google.traffic.Event;
import dev.tributary.sandbox.google.traffic.Places;
import dev.tributary.sandbox.google.traffic.Traffic;
import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * The realtime report, in outline: each minute another fiftieth of today's visits counts as the
 * last half hour's. No filters, no order: nobody syncs from it.
 */
final class RealtimeReport {
  private static final int FIFTIETH = 50;
  private static final long MINUTE_SECONDS = 60;
  private static final long LIMIT_DEFAULT = 10_000;

  private final Traffic traffic;
  private final Instant now;

  RealtimeReport(Traffic traffic, Instant now) {
    this.traffic = traffic;
    this.now = now;
  }

  Response answer(Request request) {
    JsonNode body = GoogleJson.parse(request.body());
    GoogleJson.check(body, "RunRealtimeReportRequest");
    List<String> dimensions = names(body, "dimensions");
    List<String> metrics = names(body, "metrics");
    Map<List<String>, long[]> rows = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    long part = now.getEpochSecond() / MINUTE_SECONDS % FIFTIETH;
    Traffic.Day today = traffic.day(LocalDate.ofInstant(now, traffic.zone()), now);
    Cell cell = new Cell();
    for (int n = 0; n < traffic.cells() && today.hasData(); n++) {
      if (n % FIFTIETH == part && today.read(n, cell)) {
        List<String> key = dimensions.stream().map(name -> dimension(name, cell)).toList();
        long[] sums = rows.computeIfAbsent(key, any -> new long[metrics.size()]);
        for (int m = 0; m < sums.length; m++) {
          sums[m] += metric(metrics.get(m), cell);
        }
      }
    }
    long limit = GoogleJson.int64(body, "limit", LIMIT_DEFAULT);
    return Response.json(
        200,
        GoogleJson.MAPPER.writeValueAsString(
            describe(dimensions, metrics, rows, limit, EnumEncoding.asNumbers(request))));
  }

  private static List<String> names(JsonNode body, String field) {
    List<String> names = new ArrayList<>();
    GoogleJson.list(body, field).forEach(node -> names.add(GoogleJson.text(node, "name")));
    return names;
  }

  private static String dimension(String name, Cell cell) {
    return switch (name) {
      case "country" -> Places.COUNTRIES.get(cell.country);
      case "countryId" -> Places.COUNTRY_IDS.get(cell.country);
      case "deviceCategory" -> Places.DEVICES.get(cell.device);
      case "platform" -> "web";
      default -> throw invalidArgument("Field " + name + " is not a valid realtime dimension.");
    };
  }

  private static long metric(String name, Cell cell) {
    return switch (name) {
      case "activeUsers" -> cell.newUsers + cell.returningActive;
      case "screenPageViews" -> cell.views;
      case "eventCount" -> {
        long count = 0;
        for (Event event : Event.values()) {
          count += cell.count(event);
        }
        yield count;
      }
      default -> throw invalidArgument("Field " + name + " is not a valid realtime metric.");
    };
  }

  private static Map<String, Object> describe(
      List<String> dimensions,
      List<String> metrics,
      Map<List<String>, long[]> rows,
      long limit,
      boolean numbers) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("dimensionHeaders", dimensions.stream().map(one -> Map.of("name", one)).toList());
    body.put(
        "metricHeaders",
        metrics.stream()
            .map(one -> Map.of("name", one, "type", numbers ? (Object) 1 : "TYPE_INTEGER"))
            .toList());
    List<Map<String, Object>> list = new ArrayList<>();
    rows.forEach((key, sums) -> {
      if (list.size() < limit) {
        List<Map<String, String>> values = new ArrayList<>();
        for (long sum : sums) {
          values.add(Map.of("value", Long.toString(sum)));
        }
        list.add(
            Map.of(
                "dimensionValues",
                key.stream().map(one -> Map.of("value", one)).toList(),
                "metricValues",
                values));
      }
    });
    if (!list.isEmpty()) {
      body.put("rows", list);
      body.put("rowCount", rows.size());
    }
    body.put("kind", "analyticsData#runRealtimeReport");
    return body;
  }
}
