package dev.tributary.sandbox.google;

import dev.tributary.sandbox.google.report.Compatibility;
import dev.tributary.sandbox.google.report.Dimension;
import dev.tributary.sandbox.google.report.Metric;
import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Which fields there are, and which fit to those of a request. */
final class Catalogue {
  private enum Fit {
    COMPATIBLE,
    INCOMPATIBLE
  }

  Response metadata(String propertyId, Request request) {
    boolean numbers = EnumEncoding.asNumbers(request);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("dimensions", Dimension.all().stream().map(Catalogue::describe).toList());
    body.put("metrics", Metric.all().stream().map(one -> describe(one, numbers)).toList());
    body.put("name", "properties/" + propertyId + "/metadata");
    return json(body);
  }

  Response checkCompatibility(Request request) {
    JsonNode asked = GoogleJson.parse(request.body());
    GoogleJson.check(asked, "CheckCompatibilityRequest");
    boolean numbers = EnumEncoding.asNumbers(request);
    List<Dimension> dimensions = new ArrayList<>();
    List<Metric> metrics = new ArrayList<>();
    for (JsonNode node : GoogleJson.list(asked, "dimensions")) {
      String name = GoogleJson.text(node, "name");
      dimensions.add(Dimension.named(name).orElseThrow(() -> unknown(name, "dimension")));
    }
    for (JsonNode node : GoogleJson.list(asked, "metrics")) {
      String name = GoogleJson.text(node, "name");
      metrics.add(Metric.named(name).orElseThrow(() -> unknown(name, "metric")));
    }
    Optional<Fit> only =
        GoogleJson.find(asked, "compatibilityFilter")
            .map(any ->
                GoogleJson.choice(asked, "compatibilityFilter", Fit.values(), Fit.COMPATIBLE));
    List<Map<String, Object>> fittingDimensions = new ArrayList<>();
    for (Dimension dimension : Dimension.all()) {
      boolean fits =
          Compatibility.fits(dimension, dimensions)
              && metrics.stream().allMatch(one -> Compatibility.fits(one, List.of(dimension)))
              && dimensions.stream().allMatch(one -> Compatibility.fits(one, List.of(dimension)));
      add(fittingDimensions, "dimensionMetadata", describe(dimension), fits, only, numbers);
    }
    List<Map<String, Object>> fittingMetrics = new ArrayList<>();
    for (Metric metric : Metric.all()) {
      add(
          fittingMetrics,
          "metricMetadata",
          describe(metric, numbers),
          Compatibility.fits(metric, dimensions),
          only,
          numbers);
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("dimensionCompatibilities", fittingDimensions);
    body.put("metricCompatibilities", fittingMetrics);
    return json(body);
  }

  private static void add(
      List<Map<String, Object>> list,
      String name,
      Map<String, Object> field,
      boolean fits,
      Optional<Fit> only,
      boolean numbers) {
    Fit fit = fits ? Fit.COMPATIBLE : Fit.INCOMPATIBLE;
    if (only.isEmpty() || only.get() == fit) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put(name, field);
      one.put("compatibility", EnumEncoding.of(fit, numbers));
      list.add(one);
    }
  }

  private static GoogleException unknown(String name, String kind) {
    return GoogleException.invalidArgument("Field " + name + " is not a valid " + kind + ".");
  }

  private static Map<String, Object> describe(Dimension dimension) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("apiName", dimension.apiName());
    one.put("uiName", dimension.uiName());
    one.put("description", "Simulated: " + dimension.uiName() + ".");
    one.put("category", dimension.category());
    return one;
  }

  private static Map<String, Object> describe(Metric metric, boolean numbers) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("apiName", metric.apiName());
    one.put("uiName", metric.uiName());
    one.put("description", "Simulated: " + metric.uiName() + ".");
    if (!metric.deprecatedNames().isEmpty()) {
      one.put("deprecatedApiNames", metric.deprecatedNames());
    }
    one.put("type", numbers ? (Object) metric.type().number() : metric.type().name());
    one.put("category", metric.category());
    return one;
  }

  private static Response json(Map<String, Object> body) {
    return Response.json(200, GoogleJson.MAPPER.writeValueAsString(body));
  }
}
