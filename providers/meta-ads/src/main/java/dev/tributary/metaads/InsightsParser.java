package dev.tributary.metaads;

import static tools.jackson.core.JsonToken.END_ARRAY;
import static tools.jackson.core.JsonToken.START_ARRAY;
import static tools.jackson.core.JsonToken.START_OBJECT;

import dev.tributary.http.Amount;
import dev.tributary.http.ProviderAnswer;
import dev.tributary.http.Texts;
import dev.tributary.spi.Measure;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.Unit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads a page of insights token by token, without an object per value. Numbers are texts, money is
 * in whole units, and conversions are lists of {@code action_type} with a value for each window; a
 * type that is not in its list is zero. One thread; one page.
 */
final class InsightsParser {
  private static final int REJECTS_MAX = 1_000;
  private static final int PLACES = 6;

  /** Takes the rows of a page. */
  interface Sink {

    /**
     * @param numbers in the order of the stream's measures; reused for the next row
     * @param withheld whether Meta left a count of people out of the row
     */
    void row(LocalDate start, LocalDate stop, String[] texts, long[] numbers, boolean withheld);

    void reject(Optional<LocalDate> day, String reason, String excerpt);
  }

  /**
   * @param after the cursor of the next page; empty on the last
   * @param currency as the rows name it
   */
  record Page(Optional<String> after, int rows, Optional<String> currency) {}

  private final ProviderAnswer answer;
  private final String subject;
  private final List<Measure> measures;
  private final Map<String, Fields.Use> uses;
  private final Sink sink;
  private final Texts strings = new Texts();
  private final String[] texts;
  private final long[] numbers;
  private final boolean[] seen;
  private final int spend;
  private final Amount amount = new Amount();
  private final Amount[] ofWindow = new Amount[Fields.KEYS.size()];
  private final boolean[] windowSeen = new boolean[Fields.KEYS.size()];

  /** A factor of spend in micros by column, for what is multiplied at the row's end. */
  private final long[] factors;

  private final List<String> indicators = new ArrayList<>();
  private final List<Long> results = new ArrayList<>();

  private @Nullable LocalDate start;
  private @Nullable LocalDate stop;
  private String startBefore = "";
  private @Nullable LocalDate dateBefore;
  private @Nullable String wrong;
  private String currency = "";
  private int rows;
  private int rejects;

  InsightsParser(
      ProviderAnswer answer, String subject, StreamDescriptor stream, Fields fields, Sink sink) {
    this.answer = answer;
    this.subject = subject;
    this.measures = stream.measures();
    this.uses = fields.uses();
    this.sink = sink;
    texts = new String[stream.dimensions().size()];
    numbers = new long[measures.size()];
    factors = new long[measures.size()];
    seen = new boolean[measures.size()];
    spend = measures.indexOf(Streams.SPEND);
    for (int i = 0; i < ofWindow.length; i++) {
      ofWindow[i] = new Amount();
    }
  }

