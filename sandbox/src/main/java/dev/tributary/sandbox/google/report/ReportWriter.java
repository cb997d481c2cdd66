package dev.tributary.sandbox.google.report;

import dev.tributary.sandbox.google.GoogleJson;
import dev.tributary.sandbox.google.Quotas;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a report as the body of an answer: headers, rows, metadata, quota. */
public final class ReportWriter {
  private final Report report;
  private final Query query;
  private final Source source;
  private final boolean numbers;

  /**
   * @param numbers enums as numbers
   */
  public ReportWriter(Report report, Source source, boolean numbers) {
    this.report = report;
    this.query = report.query();
    this.source = source;
    this.numbers = numbers;
  }

  public void write(OutputStream out, String currency, ZoneId zone, Optional<Quotas.Reading> quota)
      throws IOException {
    text(out, "{\"dimensionHeaders\":" + json(dimensionHeaders()));
    text(out, ",\"metricHeaders\":" + json(metricHeaders()));
    report.writeRows(out);
    text(out, ",\"metadata\":" + json(metadata(currency, zone)));
    if (quota.isPresent()) {
      text(out, ",\"propertyQuota\":" + json(quota(quota.get())));
    }
    text(out, ",\"kind\":\"analyticsData#runReport\"}");
  }

  private List<Map<String, Object>> dimensionHeaders() {
    List<Map<String, Object>> headers = new ArrayList<>();
    query.dimensions().forEach(one -> headers.add(Map.of("name", one.apiName())));
    if (query.severalRanges()) {
      headers.add(Map.of("name", "dateRange"));
    }
    return headers;
  }

  private List<Map<String, Object>> metricHeaders() {
    List<Map<String, Object>> headers = new ArrayList<>();
    for (int n = 0; n < query.metrics().size(); n++) {
      Metric.Type type = query.metrics().get(n).type();
      Map<String, Object> header = new LinkedHashMap<>();
      header.put("name", query.metricNames().get(n));
      header.put("type", numbers ? (Object) type.number() : type.name());
      headers.add(header);
    }
    return headers;
  }

  private Map<String, Object> metadata(String currency, ZoneId zone) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    if (source.landingsMax() < source.traffic().entities()) {
      metadata.put("dataLossFromOtherRow", true);
    }
    metadata.put("currencyCode", query.currency().isEmpty() ? currency : query.currency());
    metadata.put("timeZone", zone.getId());
    if (source.usersMin() > 0) {
      metadata.put("subjectToThresholding", true);
    }
    if (source.samplePercent() < 100) {
      long space = query.days() * source.traffic().cells() * 40;
      List<Map<String, Object>> samples = new ArrayList<>();
      query
          .ranges()
          .forEach(range ->
              samples.add(
                  Map.of(
                      "samplesReadCount",
                      Long.toString(space * source.samplePercent() / 100),
                      "samplingSpaceSize",
                      Long.toString(space))));
      metadata.put("samplingMetadatas", samples);
    }
    return metadata;
  }

  private static Map<String, Object> quota(Quotas.Reading reading) {
    Map<String, Object> quota = new LinkedHashMap<>();
    quota.put("tokensPerDay", status(reading.day()));
    quota.put("tokensPerHour", status(reading.hour()));
    quota.put("concurrentRequests", status(reading.concurrent()));
    quota.put("serverErrorsPerProjectPerHour", status(reading.serverErrors()));
    quota.put("potentiallyThresholdedRequestsPerHour", status(reading.thresholded()));
    quota.put("tokensPerProjectPerHour", status(reading.projectHour()));
    return quota;
  }

  private static Map<String, Object> status(Quotas.Status status) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (status.consumed() > 0) {
      json.put("consumed", status.consumed());
    }
    json.put("remaining", status.remaining());
    return json;
  }

  private static String json(Object value) {
    return GoogleJson.MAPPER.writeValueAsString(value);
  }

  private static void text(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
