package dev.tributary.e2e.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.analytics.data.v1beta.BatchRunReportsRequest;
import com.google.analytics.data.v1beta.BatchRunReportsResponse;
import com.google.analytics.data.v1beta.CheckCompatibilityRequest;
import com.google.analytics.data.v1beta.Compatibility;
import com.google.analytics.data.v1beta.DateRange;
import com.google.analytics.data.v1beta.Dimension;
import com.google.analytics.data.v1beta.Filter;
import com.google.analytics.data.v1beta.FilterExpression;
import com.google.analytics.data.v1beta.Metric;
import com.google.analytics.data.v1beta.MetricAggregation;
import com.google.analytics.data.v1beta.MetricType;
import com.google.analytics.data.v1beta.MinuteRange;
import com.google.analytics.data.v1beta.OrderBy;
import com.google.analytics.data.v1beta.Row;
import com.google.analytics.data.v1beta.RunRealtimeReportRequest;
import com.google.analytics.data.v1beta.RunReportRequest;
import com.google.analytics.data.v1beta.RunReportResponse;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.PermissionDeniedException;
import com.google.api.gax.rpc.StatusCode;
import com.google.api.gax.rpc.UnauthenticatedException;
import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.google.GoogleWorld;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Google's Data API client for Java reads the sandbox's answers. */
@Tag("ci")
class GoogleDataClientTest {
  private static final String SHOP = "properties/" + GoogleWorld.SHOP;

  private static GoogleClients clients;

  @BeforeAll
  static void start() throws Exception {
    clients = new GoogleClients();
  }

  @AfterAll
  static void stop() {
    clients.close();
  }

  private static RunReportRequest.Builder report(List<String> dimensions, List<String> metrics) {
    RunReportRequest.Builder request =
        RunReportRequest.newBuilder()
            .setProperty(SHOP)
            .addDateRanges(
                DateRange.newBuilder().setStartDate("40daysAgo").setEndDate("10daysAgo"));
    dimensions.forEach(name -> request.addDimensions(Dimension.newBuilder().setName(name)));
    metrics.forEach(name -> request.addMetrics(Metric.newBuilder().setName(name)));
    return request;
  }

