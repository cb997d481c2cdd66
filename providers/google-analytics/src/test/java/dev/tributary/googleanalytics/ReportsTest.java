package dev.tributary.googleanalytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Fault;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Connection;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.QuotaReading;
import dev.tributary.spi.Rows;
import dev.tributary.spi.SyncRequest.Purpose;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading reports: pages, numbers, quality, and answers that cannot be right. */
class ReportsTest extends SandboxedTest {
  // --- pages ---

  @Test
  void many_pages_come_five_at_once_and_every_row_of_them() throws Exception {
    Rows whole = rows("campaigns", WEEK);
    assertThat(whole.size()).isGreaterThan(60);
    logged("runReport", 1);
    sandbox.requests().clear();
    adapter = adapter(10);
    List<Batch> batches = steps(shop, "campaigns", WEEK, Purpose.ROWS);
    Rows paged = joined("campaigns", batches);
    assertThat(paged.size()).isEqualTo(whole.size());
    assertThat(sum(paged, adapter.describe().stream("campaigns"), "sessions"))
        .isEqualTo(sum(whole, adapter.describe().stream("campaigns"), "sessions"));
    int pages = Math.ceilDiv(whole.size(), 10);
    assertThat(logged("runReport", 1)).hasSize(1);
    int batched = Math.ceilDiv(pages - 1, 5);
    assertThat(logged("batchRunReports", batched)).hasSize(batched);
    assertThat(batches.getFirst().answer().rowsPromised()).hasValue(whole.size());
  }

  @Test
  void a_row_count_that_is_a_multiple_of_the_page_ends_without_one_more_request() throws Exception {
    adapter = adapter(7);
    assertThat(joined("overview", steps(shop, "overview", WEEK, Purpose.ROWS)).size()).isEqualTo(7);
    assertThat(logged("POST /v1beta/properties", 1)).hasSize(1);
  }

  @Test
  void limit_and_offset_are_strings_and_quota_and_order_are_asked() throws Exception {
    rows("channels", WEEK);
    assertThat(logged("runReport", 1).getFirst().body())
        .contains("\"offset\":\"0\"", "\"limit\":\"50000\"", "\"returnPropertyQuota\":true")
        .contains("\"orderBys\":[{\"dimension\":{\"dimensionName\":\"date\"}}")
        .contains("{\"startDate\":\"2026-11-06\",\"endDate\":\"2026-11-12\"}")
        .doesNotContain("currencyCode");
  }

  @Test
  void a_page_that_comes_again_is_refused() {
    adapter = adapter(10);
    sandbox.faults().add(Fault.always("google.same-page", ":"));
    assertThat(failure("campaigns").message()).contains("same page twice");
  }

  @Test
  void a_page_that_is_cut_short_is_refused() {
    sandbox.faults().add(Fault.always("google.short-page", "").with("rows", 3));
    Failure failure = failure("campaigns");
    assertThat(failure).isInstanceOf(Failure.Malformed.class);
    assertThat(failure.message()).contains("rows");
  }

