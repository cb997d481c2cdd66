package dev.tributary.sandbox.google;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class FilterTest {
  private static Google google;

  @BeforeAll
  static void start() {
    google = Google.start();
  }

  @AfterAll
  static void stop() {
    google.close();
  }

  private static Map<String, Long> ask(String dimension, String metric, String filter) {
    JsonNode answer =
        google
            .report(
                GoogleWorld.SHOP,
                """
                {"dimensions":[{"name":"%s"}],"metrics":[{"name":"%s"}],
                 "dateRanges":[{"startDate":"2026-10-01","endDate":"2026-10-03"}]%s}
                """
                    .formatted(dimension, metric, filter))
            .json();
    assertThat(answer.has("error")).as(answer.toString()).isFalse();
    Map<String, Long> rows = new TreeMap<>();
    for (JsonNode row : answer.path("rows")) {
      rows.put(
          row.at("/dimensionValues/0/value").asString(),
          Long.parseLong(row.at("/metricValues/0/value").asString()));
    }
    return rows;
  }

  private static String text(String field, String match, String value, boolean caseSensitive) {
    return """
    {"filter":{"fieldName":"%s","stringFilter":{"matchType":"%s","value":"%s","caseSensitive":%s}}}\
    """
        .formatted(field, match, value, caseSensitive);
  }

  private static String dimensions(String expression) {
    return ",\"dimensionFilter\":" + expression;
  }

  private static String metrics(String condition) {
    return ",\"metricFilter\":{\"filter\":{\"fieldName\":\"sessions\"," + condition + "}}";
  }

  @ParameterizedTest
  @CsvSource({
    "EXACT, germany, false, 1",
    "EXACT, germany, true, 0",
    "BEGINS_WITH, united, false, 2",
    "ENDS_WITH, LAND, false, 2",
    "ENDS_WITH, LAND, true, 0",
    "CONTAINS, an, false, 6",
    "FULL_REGEXP, g.*y, false, 1",
    "FULL_REGEXP, g.*, true, 0",
    "PARTIAL_REGEXP, ^(J|B), false, 2",
    "MATCH_TYPE_UNSPECIFIED, Japan, false, 1"
  })
  void text_is_matched_as_asked(String match, String value, boolean caseSensitive, int found) {
    Map<String, Long> rows =
        ask("country", "sessions", dimensions(text("country", match, value, caseSensitive)));
    assertThat(rows).hasSizeGreaterThanOrEqualTo(found);
    if (found == 0) {
      assertThat(rows).isEmpty();
    }
  }

  @Test
  void groups_and_negations_nest() {
    String germany = text("country", "EXACT", "Germany", false);
    String phones = text("deviceCategory", "EXACT", "mobile", false);
    Map<String, Long> all = ask("country", "sessions", "");
    Map<String, Long> both =
        ask(
            "country",
            "sessions",
            dimensions("{\"andGroup\":{\"expressions\":[" + germany + "," + phones + "]}}"));
    Map<String, Long> either =
        ask(
            "country",
            "sessions",
            dimensions("{\"orGroup\":{\"expressions\":[" + germany + "," + phones + "]}}"));
    Map<String, Long> neither =
        ask("country", "sessions", dimensions("{\"notExpression\":" + germany + "}"));
    assertThat(both).containsOnlyKeys("Germany");
    assertThat(both.get("Germany")).isLessThan(all.get("Germany"));
    assertThat(either.get("Germany")).isEqualTo(all.get("Germany"));
    assertThat(either.get("France")).isLessThan(all.get("France"));
    assertThat(neither).doesNotContainKey("Germany").containsEntry("France", all.get("France"));
  }

  @Test
  void lists_and_empty_values_are_found() {
    String list =
        "{\"filter\":{\"fieldName\":\"country\",\"inListFilter\":{\"values\":[\"japan\",\"Brazil\"]%s}}}";
    assertThat(ask("country", "sessions", dimensions(list.formatted(""))))
        .containsOnlyKeys("Japan", "Brazil");
    assertThat(ask("country", "sessions", dimensions(list.formatted(",\"caseSensitive\":true"))))
        .containsOnlyKeys("Brazil");
    String empty = "{\"filter\":{\"fieldName\":\"country\",\"emptyFilter\":{}}}";
    assertThat(ask("country", "sessions", dimensions(empty))).containsOnlyKeys("(not set)");
  }

  @ParameterizedTest
  @CsvSource({"EQUAL", "LESS_THAN", "LESS_THAN_OR_EQUAL", "GREATER_THAN", "GREATER_THAN_OR_EQUAL"})
  void metrics_are_filtered_after_adding_up(String operation) {
    Map<String, Long> all = ask("country", "sessions", "");
    long edge = all.get("France");
    Map<String, Long> rows =
        ask(
            "country",
            "sessions",
            metrics(
                "\"numericFilter\":{\"operation\":\"%s\",\"value\":{\"int64Value\":\"%d\"}}"
                    .formatted(operation, edge)));
    boolean equal = !operation.equals("LESS_THAN") && !operation.equals("GREATER_THAN");
    assertThat(rows.containsKey("France")).isEqualTo(equal);
    assertThat(rows.containsKey("Germany")).isEqualTo(operation.startsWith("GREATER"));
  }

  @Test
  void metrics_between_two_numbers_are_found() {
    Map<String, Long> rows =
        ask(
            "country",
            "sessions",
            metrics(
                "\"betweenFilter\":{\"fromValue\":{\"int64Value\":\"1\"},\"toValue\":{\"doubleValue\":150.5}}"));
    assertThat(rows).isNotEmpty();
    assertThat(rows.values()).allMatch(value -> value <= 150);
  }

  @Test
  void metric_conditions_combine() {
    String some =
        "{\"filter\":{\"fieldName\":\"sessions\",\"numericFilter\":{\"operation\":4,\"value\":{\"int64Value\":\"100\"}}}}";
    String none = "{\"notExpression\":" + some + "}";
    assertThat(
            ask(
                "country",
                "sessions",
                ",\"metricFilter\":{\"andGroup\":{\"expressions\":[" + some + "," + none + "]}}"))
        .isEmpty();
    assertThat(
            ask(
                "country",
                "sessions",
                ",\"metricFilter\":{\"orGroup\":{\"expressions\":[" + some + "," + none + "]}}"))
        .isEqualTo(ask("country", "sessions", ""));
  }

  @Test
  void numbers_can_be_compared_in_dimensions_too() {
    String after =
        "{\"filter\":{\"fieldName\":\"day\",\"numericFilter\":{\"operation\":\"GREATER_THAN\",\"value\":{\"int64Value\":\"1\"}}}}";
    assertThat(ask("day", "sessions", dimensions(after))).containsOnlyKeys("02", "03");
    String never =
        "{\"filter\":{\"fieldName\":\"country\",\"betweenFilter\":{\"fromValue\":{\"int64Value\":\"1\"},\"toValue\":{\"int64Value\":\"9\"}}}}";
    assertThat(ask("country", "sessions", dimensions(never))).isEmpty();
  }

  @Test
  void a_filter_on_events_without_the_dimension_counts_sessions_once() {
    String bought =
        "{\"filter\":{\"fieldName\":\"eventName\",\"inListFilter\":{\"values\":[\"purchase\",\"add_to_cart\"]}}}";
    Map<String, Long> sessions = ask("country", "sessions", dimensions(bought));
    Map<String, Long> events = ask("country", "eventCount", dimensions(bought));
    assertThat(sessions.get("Germany")).isPositive().isLessThanOrEqualTo(events.get("Germany"));
    assertThat(sessions.get("Germany")).isLessThan(ask("country", "sessions", "").get("Germany"));
  }

  @Test
  void users_and_revenue_follow_their_events() {
    Map<String, Long> users = ask("eventName", "totalUsers", "");
    Map<String, Long> all = ask("eventName", "sessions", "");
    assertThat(users.get("purchase")).isLessThan(users.get("page_view"));
    assertThat(users.get("first_visit")).isLessThan(users.get("session_start"));
    assertThat(all.get("session_start")).isGreaterThan(all.get("sign_up"));
    String purchases = text("eventName", "EXACT", "purchase", false);
    assertThat(ask("source", "ecommercePurchases", dimensions(purchases)))
        .isEqualTo(ask("source", "ecommercePurchases", ""));
  }
}
