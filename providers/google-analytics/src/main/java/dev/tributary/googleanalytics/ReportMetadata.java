package dev.tributary.googleanalytics;

import static tools.jackson.core.JsonToken.VALUE_NUMBER_INT;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.spi.Batch;
import dev.tributary.spi.QuotaReading;
import dev.tributary.spi.SyncException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The members of a report beside headers and rows. One report; one thread. */
final class ReportMetadata {
  private final ProviderAnswer answer;
  private final Instant now;
  private final List<QuotaReading> quotas = new ArrayList<>();
  private final List<String> restricted = new ArrayList<>();
  private long rowCount;
  private boolean sampled;
  private boolean thresholded;
  private boolean otherRow;
  private Optional<ZoneId> zone = Optional.empty();
  private Optional<String> currency = Optional.empty();

  ReportMetadata(ProviderAnswer answer, Instant now) {
    this.answer = answer;
    this.now = now;
  }

  /** Reads one member; the parser stands at its value. */
  void read(String name, JsonParser json) throws SyncException {
    switch (name) {
      case "rowCount" -> {
        if (json.currentToken() != VALUE_NUMBER_INT || json.getLongValue() < 0) {
          throw answer.malformed("answered with a row count that is no whole number");
        }
        rowCount = json.getLongValue();
      }
      case "metadata" -> members(json, this::readMetadata);
      case "propertyQuota" -> members(json, this::readQuota);
      default -> json.skipChildren();
    }
  }

  ReportAnswer answer(int rows, long fingerprint, boolean otherSeen) {
    return new ReportAnswer(
        rowCount,
        rows,
        fingerprint,
        new Batch.Quality(sampled, thresholded, otherRow || otherSeen),
        zone,
        currency,
        List.copyOf(quotas),
        List.copyOf(restricted));
  }

  private void readMetadata(String name, JsonParser json) throws SyncException {
    switch (name) {
      case "currencyCode" -> currency = text(json);
      case "timeZone" -> {
        Optional<String> id = text(json);
        zone = id.isEmpty() ? Optional.empty() : Optional.of(zone(id.get()));
      }
      case "dataLossFromOtherRow" -> otherRow = json.currentToken() == JsonToken.VALUE_TRUE;
      case "subjectToThresholding" -> thresholded = json.currentToken() == JsonToken.VALUE_TRUE;
      // Absent for a report that was counted whole.
      case "samplingMetadatas" ->
          each(
              json,
              () -> {
                sampled = true;
                json.skipChildren();
              });
      case "schemaRestrictionResponse" -> members(json, this::readRestrictions);
      default -> json.skipChildren();
    }
  }

  private void readRestrictions(String name, JsonParser json) throws SyncException {
    if (!name.equals("activeMetricRestrictions")) {
      json.skipChildren();
      return;
    }
    each(
        json,
        () ->
            members(
                json,
                (member, value) -> {
                  if (member.equals("metricName")) {
                    text(value).ifPresent(restricted::add);
                  } else {
                    value.skipChildren();
                  }
                }));
  }

  private void readQuota(String bucket, JsonParser json) throws SyncException {
    // Zeros are left out.
    long[] status = {0, 0};
    members(
        json,
        (name, value) -> {
          if (value.currentToken() == VALUE_NUMBER_INT && name.equals("consumed")) {
            status[0] = value.getLongValue();
          } else if (value.currentToken() == VALUE_NUMBER_INT && name.equals("remaining")) {
            status[1] = value.getLongValue();
          } else {
            value.skipChildren();
          }
        });
    quotas.add(new QuotaReading(bucket, status[0], status[1], Quotas.resetsAt(bucket, now)));
  }

  private ZoneId zone(String id) throws SyncException {
    try {
      return ZoneId.of(id);
    } catch (DateTimeException unknown) {
      throw answer.malformed(
          "answered in the time zone "
              + answer.masked(id)
              + ", which this Java does not know; update its time zone data");
    }
  }

  private static Optional<String> text(JsonParser json) {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return Optional.of(json.getString()).filter(text -> !text.isEmpty());
    }
    json.skipChildren();
    return Optional.empty();
  }

  private interface Member {
    void read(String name, JsonParser json) throws SyncException;
  }

  private interface Element {
    void read() throws SyncException;
  }

  private static void members(JsonParser json, Member member) throws SyncException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      member.read(name, json);
    }
  }

  private static void each(JsonParser json, Element element) throws SyncException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      element.read();
    }
  }
}
