package dev.tributary.googleanalytics;

/** Answers of the overview report, written by hand. */
final class Answers {
  static final String HEADERS =
      """
      "dimensionHeaders":[{"name":"date"}],
      "metricHeaders":[{"name":"sessions","type":"TYPE_INTEGER"},
        {"name":"engagedSessions","type":"TYPE_INTEGER"},
        {"name":"newUsers","type":"TYPE_INTEGER"},
        {"name":"screenPageViews","type":"TYPE_INTEGER"},
        {"name":"eventCount","type":"TYPE_INTEGER"},
        {"name":"keyEvents","type":"TYPE_FLOAT"},
        {"name":"totalRevenue","type":"TYPE_CURRENCY"},
        {"name":"userEngagementDuration","type":"TYPE_SECONDS"},
        {"name":"averageSessionDuration","type":"TYPE_SECONDS"},
        {"name":"sessionKeyEventRate","type":"TYPE_FLOAT"}]\
      """;

  static final String METADATA =
      """
      "metadata":{"currencyCode":"EUR","timeZone":"Europe/Berlin"}\
      """;

  /** One row; every metric is the same. */
  static String row(String date, String value) {
    return "{\"dimensionValues\":[{\"value\":\""
        + date
        + "\"}],\"metricValues\":["
        + ("{\"value\":\"" + value + "\"},").repeat(9)
        + "{\"value\":\""
        + value
        + "\"}]}";
  }

  static String report(String date, String value) {
    return "{" + HEADERS + ",\"rows\":[" + row(date, value) + "],\"rowCount\":1," + METADATA + "}";
  }

  private Answers() {}
}