  @ParameterizedTest
  @CsvSource({
    "google.403.permission, PERMISSION_DENIED",
    "google.429.project-hour, RESOURCE_EXHAUSTED",
    "google.500, INTERNAL",
    "google.503, UNAVAILABLE"
  })
  void every_error_arrives_as_its_own_kind(String fault, StatusCode.Code code) {
    clients.sandbox.faults().add(Fault.once(fault, "runReport"));
    assertThatThrownBy(
            () -> clients.data.runReport(report(List.of("date"), List.of("sessions")).build()))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.getStatusCode().getCode()).isEqualTo(code));
  }

  @Test
  void an_unknown_field_is_an_invalid_argument() {
    assertThatThrownBy(
            () -> clients.data.runReport(report(List.of("date"), List.of("nonsense")).build()))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.getStatusCode().getCode()).isEqualTo(StatusCode.Code.INVALID_ARGUMENT);
              assertThat(e).hasStackTraceContaining("nonsense is not a valid metric");
            });
  }

  @Test
  void the_reason_of_a_disabled_api_arrives() {
    clients.sandbox.faults().add(Fault.once("google.403.disabled", "runReport"));
    assertThatThrownBy(
            () -> clients.data.runReport(report(List.of("date"), List.of("sessions")).build()))
        .isInstanceOf(PermissionDeniedException.class)
        .hasStackTraceContaining("\"reason\":\"SERVICE_DISABLED\"");
  }

  @Test
  void a_dead_access_token_is_refreshed_by_the_client_and_the_call_repeated() {
    clients.data.runReport(report(List.of("date"), List.of("sessions")).build());
    clients.sandbox.google().oauth().tokens().forgetAccess();
    assertThat(
            clients
                .data
                .runReport(report(List.of("date"), List.of("sessions")).build())
                .getRowCount())
        .isEqualTo(31);
    clients.sandbox.faults().add(Fault.always("google.401", "runReport"));
    assertThatThrownBy(
            () -> clients.data.runReport(report(List.of("date"), List.of("sessions")).build()))
        .isInstanceOf(UnauthenticatedException.class);
    clients.sandbox.faults().clear();
  }

  @Test
  void a_report_comes_with_typed_headers_metadata_and_quota() {
    RunReportResponse answer =
        clients.data.runReport(
            report(List.of("date"), List.of("sessions", "totalRevenue", "averageSessionDuration"))
                .setReturnPropertyQuota(true)
                .addMetricAggregations(MetricAggregation.TOTAL)
                .addOrderBys(
                    OrderBy.newBuilder()
                        .setDesc(true)
                        .setDimension(
                            OrderBy.DimensionOrderBy.newBuilder().setDimensionName("date")))
                .build());
    assertThat(answer.getRowCount()).isEqualTo(31);
    assertThat(answer.getMetricHeaders(0).getType()).isEqualTo(MetricType.TYPE_INTEGER);
    assertThat(answer.getMetricHeaders(1).getType()).isEqualTo(MetricType.TYPE_CURRENCY);
    assertThat(answer.getMetricHeaders(2).getType()).isEqualTo(MetricType.TYPE_SECONDS);
    assertThat(answer.getMetadata().getTimeZone()).isEqualTo("Europe/Berlin");
    assertThat(answer.getMetadata().getCurrencyCode()).isEqualTo("EUR");
    assertThat(answer.getPropertyQuota().getTokensPerDay().getRemaining()).isPositive();
    assertThat(answer.getTotalsCount()).isEqualTo(1);
    assertThat(answer.getKind()).isEqualTo("analyticsData#runReport");
    assertThat(answer.getRows(0).getDimensionValues(0).getValue())
        .isGreaterThan(answer.getRows(30).getDimensionValues(0).getValue());
  }

  @Test
  void the_clients_total_is_the_truth() {
    RunReportResponse answer =
        clients.data.runReport(
            report(List.of(), List.of("sessions", "totalUsers", "keyEvents")).build());
    LocalDate today =
        LocalDate.ofInstant(clients.sandbox.clock().instant(), ZoneId.of("Europe/Berlin"));
    var truth =
        clients
            .sandbox
            .google()
            .truth(GoogleWorld.SHOP, clients.sandbox.clock().instant())
            .period(
                today.minusDays(40),
                today.minusDays(10),
                List.of("sessions", "totalUsers", "keyEvents"));
    List<BigDecimal> read =
        answer.getRows(0).getMetricValuesList().stream()
            .map(value -> new BigDecimal(value.getValue()))
            .toList();
    assertThat(read).containsExactlyElementsOf(truth.values());
  }

  @Test
  void pages_by_offset_hold_every_row_once() {
    Set<List<String>> keys = new HashSet<>();
    int rows = 0;
    int rowCount;
    do {
      RunReportResponse page =
          clients.data.runReport(
              report(List.of("date", "country", "deviceCategory"), List.of("sessions"))
                  .setLimit(500)
                  .setOffset(rows)
                  .build());
      for (Row row : page.getRowsList()) {
        keys.add(row.getDimensionValuesList().stream().map(value -> value.getValue()).toList());
        rows++;
      }
      rowCount = page.getRowCount();
    } while (rows < rowCount);
    assertThat(rows).isEqualTo(rowCount);
    assertThat(keys).hasSize(rowCount);
  }

  @Test
  void filters_go_out_with_enum_numbers_and_are_understood() {
    RunReportResponse answer =
        clients.data.runReport(
            report(List.of("country"), List.of("sessions"))
                .setDimensionFilter(
                    FilterExpression.newBuilder()
                        .setFilter(
                            Filter.newBuilder()
                                .setFieldName("country")
                                .setStringFilter(
                                    Filter.StringFilter.newBuilder()
                                        .setMatchType(Filter.StringFilter.MatchType.BEGINS_WITH)
                                        .setValue("United"))))
                .build());
    assertThat(answer.getRowsList())
        .extracting(row -> row.getDimensionValues(0).getValue())
        .containsExactlyInAnyOrder("United States", "United Kingdom");
  }

  @Test
  void an_empty_report_is_read_as_empty() {
    RunReportResponse answer =
        clients.data.runReport(
            report(List.of("date"), List.of("sessions"))
                .clearDateRanges()
                .addDateRanges(
                    DateRange.newBuilder().setStartDate("2001-01-01").setEndDate("2001-01-02"))
                .build());
    assertThat(answer.getRowCount()).isZero();
    assertThat(answer.getRowsList()).isEmpty();
  }

  @Test
  void a_batch_brings_its_reports_in_order() {
    BatchRunReportsResponse answer =
        clients.data.batchRunReports(
            BatchRunReportsRequest.newBuilder()
                .setProperty(SHOP)
                .addRequests(report(List.of("date"), List.of("sessions")))
                .addRequests(report(List.of("eventName"), List.of("eventCount")))
                .build());
    assertThat(answer.getReportsCount()).isEqualTo(2);
    assertThat(answer.getReports(1).getDimensionHeaders(0).getName()).isEqualTo("eventName");
    assertThat(answer.getKind()).isEqualTo("analyticsData#batchRunReports");
  }

  @Test
  void metadata_and_compatibility_are_read() {
    assertThat(clients.data.getMetadata(SHOP + "/metadata").getMetricsList())
        .anyMatch(metric ->
            metric.getApiName().equals("sessions") && metric.getType() == MetricType.TYPE_INTEGER);
    assertThat(
            clients
                .data
                .checkCompatibility(
                    CheckCompatibilityRequest.newBuilder()
                        .setProperty(SHOP)
                        .addDimensions(Dimension.newBuilder().setName("source"))
                        .setCompatibilityFilter(Compatibility.INCOMPATIBLE)
                        .build())
                .getMetricCompatibilitiesList())
        .allMatch(one -> one.getCompatibility() == Compatibility.INCOMPATIBLE)
        .anyMatch(one -> one.getMetricMetadata().getApiName().equals("sessions"));
  }

  @Test
  void a_realtime_report_is_read() {
    assertThat(
            clients
                .data
                .runRealtimeReport(
                    RunRealtimeReportRequest.newBuilder()
                        .setProperty(SHOP)
                        .addMetrics(Metric.newBuilder().setName("activeUsers"))
                        .addMinuteRanges(
                            MinuteRange.newBuilder().setStartMinutesAgo(29).setEndMinutesAgo(0))
                        .build())
                .getKind())
        .isEqualTo("analyticsData#runRealtimeReport");
  }
}
