package dev.tributary.e2e.google;

import dev.tributary.sandbox.google.Quality;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/** The exchanges whose answers are checked, spoken without any client library. */
final class RawGoogle implements AutoCloseable {
  /** Message name in the vendor's description, and the answer. */
  record Answer(String message, String body) {}

  private static final String REPORT =
      """
      {"dimensions":[{"name":"date"},{"name":"sessionDefaultChannelGroup"}],
       "metrics":[{"name":"sessions"},{"name":"totalRevenue"},{"name":"keyEvents"},
                  {"name":"bounceRate"},{"name":"activeUsers"}],
       "dateRanges":[{"startDate":"9daysAgo","endDate":"today"}],
       "metricAggregations":["TOTAL","MINIMUM","MAXIMUM"],"returnPropertyQuota":true%s}
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private final GoogleClients clients;
  private final String token;

  RawGoogle(GoogleClients clients) throws IOException, InterruptedException {
    this.clients = clients;
    String form =
        "grant_type=refresh_token&client_id=%s&client_secret=%s&refresh_token=%s"
            .formatted(
                clients.google.clientId(),
                clients.google.clientSecret(),
                clients.google.refreshToken());
    String answer =
        send(
            HttpRequest.newBuilder(URI.create(clients.google.tokenUri()))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    this.token = answer.replaceAll("(?s).*\"access_token\":\"([^\"]+)\".*", "$1");
  }

  String token() {
    return token;
  }

  /**
   * @param query such as "?$alt=json;enum-encoding%3Dint"
   */
  List<Answer> dataAnswers(String query) throws IOException, InterruptedException {
    String property = "/v1beta/properties/412001";
    clients.sandbox.google().world().edit("423001", one -> one.withQuality(new Quality(5, 50, 2)));
    String batch =
        "{\"requests\":["
            + REPORT.formatted("")
            + ","
            + REPORT.formatted(",\"offset\":\"900\"")
            + "]}";
    return List.of(
        new Answer(
            "RunReportResponse", post(property + ":runReport" + query, REPORT.formatted(""))),
        new Answer(
            "RunReportResponse",
            post(
                property + ":runReport" + query,
                REPORT
                    .formatted(",\"keepEmptyRows\":true")
                    .replace("9daysAgo", "2001-01-01")
                    .replace("today", "2001-01-02"))),
        new Answer(
            "RunReportResponse",
            post(
                "/v1beta/properties/423001:runReport" + query,
                REPORT.formatted(",\"currencyCode\":\"USD\""))),
        new Answer("BatchRunReportsResponse", post(property + ":batchRunReports" + query, batch)),
        new Answer("Metadata", get(property + "/metadata" + query)),
        new Answer(
            "CheckCompatibilityResponse",
            post(
                property + ":checkCompatibility" + query,
                "{\"dimensions\":[{\"name\":\"source\"}]}")),
        new Answer(
            "RunRealtimeReportResponse",
            post(
                property + ":runRealtimeReport" + query,
                "{\"dimensions\":[{\"name\":\"country\"}],\"metrics\":[{\"name\":\"activeUsers\"}]}")));
  }

  List<Answer> adminAnswers(String query) throws IOException, InterruptedException {
    String more = query.isEmpty() ? "?" : query + "&";
    return List.of(
        new Answer(
            "ListAccountSummariesResponse", get("/v1beta/accountSummaries" + more + "pageSize=2")),
        new Answer("ListAccountsResponse", get("/v1beta/accounts" + query)),
        new Answer(
            "ListPropertiesResponse",
            get("/v1beta/properties" + more + "filter=parent:accounts/1001")),
        new Answer("Property", get("/v1beta/properties/423001" + query)),
        new Answer("ListKeyEventsResponse", get("/v1beta/properties/412001/keyEvents" + query)));
  }

  String get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  String post(String path, String body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(clients.sandbox.base().resolve(path))
        .header("Authorization", "Bearer " + token);
  }

  /** Fails on any status but 200. */
  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new AssertionError(Map.of("status", response.statusCode(), "body", response.body()));
    }
    return response.body();
  }

  @Override
  public void close() {
    http.close();
  }
}