  @Test
  void a_report_that_changes_between_its_pages_is_refused() throws Exception {
    adapter = adapter(3);
    Batch first = step(Optional.empty());
    sandbox
        .faults()
        .add(
            Fault.once("status", "batchRunReports")
                .with("status", 200)
                .with(
                    "body",
                    "{\"reports\":["
                        + Answers.report("20261109", "1")
                        + ","
                        + Answers.report("20261110", "1")
                        + "]}"));
    Cursor cursor = ((Batch.Next.More) first.next()).cursor();
    assertThat(failure(() -> step(Optional.of(cursor))).message()).contains("changed meanwhile");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "1/2/3", "1/x/1.2.3.4.5", "1/1/1.2.3"})
  void a_cursor_of_nobody_is_a_defect(String text) {
    assertThat(failure(() -> step(Optional.of(new Cursor(text)))))
        .isInstanceOf(Failure.Defect.class);
  }

  @Test
  void a_batch_with_too_few_or_too_many_reports_is_malformed() throws Exception {
    adapter = adapter(3);
    Cursor cursor = ((Batch.Next.More) step(Optional.empty()).next()).cursor();
    String report = Answers.report("20261109", "1");
    for (String reports : List.of(report, report + "," + report + "," + report)) {
      answer("batchRunReports", "{\"kind\":\"x\",\"reports\":[" + reports + "]}");
      assertThat(failure(() -> step(Optional.of(cursor))).message()).contains("reports");
    }
  }

  // --- empty and odd forms ---

  @Test
  void an_empty_report_has_neither_rows_nor_a_count() throws Exception {
    answer("runReport", "{" + Answers.HEADERS + "," + Answers.METADATA + "}");
    Batch batch = step(Optional.empty());
    assertThat(batch.rows().size()).isZero();
    assertThat(batch.answer().rowsPromised()).hasValue(0);
    assertThat(batch.next()).isInstanceOf(Batch.Next.Done.class);
  }

  @Test
  void an_answer_without_anything_is_an_empty_report() throws Exception {
    answer("runReport", "{}");
    assertThat(step(Optional.empty()).rows().size()).isZero();
  }

  @Test
  void rows_before_their_headers_are_read_too() throws Exception {
    answer(
        "runReport",
        "{\"rowCount\":1,\"rows\":["
            + Answers.row("20261106", "4")
            + "],"
            + Answers.HEADERS
            + ","
            + Answers.METADATA
            + "}");
    Rows rows = step(Optional.empty()).rows();
    assertThat(rows.size()).isEqualTo(1);
    assertThat(rows.number(0, 0)).isEqualTo(4);
  }

  @Test
  void rows_before_their_headers_are_read_in_batches_too() throws Exception {
    adapter = adapter(5);
    Cursor cursor = ((Batch.Next.More) step(Optional.empty()).next()).cursor();
    answer(
        "runReport",
        "{\"rowCount\":7,\"rows\":["
            + Answers.row("20261111", "4")
            + ","
            + Answers.row("20261112", "5")
            + "],"
            + Answers.HEADERS
            + "}");
    assertThat(step(Optional.of(cursor)).rows().size()).isEqualTo(2);
  }

  @Test
  void rows_without_any_headers_are_malformed() {
    answer("runReport", "{\"rows\":[" + Answers.row("20261106", "4") + "],\"rowCount\":1}");
    assertThat(failure("overview").message()).contains("no headers");
  }

  @Test
  void an_empty_text_may_be_left_out_and_unknown_members_are_no_harm() throws Exception {
    answer(
        "runReport",
        """
        {"dimensionHeaders":[{"name":"date"},{"name":"country","more":[1]}],
         "metricHeaders":[%s],
         "rows":[{"dimensionValues":[{"value":"20261106"},{}],"x":{"y":[1]},"metricValues":[%s]},
                 {"dimensionValues":[{"value":"20261106"},{"value":"Ghana"}],"metricValues":[%s]}],
         "rowCount":2,"new":{"a":[1,2]},"metadata":{"emptyReason":"","x":[{}],"samplingMetadatas":[],
         "timeZone":null,"currencyCode":""},"propertyQuota":7}\
        """
            .formatted(metrics("countries"), values(10), values(10)));
    Batch batch = adapter.sync(request("countries", Optional.empty(), Purpose.ROWS), call());
    assertThat(batch.rows().text(0, 0)).isEmpty();
    assertThat(batch.rows().text(0, 1)).isEqualTo("Ghana");
    assertThat(batch.answer().quality()).isEqualTo(Batch.Quality.FULL);
    assertThat(batch.answer().zone()).isEmpty();
    assertThat(batch.answer().currency()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"rows\":7,%H}",
        "{%H,\"rows\":7}",
        "{%H,\"rows\":[7]}",
        "{%H,\"rows\":[null]}",
        "{%H,\"rows\":[{\"dimensionValues\":7}]}",
        "{%H,\"rows\":[{\"dimensionValues\":[7]}]}",
        "{%H,\"rows\":[{\"metricValues\":[\"7\"]}]}",
        "{%H,\"rows\":[{\"dimensionValues\":[{\"value\":\"20261106\"}]}],\"rowCount\":1}",
        "{%H,\"rowCount\":\"many\"}",
        "{%H,\"rowCount\":-1}",
        "{\"dimensionHeaders\":7}",
        "{\"dimensionHeaders\":[{\"name\":\"country\"}]}",
        "{\"metricHeaders\":[{\"name\":\"sessions\",\"type\":\"TYPE_INTEGER\"}]}",
        "{\"metricHeaders\":[{\"name\":\"sessions\",\"type\":\"TYPE_NEW\"}]}",
        "{%H,\"metadata\":{\"timeZone\":\"Mars/Olympus\"}}",
        "[1]",
        "7",
        "null",
      })
  void a_report_of_another_form_is_malformed(String body) {
    answer("runReport", body.replace("%H", Answers.HEADERS));
    Failure failure = failure("overview");
    assertThat(failure).isInstanceOf(Failure.Malformed.class);
    assertThat(failure.message()).startsWith("127.0.0.1 ");
  }

  @Test
  void a_row_with_a_value_too_few_is_malformed() {
    sandbox.faults().add(Fault.once("google.value-missing", "runReport"));
    assertThat(failure("overview").message()).contains("1 dimensions and 9 metrics");
  }

  @Test
  void a_row_with_a_value_too_many_is_malformed() {
    answer(
        "runReport",
        Answers.report("20261106", "1")
            .replace("\"metricValues\":[", "\"metricValues\":[{\"value\":\"1\"},"));
    assertThat(failure("overview").message()).contains("11 metrics");
    answer(
        "runReport",
        Answers.report("20261106", "1")
            .replace("\"dimensionValues\":[", "\"dimensionValues\":[{\"value\":\"1\"},"));
    assertThat(failure("overview").message()).contains("2 dimensions");
  }

  @Test
  void a_row_of_another_day_is_malformed() {
    answer("runReport", Answers.report("20250101", "1"));
    assertThat(failure("overview").message()).contains("2025-01-01").contains("was asked");
  }

  // --- quality, zone, quota ---

  @Test
  void rows_of_several_days_in_one_other_row_are_asked_for_with_fewer_days() {
    sandbox.faults().add(Fault.once("google.other-day", "runReport"));
    assertThat(failure("campaigns")).isInstanceOf(Failure.TooLarge.class);
  }

  @Test
  void other_even_as_a_day_is_flagged_and_kept_where_one_day_was_asked_for() throws Exception {
    DayRange day = DayRange.of(WEEK.last());
    long whole = steps(shop, "overview", day, Purpose.ROWS).getFirst().rows().size();
    sandbox.faults().add(Fault.once("google.other-day", "runReport"));
    Batch batch = steps(shop, "overview", day, Purpose.ROWS).getFirst();
    assertThat(batch.answer().quality().otherRow()).isTrue();
    assertThat(batch.rejects()).isEmpty();
    assertThat(batch.rows().size()).isEqualTo(Math.toIntExact(whole));
    assertThat(batch.rows().day(0)).isEqualTo(day.first());
  }

  @Test
  void what_google_admits_about_its_numbers_is_kept() throws Exception {
    sandbox.faults().add(Fault.once("google.sampled", "runReport"));
    assertThat(step(Optional.empty()).answer().quality())
        .isEqualTo(new Batch.Quality(true, false, false));
    sandbox.faults().add(Fault.once("google.thresholded", "runReport"));
    assertThat(step(Optional.empty()).answer().quality())
        .isEqualTo(new Batch.Quality(false, true, false));
    sandbox.faults().add(Fault.once("google.other-row", "runReport"));
    assertThat(step(Optional.empty()).answer().quality())
        .isEqualTo(new Batch.Quality(false, false, true));
  }

  @Test
  void a_changed_zone_and_currency_are_seen_in_the_answer() throws Exception {
    sandbox
        .google()
        .world()
        .edit("412001", p -> p.withZone(ZoneId.of("Europe/Lisbon")).withCurrency("USD"));
    Batch.Answer answer = step(Optional.empty()).answer();
    assertThat(answer.zone()).contains(ZoneId.of("Europe/Lisbon"));
    assertThat(answer.currency()).contains("USD");
  }

  @Test
  void every_quota_is_read_from_every_report() throws Exception {
    List<QuotaReading> quotas = step(Optional.empty()).quotas();
    assertThat(quotas)
        .extracting(QuotaReading::bucket)
        .contains(
            "tokensPerDay",
            "tokensPerHour",
            "tokensPerProjectPerHour",
            "concurrentRequests",
            "serverErrorsPerProjectPerHour",
            "potentiallyThresholdedRequestsPerHour");
    assertThat(quotas)
        .filteredOn(quota -> quota.bucket().equals("tokensPerDay"))
        .singleElement()
        .satisfies(quota -> {
          assertThat(quota.consumed()).isPositive();
          assertThat(quota.remaining()).isPositive();
          assertThat(quota.resetsAt()).contains(Instant.parse("2026-11-23T08:00:00Z"));
        });
  }

  @Test
  void a_quota_that_is_empty_is_left_out_by_google_and_read_as_zero() throws Exception {
    answer(
        "runReport",
        "{\"propertyQuota\":{\"tokensPerDay\":{\"consumed\":9,\"x\":1},\"tokensPerHour\":{}}}");
    assertThat(step(Optional.empty()).quotas())
        .extracting(QuotaReading::remaining)
        .containsExactly(0L, 0L);
  }

  // --- days and settings ---

  @Test
  void days_are_the_propertys_own_on_both_sides_of_the_date_line() throws Exception {
    Connection auckland = property("423001", ZoneId.of("Pacific/Auckland"), "NZD");
    sandbox.clock().freezeAt(Instant.parse("2026-11-22T11:30:00Z"));
    LocalDate today = LocalDate.of(2026, 11, 23);
    List<Batch> batches =
        steps(auckland, "overview", new DayRange(today.minusDays(1), today), Purpose.ROWS);
    Rows rows = joined("overview", batches);
    assertThat(IntStream.range(0, rows.size()).mapToObj(rows::day)).startsWith(today.minusDays(1));
    assertThat(batches.getLast().answer().zone()).contains(ZoneId.of("Pacific/Auckland"));
  }

  @Test
  void landing_pages_may_be_read_without_their_query() throws Exception {
    Connection plain =
        new Connection(
            shop.integrationId(),
            shop.account(),
            shop.credentials(),
            Map.of("landingPages", "pathOnly"));
    Rows rows = joined("landing_pages", steps(plain, "landing_pages", WEEK, Purpose.ROWS));
    assertThat(IntStream.range(0, rows.size()).mapToObj(row -> rows.text(0, row)))
        .noneMatch(page -> page.contains("?"));
    assertThat(logged("runReport", 1).getFirst().body()).contains("\"landingPage\"");
  }

  // --- what the tests stand on ---

  private String metrics(String stream) {
    return String.join(
        ",",
        Report.rows(adapter.describe().stream(stream), Map.of()).metrics().stream()
            .map(name -> "{\"name\":\"" + name + "\",\"type\":\"TYPE_INTEGER\"}")
            .toList());
  }

  private static String values(int count) {
    return "{\"value\":\"1\"}" + ",{\"value\":\"1\"}".repeat(count - 1);
  }
}