  Page read(java.time.Instant now) throws SyncException {
    boolean[] failed = {false};
    boolean[] listed = {false};
    String[] next = {"", ""};
    answer.read(json -> {
      expect(json.nextToken(), START_OBJECT);
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        JsonToken value = json.nextToken();
        switch (name) {
          case "data" -> {
            expect(value, START_ARRAY);
            listed[0] = true;
            readRows(json);
          }
          case "paging" -> readPaging(json, next);
          case "error" -> {
            failed[0] = true;
            json.skipChildren();
          }
          default -> json.skipChildren();
        }
      }
      return rows;
    });
    if (failed[0]) {
      throw GraphErrors.of(answer, subject, now);
    }
    if (!listed[0]) {
      throw answer.malformed("answered without a list of rows");
    }
    Optional<String> after = Paging.after(next[0], next[1]);
    if (!next[0].isEmpty() && after.isEmpty()) {
      throw answer.malformed("has a next page without saying how to ask for it");
    }
    return new Page(after, rows, Optional.of(currency).filter(text -> !text.isEmpty()));
  }

  private void readPaging(JsonParser json, String[] next) throws SyncException {
    expect(json.currentToken(), START_OBJECT);
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      JsonToken value = json.nextToken();
      if (name.equals("next") && value == JsonToken.VALUE_STRING) {
        next[0] = json.getString();
      } else if (name.equals("cursors") && value == START_OBJECT) {
        for (String cursor = json.nextName(); cursor != null; cursor = json.nextName()) {
          JsonToken text = json.nextToken();
          if (cursor.equals("after") && text == JsonToken.VALUE_STRING) {
            next[1] = json.getString();
          } else {
            json.skipChildren();
          }
        }
      } else {
        json.skipChildren();
      }
    }
  }

  private void readRows(JsonParser json) throws SyncException {
    while (json.nextToken() != END_ARRAY) {
      expect(json.currentToken(), START_OBJECT);
      begin();
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        json.nextToken();
        Fields.Use use = uses.get(name);
        if (use == null) {
          json.skipChildren();
        } else {
          member(json, name, use);
        }
      }
      rows++;
      deliver();
    }
  }

  private void begin() {
    Arrays.fill(texts, "");
    Arrays.fill(numbers, 0);
    Arrays.fill(factors, 0);
    Arrays.fill(seen, false);
    indicators.clear();
    results.clear();
    start = null;
    stop = null;
    wrong = null;
  }

  private void member(JsonParser json, String name, Fields.Use use) throws SyncException {
    switch (use) {
      case Fields.Text(int column) -> texts[column] = text(json);
      case Fields.Number(int column) -> {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
          return;
        }
        seen[column] = true;
        if (!read(json, amount) || !put(column, amount)) {
          wrong = name + " is no number that fits";
        }
      }
      case Fields.Actions(Map<String, List<Fields.Target>> targets) ->
          readActions(json, name, targets);
      case Fields.Results _ -> readResults(json);
      case Fields.DateStart _ -> start = date(json);
      case Fields.DateStop _ -> stop = date(json);
      case Fields.Currency _ -> currency = text(json);
    }
  }

  private String text(JsonParser json) throws SyncException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT) {
      return strings.of(json.getStringCharacters(), json.getStringOffset(), json.getStringLength());
    }
    json.skipChildren();
    return "";
  }

  /** Numbers are texts; a plain one is understood too. */
  private static boolean read(JsonParser json, Amount into) throws SyncException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.VALUE_STRING || (token != null && token.isNumeric())) {
      return into.read(json.getStringCharacters(), json.getStringOffset(), json.getStringLength());
    }
    json.skipChildren();
    return false;
  }

  private @Nullable LocalDate date(JsonParser json) throws SyncException {
    String text = text(json);
    if (!text.equals(startBefore)) {
      startBefore = text;
      try {
        dateBefore = LocalDate.parse(text);
      } catch (DateTimeException noDate) {
        dateBefore = null;
      }
    }
    return dateBefore;
  }

  private void readActions(JsonParser json, String name, Map<String, List<Fields.Target>> targets)
      throws SyncException {
    if (json.currentToken() != START_ARRAY) {
      json.skipChildren();
      wrong = name + " is no list";
      return;
    }
    while (json.nextToken() != END_ARRAY) {
      expect(json.currentToken(), START_OBJECT);
      String type = "";
      boolean unreadable = false;
      Arrays.fill(windowSeen, false);
      for (String key = json.nextName(); key != null; key = json.nextName()) {
        json.nextToken();
        int window = Fields.KEYS.indexOf(key);
        if (window >= 0) {
          windowSeen[window] = true;
          unreadable |= !read(json, ofWindow[window]);
        } else if (key.equals("action_type")) {
          type = text(json);
        } else {
          json.skipChildren();
        }
      }
      List<Fields.Target> wanted = targets.get(type);
      if (wanted != null) {
        boolean put = !unreadable;
        for (Fields.Target target : wanted) {
          put &= !windowSeen[target.window()] || put(target, ofWindow[target.window()]);
        }
        if (!put) {
          wrong = name + " of " + type + " is no number that fits";
        }
      }
    }
  }

  private boolean put(Fields.Target target, Amount found) {
    if (!target.timesSpend()) {
      return put(target.column(), found);
    }
    factors[target.column()] = found.micros();
    return found.micros() != Amount.OUT_OF_RANGE;
  }

  /** Adds to what the row has already, as several action types may be one measure. */
  private boolean put(int column, Amount found) {
    Measure measure = measures.get(column);
    if (found.negative() && measure.unit() != Unit.CURRENCY) {
      return false;
    }
    long number =
        measure.type() == Measure.Type.DECIMAL
            ? found.micros()
            : found.whole() ? found.count() : Amount.OUT_OF_RANGE;
    if (number == Amount.OUT_OF_RANGE) {
      return false;
    }
    numbers[column] += number;
    return true;
  }

  /** {@code [{"indicator":…,"values":[{"value":…}]}]}; the first value is the default window's. */
  private void readResults(JsonParser json) throws SyncException {
    if (json.currentToken() != START_ARRAY) {
      json.skipChildren();
      wrong = "results is no list";
      return;
    }
    while (json.nextToken() != END_ARRAY) {
      expect(json.currentToken(), START_OBJECT);
      String indicator = "";
      long value = 0;
      for (String key = json.nextName(); key != null; key = json.nextName()) {
        JsonToken token = json.nextToken();
        if (key.equals("indicator")) {
          indicator = text(json);
        } else if (key.equals("values") && token == START_ARRAY) {
          value = firstValue(json);
        } else {
          json.skipChildren();
        }
      }
      indicators.add(indicator);
      results.add(value);
    }
  }

  private long firstValue(JsonParser json) throws SyncException {
    long first = 0;
    boolean found = false;
    while (json.nextToken() != END_ARRAY) {
      expect(json.currentToken(), START_OBJECT);
      for (String key = json.nextName(); key != null; key = json.nextName()) {
        json.nextToken();
        if (key.equals("value") && !found) {
          found = true;
          if (read(json, amount) && amount.micros() != Amount.OUT_OF_RANGE) {
            first = amount.micros();
          } else {
            wrong = "results is no number that fits";
          }
        } else {
          json.skipChildren();
        }
      }
    }
    return first;
  }

  private void deliver() throws SyncException {
    LocalDate first = start;
    LocalDate last = stop;
    if (first == null || last == null) {
      reject(Optional.empty(), "its dates cannot be read");
      return;
    }
    if (spend >= 0 && !seen[spend]) {
      reject(Optional.of(first), "spend is missing");
      return;
    }
    boolean withheld = false;
    for (int i = 0; i < numbers.length; i++) {
      if (factors[i] != 0) {
        numbers[i] = product(factors[i], numbers[spend]);
      }
      boolean people = measures.get(i).additivity() == Measure.Additivity.DISTINCT;
      withheld |= people && !seen[i];
    }
    String problem = wrong;
    if (problem != null) {
      reject(Optional.of(first), problem);
      return;
    }
    if (uses.get("results") instanceof Fields.Results(int indicator, int column)) {
      deliverResults(first, last, indicator, column);
    } else {
      sink.row(first, last, texts, numbers, withheld);
    }
  }

  /** A campaign's spend stands with its first result, so that it counts once. */
  private void deliverResults(LocalDate first, LocalDate last, int indicator, int column) {
    for (int i = 0; i < Math.max(1, results.size()); i++) {
      numbers[column] = results.isEmpty() ? 0 : results.get(i);
      if (indicator >= 0) {
        texts[indicator] = indicators.isEmpty() ? "" : indicators.get(i);
      }
      sink.row(first, last, texts, numbers, false);
      numbers[spend] = 0;
    }
  }

  private static long product(long micros, long otherMicros) {
    return BigDecimal.valueOf(micros, PLACES)
        .multiply(BigDecimal.valueOf(otherMicros, PLACES))
        .setScale(PLACES, RoundingMode.HALF_EVEN)
        .unscaledValue()
        .longValue();
  }

  private void reject(Optional<LocalDate> day, String reason) throws SyncException {
    if (++rejects > REJECTS_MAX) {
      throw answer.malformed("answered with more than " + REJECTS_MAX + " unreadable rows");
    }
    sink.reject(day, reason, String.join(" ", texts));
  }

  private void expect(@Nullable JsonToken found, JsonToken wanted) throws SyncException {
    if (found != wanted) {
      throw answer.malformed(
          "answered with insights of another form, " + found + " instead of " + wanted);
    }
  }
}
