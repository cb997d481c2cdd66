package dev.tributary.sandbox.meta;

import dev.tributary.sandbox.ControlException;
import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.meta.truth.MetaTruth;
import dev.tributary.sandbox.meta.world.AdAccount;
import dev.tributary.sandbox.meta.world.MetaWorld;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * GET /control/truth?account=&from=&to=&metrics=a,b[&by=day][&asOf=instant]: what really happened,
 * whatever limits and faults do to answers.
 */
final class MetaTruthApi {
  private final MetaWorld world;
  private final InstantSource clock;

  MetaTruthApi(MetaWorld world, InstantSource clock) {
    this.world = world;
    this.clock = clock;
  }

  Object answer(Request request) {
    String id = required(request, "account").replaceFirst("^act_", "");
    AdAccount account =
        world
            .account(id)
            .orElseThrow(() -> new ControlException(404, "the sandbox has no ad account " + id));
    Instant asOf = request.query("asOf").map(Instant::parse).orElseGet(clock::instant);
    LocalDate from = LocalDate.parse(required(request, "from"));
    LocalDate to = LocalDate.parse(required(request, "to"));
    List<String> metrics = List.of(required(request, "metrics").split(","));
    MetaTruth truth = new MetaTruth(world.delivery(account), asOf);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("account", "act_" + id);
    body.put("from", from.toString());
    body.put("to", to.toString());
    body.put("asOf", asOf.toString());
    body.put("timeZone", account.zone().getId());
    body.put("currency", account.currency());
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
                400, "/control/truth needs account, from, to and metrics; missing: " + name));
  }
}
