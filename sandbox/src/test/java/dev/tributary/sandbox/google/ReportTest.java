package dev.tributary.sandbox.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Client;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ReportTest {
  private static final String OCTOBER =
      "\"dateRanges\":[{\"startDate\":\"2026-10-01\",\"endDate\":\"2026-10-31\"}]";

  private static Google google;

  @BeforeAll
  static void start() {
    google = Google.start();
  }

  @AfterAll
  static void stop() {
    google.close();
  }

  private static Client.Answer ask(String dimensions, String metrics, String more) {
    return google.report(
        GoogleWorld.SHOP,
        "{\"dimensions\":%s,\"metrics\":%s,%s}".formatted(names(dimensions), names(metrics), more));
  }

  private static String names(String list) {
    List<String> names = new ArrayList<>();
    for (String name : list.isEmpty() ? new String[0] : list.split(",")) {
      names.add("{\"name\":\"" + name + "\"}");
    }
    return names.toString();
  }

  /** Dimension values joined by "|", then metric values. */
  private static Map<String, List<String>> rows(Client.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (JsonNode row : answer.json().path("rows")) {
      List<String> key = new ArrayList<>();
      row.path("dimensionValues").forEach(value -> key.add(value.get("value").asString()));
      List<String> values = new ArrayList<>();
      row.get("metricValues").forEach(value -> values.add(value.get("value").asString()));
      rows.put(String.join("|", key), values);
    }
    return rows;
  }

  private static BigDecimal sum(Map<String, List<String>> rows, int metric) {
    return rows.values().stream()
        .map(values -> new BigDecimal(values.get(metric)))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static String error(Client.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.at("/error/status")).isEqualTo("INVALID_ARGUMENT");
    return answer.at("/error/message");
  }

  @Test
  void an_unknown_dimension_is_named() {
    assertThat(error(ask("nonsense", "sessions", OCTOBER)))
        .startsWith("Field nonsense is not a valid dimension. For a list of valid dimensions");
  }

  @Test
  void an_unknown_metric_is_named() {
    assertThat(error(ask("date", "nonsense", OCTOBER)))
        .startsWith("Field nonsense is not a valid metric.");
  }

  @ParameterizedTest
  @CsvSource({
    "source, sessions, sessions",
    "defaultChannelGroup, activeUsers, activeUsers",
    "'source,sessionSource', eventCount, sessionSource"
  })
  void fields_that_do_not_fit_together_are_refused(
      String dimensions, String metrics, String removed) {
    assertThat(error(ask(dimensions, metrics, OCTOBER)))
        .startsWith("Please remove " + removed + " to make the request compatible.");
  }

  @Test
  void a_filter_can_make_fields_incompatible_too() {
    String filter =
        ",\"dimensionFilter\":{\"filter\":{\"fieldName\":\"source\",\"emptyFilter\":{}}}";
    assertThat(error(ask("date", "sessions", OCTOBER + filter))).contains("incompatible");
  }

  @Test
  void more_than_nine_dimensions_are_refused() {
    String ten = "date,year,month,week,day,country,countryId,deviceCategory,platform,browser";
    assertThat(error(ask(ten, "sessions", OCTOBER))).contains("limited to 9 dimensions");
  }

  @Test
  void more_than_ten_metrics_are_refused() {
    String eleven =
        "sessions,engagedSessions,bounceRate,engagementRate,newUsers,screenPageViews,eventCount,"
            + "keyEvents,addToCarts,checkouts,transactions";
    assertThat(error(ask("date", eleven, OCTOBER))).contains("limited to 10 metrics");
  }

  @Test
  void more_than_four_ranges_are_refused() {
    String range = "{\"startDate\":\"2026-10-01\",\"endDate\":\"2026-10-02\"}";
    String five = "\"dateRanges\":[" + (range + ",").repeat(4) + range + "]";
    assertThat(error(ask("date", "sessions", five))).contains("limited to 4 dateRanges");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"limit\":\"250001\"",
        "\"limit\":-1",
        "\"limit\":\"many\"",
        "\"offset\":-5",
        "\"limits\":5",
        "\"metricAggregations\":[\"MEDIAN\"]",
        "\"currencyCode\":\"XXX\"",
        "\"cohortSpec\":{\"cohorts\":[]}",
        "\"orderBys\":[{\"metric\":{\"metricName\":\"keyEvents\"}}]",
        "\"orderBys\":[{\"desc\":true}]",
        "\"orderBys\":[{\"dimension\":{\"dimensionName\":\"date\",\"orderType\":\"UPWARDS\"}}]",
        "\"dimensionFilter\":{}",
        "\"dimensionFilter\":{\"andGroup\":{}}",
        "\"dimensionFilter\":{\"filter\":{\"fieldName\":\"country\"}}",
        "\"dimensionFilter\":{\"filter\":{\"fieldName\":\"sessions\",\"emptyFilter\":{}}}",
        "\"dimensionFilter\":{\"filter\":{\"fieldName\":\"country\",\"inListFilter\":{}}}",
        "\"dimensionFilter\":{\"filter\":{\"fieldName\":\"country\",\"stringFilter\":{\"matchType\":\"FULL_REGEXP\",\"value\":\"(\"}}}",
        "\"metricFilter\":{\"filter\":{\"fieldName\":\"country\",\"emptyFilter\":{}}}",
        "\"metricFilter\":{\"filter\":{\"fieldName\":\"newUsers\",\"emptyFilter\":{}}}",
        "\"metricFilter\":{\"filter\":{\"fieldName\":\"sessions\",\"numericFilter\":{}}}",
        "\"metricFilter\":{\"filter\":{\"fieldName\":\"sessions\",\"numericFilter\":{\"value\":{}}}}",
        "\"dimensions\":5"
      })
  void what_is_wrong_with_a_request_is_an_invalid_argument(String part) {
    assertThat(error(ask("date", "sessions", OCTOBER + "," + part))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"dateRanges\":[]",
        "\"dateRanges\":[{\"startDate\":\"01.10.2026\",\"endDate\":\"today\"}]",
        "\"dateRanges\":[{\"startDate\":\"today\",\"endDate\":\"yesterday\"}]",
        "\"dateRanges\":[{\"name\":\"date_range_7\",\"startDate\":\"today\",\"endDate\":\"today\"}]",
        "\"dateRanges\":[{\"name\":\"RESERVED_X\",\"startDate\":\"today\",\"endDate\":\"today\"}]"
      })
  void ranges_must_be_days_in_order_with_free_names(String ranges) {
    assertThat(error(ask("date", "sessions", ranges))).isNotEmpty();
  }

  @Test
  void a_report_needs_a_field() {
    assertThat(error(ask("", "", OCTOBER))).contains("at least one dimension or metric");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1]", "{\"dimensions\":", "nonsense"})
  void what_is_no_json_message_is_refused(String body) {
    assertThat(error(google.report(GoogleWorld.SHOP, body))).contains("Invalid JSON payload");
  }

  @Test
  void a_report_by_day_has_a_row_per_day_and_typed_headers() {
    Client.Answer answer =
        ask("date", "sessions,totalRevenue,bounceRate,averageSessionDuration", OCTOBER);
    assertThat(rows(answer)).hasSize(31).containsKey("20261031");
    assertThat(answer.json().get("rowCount").asInt()).isEqualTo(31);
    assertThat(answer.at("/metricHeaders/0/type")).isEqualTo("TYPE_INTEGER");
    assertThat(answer.at("/metricHeaders/1/type")).isEqualTo("TYPE_CURRENCY");
    assertThat(answer.at("/metricHeaders/2/type")).isEqualTo("TYPE_FLOAT");
    assertThat(answer.at("/metricHeaders/3/type")).isEqualTo("TYPE_SECONDS");
    assertThat(answer.at("/metadata/timeZone")).isEqualTo("Europe/Berlin");
    assertThat(answer.at("/metadata/currencyCode")).isEqualTo("EUR");
    assertThat(answer.at("/kind")).isEqualTo("analyticsData#runReport");
    assertThat(answer.json().has("propertyQuota")).isFalse();
  }

  @Test
  void enums_are_numbers_for_clients_that_ask_so() {
    Client.Answer answer =
        google.post(
            "/v1beta/properties/412001:runReport?$alt=json;enum-encoding%3Dint&pageToken",
            "{\"metrics\":[{\"name\":\"totalRevenue\"}]," + OCTOBER + "}");
    assertThat(answer.json().at("/metricHeaders/0/type").isInt()).isTrue();
    assertThat(answer.json().at("/metricHeaders/0/type").asInt()).isEqualTo(9);
  }

  @Test
  void snake_case_and_enum_numbers_are_understood() {
    Client.Answer answer =
        google.report(
            GoogleWorld.SHOP,
            """
            {"dimensions":[{"name":"country"}],"metrics":[{"name":"sessions"}],
             "date_ranges":[{"start_date":"2026-10-01","end_date":"2026-10-31"}],
             "dimension_filter":{"filter":{"field_name":"country",
               "string_filter":{"match_type":2,"value":"united"}}},
             "metric_aggregations":[1,4,5,6],"limit":50}
            """);
    assertThat(rows(answer)).containsOnlyKeys("United States", "United Kingdom");
    assertThat(answer.json().at("/totals/0/dimensionValues/0/value").asString())
        .isEqualTo("RESERVED_TOTAL");
  }

  @Test
  void nothing_found_has_neither_rows_nor_a_row_count() {
    Client.Answer answer =
        ask(
            "date",
            "sessions",
            "\"dateRanges\":[{\"startDate\":\"2031-01-01\",\"endDate\":\"2031-01-31\"}]");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().has("rows")).isFalse();
    assertThat(answer.json().has("rowCount")).isFalse();
  }

  @Test
  void pages_together_are_the_whole() {
    Map<String, List<String>> whole = rows(ask("date,country", "sessions", OCTOBER));
    Map<String, List<String>> pages = new LinkedHashMap<>();
    for (int offset = 0; offset < whole.size(); offset += 100) {
      Client.Answer page =
          ask(
              "date,country",
              "sessions",
              OCTOBER + ",\"limit\":\"100\",\"offset\":\"" + offset + "\"");
      assertThat(page.json().get("rowCount").asInt()).isEqualTo(whole.size());
      pages.putAll(rows(page));
    }
    assertThat(pages).containsExactlyEntriesOf(whole);
  }

  @Test
  void a_page_beyond_the_end_is_empty_but_knows_the_count() {
    Client.Answer page = ask("date", "sessions", OCTOBER + ",\"offset\":31");
    assertThat(page.json().has("rows")).isFalse();
    assertThat(page.json().get("rowCount").asInt()).isEqualTo(31);
  }

  @Test
  void parts_add_up_to_the_whole() {
    Map<String, List<String>> days =
        rows(ask("date", "eventCount,keyEvents,totalRevenue", OCTOBER));
    for (String dimension :
        List.of(
            "sessionDefaultChannelGroup",
            "defaultChannelGroup",
            "eventName",
            "country",
            "deviceCategory",
            "landingPagePlusQueryString",
            "browser")) {
      Map<String, List<String>> parts =
          rows(ask("date," + dimension, "eventCount,keyEvents,totalRevenue", OCTOBER));
      for (int metric = 0; metric < 3; metric++) {
        assertThat(sum(parts, metric)).as(dimension).isEqualByComparingTo(sum(days, metric));
      }
    }
  }

  @Test
  void users_do_not_add_up() {
    BigDecimal ofDays = sum(rows(ask("date", "totalUsers", OCTOBER)), 0);
    BigDecimal ofMonth = sum(rows(ask("", "totalUsers", OCTOBER)), 0);
    BigDecimal ofChannels = sum(rows(ask("sessionDefaultChannelGroup", "totalUsers", OCTOBER)), 0);
    assertThat(ofMonth).isLessThan(ofDays).isLessThan(ofChannels);
    assertThat(ofChannels).isLessThan(ofDays);
  }

  @Test
  void a_session_over_midnight_counts_on_both_days_but_once_in_the_month() {
    BigDecimal ofDays = sum(rows(ask("date", "sessions", OCTOBER)), 0);
    BigDecimal ofMonth = sum(rows(ask("yearMonth", "sessions", OCTOBER)), 0);
    assertThat(ofMonth).isLessThan(ofDays);
    assertThat(ofMonth.doubleValue()).isGreaterThan(ofDays.doubleValue() * 0.97);
  }

  @Test
  void trailing_users_grow_with_the_window() {
    rows(ask("date", "active1DayUsers,activeUsers,active7DayUsers,active28DayUsers", OCTOBER))
        .forEach((day, values) -> {
          assertThat(values.get(0)).isEqualTo(values.get(1));
          assertThat(new BigDecimal(values.get(1))).isLessThan(new BigDecimal(values.get(2)));
          assertThat(new BigDecimal(values.get(2))).isLessThan(new BigDecimal(values.get(3)));
        });
  }

  @Test
  void a_trailing_count_of_a_month_is_that_of_its_last_day() {
    List<String> month = rows(ask("yearMonth", "active7DayUsers", OCTOBER)).get("202610");
    List<String> day = rows(ask("date", "active7DayUsers", OCTOBER)).get("20261031");
    assertThat(month).isEqualTo(day);
  }

  @Test
  void attributed_key_events_are_fractions_and_session_scoped_ones_are_not() {
    assertThat(rows(ask("source", "keyEvents", OCTOBER)).values())
        .anyMatch(values -> values.getFirst().contains("."));
    assertThat(rows(ask("sessionSource", "keyEvents", OCTOBER)).values())
        .noneMatch(values -> values.getFirst().contains("."));
  }

  @Test
  void the_old_name_of_key_events_is_still_understood() {
    Client.Answer answer = ask("", "conversions", OCTOBER);
    assertThat(answer.at("/metricHeaders/0/name")).isEqualTo("conversions");
    assertThat(rows(answer)).isEqualTo(rows(ask("", "keyEvents", OCTOBER)));
  }

  @Test
  void rows_without_any_value_appear_only_when_asked_for() {
    Map<String, List<String>> some = rows(ask("date,landingPage,country", "refundAmount", OCTOBER));
    Map<String, List<String>> all =
        rows(
            ask(
                "date,landingPage,country",
                "refundAmount",
                OCTOBER + ",\"keepEmptyRows\":true,\"limit\":100000"));
    assertThat(some.values()).noneMatch(values -> values.getFirst().equals("0"));
    assertThat(all.values()).anyMatch(values -> values.getFirst().equals("0"));
    assertThat(all.size()).isGreaterThan(some.size());
  }

  @Test
  void several_ranges_add_a_column_with_their_names() {
    Client.Answer answer =
        ask(
            "country",
            "sessions",
            """
            "dateRanges":[{"startDate":"2026-10-01","endDate":"2026-10-07"},
              {"startDate":"2026-10-08","endDate":"2026-10-14","name":"later"}],
            "orderBys":[{"dimension":{"dimensionName":"dateRange"},"desc":true}],
            "metricAggregations":["TOTAL","MINIMUM","MAXIMUM","COUNT"]
            """);
    assertThat(answer.at("/dimensionHeaders/1/name")).isEqualTo("dateRange");
    assertThat(rows(answer)).containsKeys("Germany|date_range_0", "Germany|later");
    assertThat(answer.at("/rows/0/dimensionValues/1/value")).isEqualTo("later");
    assertThat(answer.at("/totals/1/dimensionValues/1/value")).isEqualTo("later");
    assertThat(answer.json().get("totals").size()).isEqualTo(2);
    assertThat(answer.json().get("minimums").size()).isEqualTo(2);
    assertThat(answer.json().has("counts")).isFalse();
  }

  @Test
  void aggregates_know_all_rows_not_only_the_page() {
    Map<String, List<String>> all = rows(ask("date", "eventCount", OCTOBER));
    Client.Answer page =
        ask(
            "date",
            "eventCount",
            OCTOBER + ",\"limit\":1,\"metricAggregations\":[\"TOTAL\",\"MINIMUM\",\"MAXIMUM\"]");
    assertThat(new BigDecimal(page.at("/totals/0/metricValues/0/value")))
        .isEqualByComparingTo(sum(all, 0));
    assertThat(page.at("/maximums/0/dimensionValues/0/value")).isEqualTo("RESERVED_MAXIMUM");
    assertThat(new BigDecimal(page.at("/minimums/0/metricValues/0/value")))
        .isLessThan(new BigDecimal(page.at("/maximums/0/metricValues/0/value")));
  }

  @Test
  void totals_of_a_report_without_dimensions_need_no_reserved_value() {
    Client.Answer answer = ask("", "sessions", OCTOBER + ",\"metricAggregations\":[\"TOTAL\"]");
    assertThat(answer.json().at("/totals/0").has("dimensionValues")).isFalse();
    assertThat(answer.json().at("/rows/0").has("dimensionValues")).isFalse();
  }

  @Test
  void rows_come_in_the_order_asked_for() {
    String order =
        ",\"orderBys\":[{\"dimension\":{\"dimensionName\":\"deviceCategory\","
            + "\"orderType\":\"CASE_INSENSITIVE_ALPHANUMERIC\"}},"
            + "{\"metric\":{\"metricName\":\"sessions\"},\"desc\":true}]";
    List<String> keys =
        new ArrayList<>(rows(ask("deviceCategory,country", "sessions", OCTOBER + order)).keySet());
    assertThat(keys.getFirst()).startsWith("desktop|");
    assertThat(keys.getLast()).startsWith("tablet|");
    String numeric =
        ",\"orderBys\":[{\"dimension\":{\"dimensionName\":\"day\",\"orderType\":\"NUMERIC\"},"
            + "\"desc\":true}]";
    assertThat(rows(ask("day", "sessions", OCTOBER + numeric)).keySet().iterator().next())
        .isEqualTo("31");
    String countries =
        ",\"orderBys\":[{\"dimension\":{\"dimensionName\":\"country\",\"orderType\":3}}]";
    assertThat(rows(ask("country", "sessions", OCTOBER + countries))).isNotEmpty();
  }

  @Test
  void money_can_be_had_in_another_currency() {
    Client.Answer dollars = ask("", "totalRevenue", OCTOBER + ",\"currencyCode\":\"USD\"");
    BigDecimal euros = sum(rows(ask("", "totalRevenue", OCTOBER)), 0);
    assertThat(dollars.at("/metadata/currencyCode")).isEqualTo("USD");
    assertThat(sum(rows(dollars), 0).doubleValue())
        .isBetween(euros.doubleValue() * 1.09, euros.doubleValue() * 1.11);
  }

  @ParameterizedTest
  @CsvSource({
    "today, 20261122",
    "yesterday, 20261121",
    "3daysAgo, 20261119",
  })
  void relative_days_are_the_propertys_days(String name, String day) {
    String range =
        "\"dateRanges\":[{\"startDate\":\"%s\",\"endDate\":\"%s\"}]".formatted(name, name);
    assertThat(rows(ask("date", "sessions", range))).containsOnlyKeys(day);
  }

  @Test
  void in_auckland_yesterday_is_still_today_in_berlin() {
    Client.Answer answer =
        google.report(
            GoogleWorld.PREMIUM,
            "{\"dimensions\":[{\"name\":\"date\"}],\"metrics\":[{\"name\":\"sessions\"}],"
                + "\"dateRanges\":[{\"startDate\":\"yesterday\",\"endDate\":\"yesterday\"}]}");
    assertThat(rows(answer)).containsOnlyKeys("20261122");
  }

  @Test
  void time_dimensions_say_the_same_day_in_many_ways() {
    String one = "\"dateRanges\":[{\"startDate\":\"2026-01-01\",\"endDate\":\"2026-01-01\"}]";
    assertThat(
            rows(
                ask(
                    "year,month,day,yearMonth,week,yearWeek,isoYearIsoWeek,dayOfWeek",
                    "sessions",
                    one)))
        .containsOnlyKeys("2026|01|01|202601|01|202601|202601|4");
  }
}
