package dev.tributary.sandbox.google.report;

import static dev.tributary.sandbox.google.GoogleException.invalidArgument;

import dev.tributary.sandbox.google.GoogleJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;

/** Reads filter expressions. */
final class FilterParser {
  private FilterParser() {}

  static Filter parse(JsonNode node) {
    Optional<JsonNode> and = GoogleJson.find(node, "andGroup");
    if (and.isPresent()) {
      return new Filter.And(parts(and.get()));
    }
    Optional<JsonNode> or = GoogleJson.find(node, "orGroup");
    if (or.isPresent()) {
      return new Filter.Or(parts(or.get()));
    }
    Optional<JsonNode> not = GoogleJson.find(node, "notExpression");
    if (not.isPresent()) {
      return new Filter.Not(parse(not.get()));
    }
    JsonNode filter =
        GoogleJson.find(node, "filter")
            .orElseThrow(() -> invalidArgument("A filter expression is empty."));
    return new Filter.Field(GoogleJson.text(filter, "fieldName"), test(filter));
  }

  private static List<Filter> parts(JsonNode group) {
    List<Filter> parts = new ArrayList<>();
    GoogleJson.list(group, "expressions").forEach(part -> parts.add(parse(part)));
    if (parts.isEmpty()) {
      throw invalidArgument("A filter group has no expressions.");
    }
    return parts;
  }

  private static Filter.Test test(JsonNode filter) {
    Optional<JsonNode> text = GoogleJson.find(filter, "stringFilter");
    if (text.isPresent()) {
      return text(text.get());
    }
    Optional<JsonNode> inList = GoogleJson.find(filter, "inListFilter");
    if (inList.isPresent()) {
      List<String> values = new ArrayList<>();
      GoogleJson.list(inList.get(), "values").forEach(value -> values.add(value.asString()));
      if (values.isEmpty()) {
        throw invalidArgument("An inListFilter has no values.");
      }
      return new Filter.Test.InList(values, GoogleJson.flag(inList.get(), "caseSensitive"));
    }
    Optional<JsonNode> numeric = GoogleJson.find(filter, "numericFilter");
    if (numeric.isPresent()) {
      return new Filter.Test.Numeric(
          GoogleJson.choice(
              numeric.get(), "operation", Filter.Operation.values(), Filter.Operation.EQUAL),
          number(numeric.get(), "value"));
    }
    Optional<JsonNode> between = GoogleJson.find(filter, "betweenFilter");
    if (between.isPresent()) {
      return new Filter.Test.Between(
          number(between.get(), "fromValue"), number(between.get(), "toValue"));
    }
    if (GoogleJson.find(filter, "emptyFilter").isPresent()) {
      return new Filter.Test.Empty();
    }
    throw invalidArgument("A filter must have exactly one kind of condition.");
  }

  private static Filter.Test text(JsonNode node) {
    Filter.Match match =
        GoogleJson.choice(node, "matchType", Filter.Match.values(), Filter.Match.EXACT);
    String wanted = GoogleJson.text(node, "value");
    if (match == Filter.Match.FULL_REGEXP || match == Filter.Match.PARTIAL_REGEXP) {
      try {
        Pattern.compile(wanted);
      } catch (PatternSyntaxException bad) {
        throw invalidArgument("Invalid regular expression: " + wanted);
      }
    }
    return new Filter.Test.Text(match, wanted, GoogleJson.flag(node, "caseSensitive"));
  }

  private static double number(JsonNode node, String field) {
    JsonNode value =
        GoogleJson.find(node, field)
            .orElseThrow(() -> invalidArgument("A number is missing at '" + field + "'."));
    if (GoogleJson.find(value, "int64Value").isPresent()) {
      return GoogleJson.int64(value, "int64Value", 0);
    }
    return GoogleJson.find(value, "doubleValue")
        .map(JsonNode::asDouble)
        .orElseThrow(() -> invalidArgument("A number is missing at '" + field + "'."));
  }
}
