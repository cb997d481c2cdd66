package dev.tributary.sandbox;

import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import java.time.DateTimeException;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Everything under /control: JSON in, JSON out. */
final class ControlApi {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Sandbox sandbox;
  private final Scenario scenario;

  ControlApi(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.scenario = new Scenario(sandbox);
  }

  Response answer(Request request) {
    try {
      return Response.json(200, MAPPER.writeValueAsString(result(request)));
    } catch (ControlException refused) {
      return problem(refused.status(), refused.reason());
    } catch (IllegalArgumentException | DateTimeException | JacksonException refused) {
      return problem(400, String.valueOf(refused.getMessage()));
    }
  }

  private static Response problem(int status, String message) {
    return Response.json(status, MAPPER.writeValueAsString(Map.of("error", message)));
  }

  private Object result(Request request) {
    boolean reads = request.method().equals("GET");
    boolean deletes = request.method().equals("DELETE");
    JsonNode body =
        request.body().length == 0 ? MAPPER.createObjectNode() : MAPPER.readTree(request.body());
    return switch (request.path()) {
      case "/control" -> MAPPER.readTree(sandbox.description().toJson());
      case "/control/clock" -> {
        if (!reads) {
          scenario.clock(body);
        }
        yield Map.of("now", sandbox.clock().instant(), "frozen", sandbox.clock().frozen());
      }
      case "/control/latency" -> {
        if (!reads) {
          scenario.latency(body);
        }
        yield Map.of("millis", sandbox.latency().toMillis());
      }
      case "/control/faults" -> {
        if (deletes) {
          sandbox.faults().clear();
        } else if (!reads) {
          scenario.faults(body);
        }
        yield Map.of("waiting", sandbox.faults().waiting(), "kinds", sandbox.faults().kinds());
      }
      case "/control/requests" -> {
        if (deletes) {
          sandbox.requests().clear();
        }
        List<LoggedRequest> found = sandbox.requests().matching(request.query("match").orElse(""));
        yield Map.of("count", sandbox.requests().count(), "requests", found);
      }
      case "/control/reset" -> {
        sandbox.reset();
        yield Map.of("reset", true);
      }
      case "/control/scenario" -> {
        scenario.apply(body);
        yield Map.of("applied", true);
      }
      case "/control/truth" -> truth(request);
      default -> {
        if (request.path().startsWith("/control/meta")) {
          yield sandbox.meta().control().answer(request, body);
        }
        yield request.path().startsWith("/control/resend")
            ? sandbox.resend().control().answer(request, body)
            : sandbox.google().control().answer(request, body);
      }
    };
  }

  /** An ad account is Meta's, a team Resend's, a property Google's. */
  private Object truth(Request request) {
    if (request.query().containsKey("account")) {
      return sandbox.meta().control().truth(request);
    }
    return request.query().containsKey("team")
        ? sandbox.resend().control().truth(request)
        : sandbox.google().control().truth(request);
  }
}
