package dev.tributary.sandbox.google;

import static dev.tributary.sandbox.google.GoogleException.invalidArgument;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON the way Google's servers do: names in camel or snake case, enums by name or number,
 * 64-bit integers as text or number, and no name that the message does not have.
 */
public final class GoogleJson {
  public static final JsonMapper MAPPER = JsonMapper.shared();

  /** Message, then its fields; a field that holds a message names it after ">". */
  private static final Map<String, Map<String, String>> MESSAGES =
      messages(
          """
          RunReportRequest property dimensions>Dimension metrics>Metric dateRanges>DateRange \
          dimensionFilter>FilterExpression metricFilter>FilterExpression offset limit \
          metricAggregations orderBys>OrderBy currencyCode cohortSpec>Any keepEmptyRows \
          returnPropertyQuota comparisons>Any
          RunRealtimeReportRequest property dimensions>Dimension metrics>Metric \
          dimensionFilter>FilterExpression metricFilter>FilterExpression limit \
          metricAggregations orderBys>OrderBy returnPropertyQuota minuteRanges>MinuteRange
          BatchRunReportsRequest property requests>RunReportRequest
          CheckCompatibilityRequest property dimensions>Dimension metrics>Metric \
          dimensionFilter>FilterExpression metricFilter>FilterExpression compatibilityFilter
          MinuteRange startMinutesAgo endMinutesAgo name
          Dimension name dimensionExpression>Any
          Metric name expression invisible
          DateRange startDate endDate name
          FilterExpression andGroup>FilterExpressionList orGroup>FilterExpressionList \
          notExpression>FilterExpression filter>Filter
          FilterExpressionList expressions>FilterExpression
          Filter fieldName stringFilter>StringFilter inListFilter>InListFilter \
          numericFilter>NumericFilter betweenFilter>BetweenFilter emptyFilter>EmptyFilter
          StringFilter matchType value caseSensitive
          InListFilter values caseSensitive
          NumericFilter operation value>NumericValue
          BetweenFilter fromValue>NumericValue toValue>NumericValue
          NumericValue int64Value doubleValue
          EmptyFilter
          OrderBy metric>MetricOrderBy dimension>DimensionOrderBy pivot>Any desc
          MetricOrderBy metricName
          DimensionOrderBy dimensionName orderType
          """);

  private GoogleJson() {}

  private static Map<String, Map<String, String>> messages(String text) {
    Map<String, Map<String, String>> messages = new HashMap<>();
    for (String line : text.split("\n")) {
      String[] words = line.split(" +");
      Map<String, String> fields = new HashMap<>();
      for (int n = 1; n < words.length; n++) {
        int arrow = words[n].indexOf('>');
        String name = arrow < 0 ? words[n] : words[n].substring(0, arrow);
        fields.put(name, arrow < 0 ? "" : words[n].substring(arrow + 1));
      }
      messages.put(words[0], fields);
    }
    return messages;
  }

  public static JsonNode parse(byte[] body) {
    if (body.length == 0) {
      return MAPPER.createObjectNode();
    }
    try {
      JsonNode node = MAPPER.readTree(body);
      if (!node.isObject()) {
        throw invalidArgument("Invalid JSON payload received. Root element must be a message.");
      }
      return node;
    } catch (JacksonException malformed) {
      throw invalidArgument("Invalid JSON payload received. Unexpected token.");
    }
  }

  /** Refuses names that {@code message} does not have, at any depth. */
  public static void check(JsonNode node, String message) {
    check(node, message, "");
  }

  private static void check(JsonNode node, String message, String path) {
    Map<String, String> fields = MESSAGES.get(message);
    if (fields == null) {
      return;
    }
    if (!node.isObject()) {
      throw invalidArgument("Invalid value at '" + path + "' : a message was expected.");
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String field = camel(entry.getKey());
      String child = fields.get(field);
      if (child == null) {
        throw invalidArgument(
            "Invalid JSON payload received. Unknown name \""
                + entry.getKey()
                + "\""
                + (path.isEmpty() ? "" : " at '" + path + "'")
                + ": Cannot find field.");
      }
      String where = path.isEmpty() ? field : path + "." + field;
      if (entry.getValue().isArray()) {
        int index = 0;
        for (JsonNode element : entry.getValue()) {
          check(element, child, where + "[" + index + "]");
          index++;
        }
      } else {
        check(entry.getValue(), child, where);
      }
    }
  }

  private static String camel(String name) {
    StringBuilder camel = new StringBuilder(name.length());
    for (String part : name.split("_")) {
      camel.append(
          camel.isEmpty() || part.isEmpty()
              ? part
              : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
    }
    return camel.toString();
  }

  /** The field in either spelling; absent and null are the same. */
  public static Optional<JsonNode> find(JsonNode node, String name) {
    JsonNode found = node.get(name);
    if (found == null) {
      found = node.get(name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
    }
    return found == null || found.isNull() ? Optional.empty() : Optional.of(found);
  }

  public static Iterable<JsonNode> list(JsonNode node, String name) {
    return find(node, name).<Iterable<JsonNode>>map(one -> one).orElse(List.of());
  }

  /** Empty when absent. */
  public static String text(JsonNode node, String name) {
    return find(node, name).map(JsonNode::asString).orElse("");
  }

  public static boolean flag(JsonNode node, String name) {
    return find(node, name).map(one -> one.asBoolean(false)).orElse(false);
  }

  public static long int64(JsonNode node, String name, long absent) {
    Optional<JsonNode> found = find(node, name);
    if (found.isEmpty()) {
      return absent;
    }
    try {
      return Long.parseLong(found.get().asString());
    } catch (NumberFormatException notANumber) {
      throw invalidArgument(
          "Invalid value at '" + name + "' (TYPE_INT64), " + found.get().toString());
    }
  }

  /** An enum by name or by number; numbers count from 1, and 0 means not said. */
  public static <E extends Enum<E>> E choice(JsonNode node, String name, E[] of, E absent) {
    Optional<JsonNode> found = find(node, name);
    if (found.isEmpty() || found.get().asString().endsWith("_UNSPECIFIED")) {
      return absent;
    }
    String text = found.get().asString();
    for (E one : of) {
      if (one.name().equals(text) || Integer.toString(one.ordinal() + 1).equals(text)) {
        return one;
      }
    }
    if (text.equals("0")) {
      return absent;
    }
    throw invalidArgument("Invalid value at '" + name + "' (TYPE_ENUM), \"" + text + "\"");
  }
}
