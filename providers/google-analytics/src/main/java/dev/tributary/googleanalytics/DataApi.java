package dev.tributary.googleanalytics;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.http.ProviderRequest;
import dev.tributary.http.Texts;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Google's Data API: reports, alone or up to five at once, and why one is refused. */
final class DataApi {
  static final int REPORTS_MAX = 5;

  private final GoogleApi api;

  DataApi(GoogleApi api) {
    this.api = api;
  }

  /**
   * One report to ask.
   *
   * @param headers the dimensions that must come back, in this order
   * @param sink gets the report's rows
   */
  record Asked(ObjectNode request, Report report, List<String> headers, RowSink sink) {}

  /**
   * What came back.
   *
   * @param bytes size of the whole answer as it was sent
   */
  record Answered(List<ReportAnswer> reports, int bytes) {}

  /**
   * Asks one to five reports of one property in one request.
   *
   * @throws SyncException with {@link Failure.InvalidRequest} naming the field when a report is
   *     refused
   */
  Answered ask(Connection connection, List<Asked> asked, Call call)
      throws SyncException, InterruptedException {
    boolean single = asked.size() == 1;
    ProviderRequest request;
    if (single) {
      request =
          ProviderRequest.postJson(
              address(connection, ":runReport"), asked.getFirst().request().toString());
    } else {
      ObjectNode batch = JsonNodeFactory.instance.objectNode();
      ArrayNode requests = batch.putArray("requests");
      asked.forEach(one -> requests.add(one.request()));
      request = ProviderRequest.postJson(address(connection, ":batchRunReports"), batch.toString());
    }
    ProviderAnswer answer;
    try {
      answer = api.authorized(request, connection.credentials(), subject(connection), call);
    } catch (SyncException refused) {
      if (refused.failure() instanceof Failure.InvalidRequest invalid) {
        throw explained(connection, asked, invalid, call);
      }
      throw refused;
    }
    Texts texts = new Texts();
    List<ReportParser> parsers = new ArrayList<>();
    for (Asked one : asked) {
      parsers.add(
          new ReportParser(
              answer,
              one.report(),
              one.headers(),
              one.sink(),
              texts,
              new ReportMetadata(answer, call.now())));
    }
    answer.read(json -> eachReport(json, single, parsers, answer, ReportParser::read));
    if (parsers.stream().anyMatch(ReportParser::rowsSkipped)) {
      answer.read(json ->
          eachReport(
              json,
              single,
              parsers,
              answer,
              (parser, again) -> {
                if (parser.rowsSkipped()) {
                  parser.readSkippedRows(again);
                } else {
                  again.skipChildren();
                }
              }));
    }
    List<ReportAnswer> reports = parsers.stream().map(ReportParser::answer).toList();
    for (ReportAnswer report : reports) {
      refuseRestricted(connection, report);
    }
    return new Answered(reports, answer.rawBytes());
  }

  private interface Pass {
    void read(ReportParser parser, JsonParser json) throws SyncException;
  }

  private static boolean eachReport(
      JsonParser json, boolean single, List<ReportParser> parsers, ProviderAnswer answer, Pass pass)
      throws SyncException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw answer.malformed("answered with something other than a report");
    }
    if (single) {
      pass.read(parsers.getFirst(), json);
      return true;
    }
    int count = 0;
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      JsonToken value = json.nextToken();
      if (!name.equals("reports") || value != JsonToken.START_ARRAY) {
        json.skipChildren();
        continue;
      }
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (count == parsers.size()) {
          throw answer.malformed("answered with more reports than were asked");
        }
        pass.read(parsers.get(count++), json);
      }
    }
    if (count < parsers.size()) {
      throw answer.malformed(
          "answered with " + count + " reports where " + parsers.size() + " were asked");
    }
    return true;
  }

  /** Google answers metrics that a login may not see with zeros, which would be false numbers. */
  private static void refuseRestricted(Connection connection, ReportAnswer report)
      throws SyncException {
    if (!report.restricted().isEmpty()) {
      throw new SyncException(
          new Failure.PermissionMissing(
              "metrics",
              Failure.Scope.STREAM,
              "This login may not see "
                  + String.join(", ", report.restricted())
                  + " of "
                  + subject(connection)
                  + "; ask its administrator to lift the data restriction or reconnect with another"
                  + " login."));
    }
  }

  /** Finds the field that made Google refuse, by the property's metadata, then by compatibility. */
  private SyncException explained(
      Connection connection, List<Asked> asked, Failure.InvalidRequest refused, Call call)
      throws InterruptedException {
    Report report = asked.getFirst().report();
    try {
      List<String> unknown = unknown(connection, report, call);
      if (!unknown.isEmpty()) {
        return refusal(connection, "does not know " + String.join(", ", unknown), refused);
      }
      List<String> incompatible = incompatible(connection, report, call);
      if (!incompatible.isEmpty()) {
        return refusal(
            connection,
            "cannot combine " + String.join(", ", incompatible) + " with the other fields",
            refused);
      }
    } catch (SyncException unanswered) {
      // The first refusal says more than a failed search for its reason.
      return new SyncException(refused, unanswered);
    }
    return new SyncException(refused);
  }

  private static SyncException refusal(
      Connection connection, String what, Failure.InvalidRequest refused) {
    return new SyncException(
        new Failure.InvalidRequest(
            "Google " + what + " in reports of " + subject(connection) + ": " + refused.message()));
  }

  private List<String> unknown(Connection connection, Report report, Call call)
      throws SyncException, InterruptedException {
    JsonNode metadata =
        api.authorized(
                ProviderRequest.get(address(connection, "/metadata")),
                connection.credentials(),
                subject(connection),
                call)
            .json();
    List<String> unknown = new ArrayList<>();
    Set<String> dimensions = names(metadata.path("dimensions"));
    report.dimensions().stream().filter(name -> !dimensions.contains(name)).forEach(unknown::add);
    Set<String> metrics = names(metadata.path("metrics"));
    report.metrics().stream().filter(name -> !metrics.contains(name)).forEach(unknown::add);
    return unknown;
  }

  private static Set<String> names(JsonNode fields) {
    Set<String> names = new HashSet<>();
    for (JsonNode field : fields) {
      names.add(field.path("apiName").asString(""));
      field.path("deprecatedApiNames").forEach(name -> names.add(name.asString("")));
    }
    return names;
  }

  private List<String> incompatible(Connection connection, Report report, Call call)
      throws SyncException, InterruptedException {
    ObjectNode request = report.fields();
    request.put("compatibilityFilter", "INCOMPATIBLE");
    JsonNode answer =
        api.authorized(
                ProviderRequest.postJson(
                    address(connection, ":checkCompatibility"), request.toString()),
                connection.credentials(),
                subject(connection),
                call)
            .json();
    List<String> incompatible = new ArrayList<>();
    collect(answer, "dimension", report.dimensions(), incompatible);
    collect(answer, "metric", report.metrics(), incompatible);
    return incompatible;
  }

  /** The answer lists every field of the property; only those of the report matter. */
  private static void collect(
      JsonNode answer, String kind, List<String> asked, List<String> incompatible) {
    for (JsonNode field : answer.path(kind + "Compatibilities")) {
      String name = field.path(kind + "Metadata").path("apiName").asString("");
      if (field.path("compatibility").asString("").equals("INCOMPATIBLE") && asked.contains(name)) {
        incompatible.add(name);
      }
    }
  }

  private java.net.URI address(Connection connection, String operation) {
    return api.versioned("data", "/properties/" + connection.account().id() + operation);
  }

  static String subject(Connection connection) {
    return "property " + connection.account().id();
  }
}
