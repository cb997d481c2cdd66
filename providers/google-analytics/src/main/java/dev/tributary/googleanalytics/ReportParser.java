package dev.tributary.googleanalytics;

import static tools.jackson.core.JsonToken.END_ARRAY;
import static tools.jackson.core.JsonToken.START_ARRAY;
import static tools.jackson.core.JsonToken.START_OBJECT;
import static tools.jackson.core.JsonToken.VALUE_NULL;
import static tools.jackson.core.JsonToken.VALUE_STRING;

import dev.tributary.http.Amount;
import dev.tributary.http.ProviderAnswer;
import dev.tributary.http.Texts;
import dev.tributary.spi.Measure;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.Unit;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one report of an answer token by token, numbers typed by the answer's headers. One thread;
 * one report.
 */
final class ReportParser {
  private static final int REJECTS_MAX = 1_000;

  private final ProviderAnswer answer;
  private final Report report;
  private final List<String> dimensions;
  private final RowSink sink;
  private final Texts texts;
  private final Amount[] amounts;
  private final boolean[] readable;
  private final String[] row;
  private final long[] numbers;
  private final ReportMetadata metadata;

  private boolean dimensionsSeen;
  private List<MetricType> types = List.of();
  private boolean rowsSkipped;
  private int rows;
  private int rejects;
  private boolean otherRow;
  private long fingerprint;

  /**
   * @param dimensions the headers that must come back, in this order
   */
  ReportParser(
      ProviderAnswer answer,
      Report report,
      List<String> dimensions,
      RowSink sink,
      Texts texts,
      ReportMetadata metadata) {
    this.answer = answer;
    this.report = report;
    this.dimensions = dimensions;
    this.sink = sink;
    this.texts = texts;
    this.metadata = metadata;
    amounts = new Amount[report.metrics().size()];
    for (int i = 0; i < amounts.length; i++) {
      amounts[i] = new Amount();
    }
    readable = new boolean[amounts.length];
    row = new String[dimensions.size()];
    java.util.Arrays.fill(row, "");
    numbers = new long[report.columns().size()];
  }

