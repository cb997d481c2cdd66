package dev.tributary.sandbox.resend;

import dev.tributary.sandbox.ControlException;
import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.resend.truth.ResendTruth;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * GET /control/truth?team=&from=&to=&metrics=a,b[&zone=][&domain=][&by=day][&asOf=instant]: what
 * really happened, whatever plans, caches and faults do to answers.
 */
final class ResendTruthApi {
  private final ResendSandbox resend;
  private final InstantSource clock;

  ResendTruthApi(ResendSandbox resend, InstantSource clock) {
    this.resend = resend;
    this.clock = clock;
  }

  Object answer(Request request) {
    String team = required(request, "team");
    Instant asOf = request.query("asOf").map(Instant::parse).orElseGet(clock::instant);
    ZoneId zone = ZoneId.of(request.query("zone").orElse("UTC"));
    LocalDate from = LocalDate.parse(required(request, "from"));
    LocalDate to = LocalDate.parse(required(request, "to"));
    List<String> metrics = List.of(required(request, "metrics").split(","));
    ResendTruth all = resend.truth(team, zone, asOf);
    ResendTruth truth = request.query("domain").map(all::of).orElse(all);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("team", team);
    body.put("from", from.toString());
    body.put("to", to.toString());
    body.put("asOf", asOf.toString());
    body.put("timeZone", zone.getId());
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
                400, "/control/truth needs team, from, to and metrics; missing: " + name));
  }
}
