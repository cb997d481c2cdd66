package dev.tributary.sandbox.google;

import dev.tributary.sandbox.ControlException;
import dev.tributary.sandbox.google.truth.Truth;
import dev.tributary.sandbox.http.Request;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * GET /control/truth?property=&from=&to=&metrics=a,b[&by=dimension][&asOf=instant]: what really
 * happened, whatever quotas, sampling or thresholds do to reports.
 */
final class TruthApi {
  private final GoogleWorld world;
  private final InstantSource clock;

  TruthApi(GoogleWorld world, InstantSource clock) {
    this.world = world;
    this.clock = clock;
  }

  Object answer(Request request) {
    String id = required(request, "property").replace("properties/", "");
    GoogleProperty property =
        world
            .property(id)
            .orElseThrow(() -> new ControlException(404, "the sandbox has no property " + id));
    Instant asOf = request.query("asOf").map(Instant::parse).orElseGet(clock::instant);
    LocalDate from = LocalDate.parse(required(request, "from"));
    LocalDate to = LocalDate.parse(required(request, "to"));
    List<String> metrics =
        List.of(request.query("metrics").orElseGet(() -> required(request, "metric")).split(","));
    Truth truth = new Truth(world.traffic(property), property, asOf);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("property", "properties/" + id);
    body.put("from", from.toString());
    body.put("to", to.toString());
    body.put("asOf", asOf.toString());
    body.put("timeZone", property.zone().getId());
    body.put("currencyCode", property.currency());
    body.put("period", truth.period(from, to, metrics));
    body.put("sumOfDays", truth.sumOfDays(from, to, metrics));
    request.query("by").ifPresent(by -> body.put("by", truth.by(by, from, to, metrics)));
    return body;
  }

  private static String required(Request request, String name) {
    return request
        .query(name)
        .filter(value -> !value.isEmpty())
        .orElseThrow(() ->
            new ControlException(
                400, "/control/truth needs property, from, to and metrics; missing: " + name));
  }
}