  /** Reads one report object; the parser stands at its start. */
  void read(JsonParser json) throws SyncException {
    expect(json.currentToken(), START_OBJECT);
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      switch (name) {
        case "dimensionHeaders" -> readDimensionHeaders(json);
        case "metricHeaders" -> readMetricHeaders(json);
        case "rows" -> {
          if (types.isEmpty() || (!dimensionsSeen && !dimensions.isEmpty())) {
            // Members of a JSON object have no order: the rows are read in a second pass.
            rowsSkipped = true;
            json.skipChildren();
          } else {
            readRows(json);
          }
        }
        default -> metadata.read(name, json);
      }
    }
  }

  /** Whether rows stood before their headers, so that the report must be read once more. */
  boolean rowsSkipped() {
    return rowsSkipped;
  }

  /** Reads only the rows, with the headers of the first pass. */
  void readSkippedRows(JsonParser json) throws SyncException {
    expect(json.currentToken(), START_OBJECT);
    if (types.isEmpty()) {
      throw answer.malformed("answered with rows and no headers");
    }
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      if (name.equals("rows")) {
        readRows(json);
      } else {
        json.skipChildren();
      }
    }
  }

  ReportAnswer answer() {
    return metadata.answer(rows, fingerprint, otherRow);
  }

  private void readDimensionHeaders(JsonParser json) throws SyncException {
    List<String> names = new ArrayList<>();
    expect(json.currentToken(), START_ARRAY);
    while (json.nextToken() != END_ARRAY) {
      names.add(header(json)[0]);
    }
    if (!names.equals(dimensions)) {
      throw answer.malformed("answered with dimensions " + names + " instead of " + dimensions);
    }
    dimensionsSeen = true;
  }

  private void readMetricHeaders(JsonParser json) throws SyncException {
    List<String> names = new ArrayList<>();
    List<MetricType> found = new ArrayList<>();
    expect(json.currentToken(), START_ARRAY);
    while (json.nextToken() != END_ARRAY) {
      String[] header = header(json);
      names.add(header[0]);
      found.add(
          MetricType.of(header[1])
              .orElseThrow(() ->
                  answer.malformed(
                      "answered with metric " + header[0] + " of unknown type " + header[1])));
    }
    if (!names.equals(report.metrics())) {
      throw answer.malformed("answered with metrics " + names + " instead of " + report.metrics());
    }
    types = found;
  }

  private String[] header(JsonParser json) throws SyncException {
    String[] header = {"", ""};
    expect(json.currentToken(), START_OBJECT);
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      JsonToken value = json.nextToken();
      if (value == VALUE_STRING && name.equals("name")) {
        header[0] = json.getString();
      } else if (value == VALUE_STRING && name.equals("type")) {
        header[1] = json.getString();
      } else {
        json.skipChildren();
      }
    }
    return header;
  }

  private void readRows(JsonParser json) throws SyncException {
    expect(json.currentToken(), START_ARRAY);
    while (json.nextToken() != END_ARRAY) {
      int dimensionValues = 0;
      int metricValues = 0;
      expect(json.currentToken(), START_OBJECT);
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        json.nextToken();
        switch (name) {
          case "dimensionValues" -> dimensionValues = readTexts(json);
          case "metricValues" -> metricValues = readAmounts(json);
          default -> json.skipChildren();
        }
      }
      if (dimensionValues != row.length || metricValues != amounts.length) {
        throw answer.malformed(
            "answered with a row of "
                + dimensionValues
                + " dimensions and "
                + metricValues
                + " metrics where the headers name "
                + row.length
                + " and "
                + amounts.length);
      }
      rows++;
      deliver();
    }
  }

  private int readTexts(JsonParser json) throws SyncException {
    int index = 0;
    expect(json.currentToken(), START_ARRAY);
    while (json.nextToken() != END_ARRAY) {
      boolean wanted = index < row.length;
      boolean seen = false;
      expect(json.currentToken(), START_OBJECT);
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        JsonToken value = json.nextToken();
        if (wanted && value == VALUE_STRING && name.equals("value")) {
          char[] chars = json.getStringCharacters();
          int offset = json.getStringOffset();
          int length = json.getStringLength();
          // Rows are sorted, so most values are those of the row before.
          if (!Texts.same(row[index], chars, offset, length)) {
            row[index] = texts.of(chars, offset, length);
          }
          seen = true;
        } else {
          json.skipChildren();
        }
      }
      if (wanted && !seen) {
        // Google leaves an empty text out.
        row[index] = "";
      }
      index++;
    }
    return index;
  }

  private int readAmounts(JsonParser json) throws SyncException {
    int index = 0;
    expect(json.currentToken(), START_ARRAY);
    while (json.nextToken() != END_ARRAY) {
      boolean wanted = index < amounts.length;
      if (wanted) {
        readable[index] = false;
      }
      expect(json.currentToken(), START_OBJECT);
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        JsonToken value = json.nextToken();
        if (wanted && value == VALUE_STRING && name.equals("value")) {
          readable[index] =
              amounts[index].read(
                  json.getStringCharacters(), json.getStringOffset(), json.getStringLength());
        } else {
          json.skipChildren();
        }
      }
      index++;
    }
    return index;
  }

  private void deliver() throws SyncException {
    for (String text : row) {
      mix(text.hashCode());
      otherRow |= text.equals("(other)");
    }
    for (int i = 0; i < readable.length; i++) {
      if (!readable[i]) {
        reject(report.metrics().get(i) + " is not a number");
        return;
      }
    }
    List<Report.Column> columns = report.columns();
    for (int i = 0; i < numbers.length; i++) {
      Report.Column column = columns.get(i);
      Measure measure = column.measure();
      Amount amount = amounts[column.metric()];
      if (amount.negative() && measure.unit() != Unit.CURRENCY) {
        reject(report.metrics().get(column.metric()) + " is negative");
        return;
      }
      long number = number(column, amount);
      if (number == Amount.OUT_OF_RANGE) {
        reject(report.metrics().get(column.metric()) + " is not whole or out of range");
        return;
      }
      numbers[i] = number;
      mix(number);
    }
    sink.row(row, numbers);
  }

  private long number(Report.Column column, Amount amount) {
    if (column.times() >= 0) {
      Amount factor = amounts[column.times()];
      long count = factor.whole() ? factor.count() : Amount.OUT_OF_RANGE;
      return count < 0 ? Amount.OUT_OF_RANGE : amount.microsTimes(count);
    }
    if (column.measure().type() == Measure.Type.COUNT) {
      return amount.whole() ? amount.count() : Amount.OUT_OF_RANGE;
    }
    MetricType type = types.get(column.metric());
    return type.secondsPerThousand() == 1_000 ? amount.micros() : type.inSeconds(amount.micros());
  }

  private void reject(String reason) throws SyncException {
    mix(reason.hashCode());
    if (++rejects > REJECTS_MAX) {
      throw answer.malformed("answered with more than " + REJECTS_MAX + " unreadable rows");
    }
    sink.reject(row, reason);
  }

  private void mix(long value) {
    fingerprint = Long.rotateLeft((fingerprint ^ value) * 0x9E3779B97F4A7C15L, 29);
  }

  private void expect(JsonToken found, JsonToken wanted) throws SyncException {
    if (found != wanted) {
      throw answer.malformed(
          "answered with a report of another form, "
              + (found == VALUE_NULL ? "null" : found)
              + " instead of "
              + wanted);
    }
  }
}
