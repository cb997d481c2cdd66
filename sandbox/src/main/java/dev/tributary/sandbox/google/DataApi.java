package dev.tributary.sandbox.google;

import static dev.tributary.sandbox.google.GoogleException.invalidArgument;

import dev.tributary.sandbox.google.report.Query;
import dev.tributary.sandbox.google.report.QueryParser;
import dev.tributary.sandbox.google.report.Report;
import dev.tributary.sandbox.google.report.ReportWriter;
import dev.tributary.sandbox.google.report.Source;
import dev.tributary.sandbox.http.Body;
import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reports of the Data API v1beta. */
final class DataApi {
  private static final int BATCH_MAX = 5;
  private static final int USERS_MIN_WHEN_DEMOGRAPHIC = 3;

  private final GoogleWorld world;
  private final Quotas quotas;
  private final ReportCache cache = new ReportCache();

  DataApi(GoogleWorld world, Quotas quotas) {
    this.world = world;
    this.quotas = quotas;
  }

  /** A report that is ready to be written. */
  private record Finished(Report report, Source source, Optional<Quotas.Reading> quota) {}

  Response runReport(GoogleProperty property, Caller caller, Request request, Instant now) {
    Finished finished = finish(property, caller, GoogleJson.parse(request.body()), now);
    return Response.of(
        200,
        "application/json; charset=UTF-8",
        Body.streamed(out ->
            new ReportWriter(finished.report, finished.source, EnumEncoding.asNumbers(request))
                .write(out, property.currency(), property.zone(), finished.quota)));
  }

  Response batchRunReports(GoogleProperty property, Caller caller, Request request, Instant now) {
    JsonNode body = GoogleJson.parse(request.body());
    GoogleJson.check(body, "BatchRunReportsRequest");
    List<JsonNode> parts = new ArrayList<>();
    GoogleJson.list(body, "requests").forEach(parts::add);
    if (parts.isEmpty() || parts.size() > BATCH_MAX) {
      throw invalidArgument(
          "A batch must have 1 to 5 requests. This request contains " + parts.size() + ".");
    }
    List<Finished> reports = new ArrayList<>();
    for (JsonNode part : parts) {
      String other = GoogleJson.text(part, "property");
      if (!other.isEmpty() && !other.equals("properties/" + property.id())) {
        throw invalidArgument(
            "The property of a request in a batch must be that of the batch: " + other);
      }
      reports.add(finish(property, caller, part, now));
    }
    boolean numbers = EnumEncoding.asNumbers(request);
    return Response.of(
        200,
        "application/json; charset=UTF-8",
        Body.streamed(out -> {
          String separator = "{\"reports\":[";
          for (Finished one : reports) {
            out.write(separator.getBytes(StandardCharsets.UTF_8));
            new ReportWriter(one.report, one.source, numbers)
                .write(out, property.currency(), property.zone(), one.quota);
            separator = ",";
          }
          out.write(
              "],\"kind\":\"analyticsData#batchRunReports\"}".getBytes(StandardCharsets.UTF_8));
        }));
  }

  private Finished finish(GoogleProperty property, Caller caller, JsonNode body, Instant now) {
    LocalDate today = LocalDate.ofInstant(now, property.zone());
    Query query = new QueryParser(today).parse(body);
    if (query.demographic()) {
      quotas.thresholded(property, caller.project(), now);
    }
    Source source = source(property, query, now);
    Report report = cache.find(property, query, source);
    Quotas.Reading reading =
        quotas.charge(property, caller.project(), price(query, report.pageRows()), now);
    return new Finished(
        report, source, query.returnQuota() ? Optional.of(reading) : Optional.empty());
  }

  /** Few users cannot be told apart by age or gender. */
  private Source source(GoogleProperty property, Query query, Instant now) {
    Source source = world.source(property, now);
    if (!query.demographic()) {
      return source;
    }
    return new Source(
        source.traffic(),
        source.asOf(),
        source.keyEvents(),
        source.sharedCredit(),
        source.landingsMax(),
        source.samplePercent(),
        Math.max(source.usersMin(), USERS_MIN_WHEN_DEMOGRAPHIC));
  }

  /** More columns, days and rows cost more; most requests stay below ten tokens. */
  static int price(Query query, int rows) {
    long columns = query.dimensions().size() + query.metrics().size();
    return (int) (1 + columns / 4 + query.days() / 60 + rows / 20_000);
  }
}
