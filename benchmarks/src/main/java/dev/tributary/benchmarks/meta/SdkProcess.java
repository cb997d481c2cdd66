package dev.tributary.benchmarks.meta;

import com.facebook.ads.sdk.APIContext;
import com.facebook.ads.sdk.APIException;
import com.facebook.ads.sdk.AdAccount;
import com.facebook.ads.sdk.AdReportRun;
import com.facebook.ads.sdk.AdsInsights;
import dev.tributary.spi.DayRange;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * The same read as a program of a day would do it: the vendor's client makes a report run, waits
 * for it and walks through its pages, whose rows are inserted by JDBC batches, one transaction for
 * each page. Orders come as lines: {@code read ACCOUNT FIRST LAST TABLE}.
 */
public final class SdkProcess {
  public static final String WORD = "meta-sdk";

  static final String BASE = "BENCH_META";
  static final String TOKEN = "BENCH_META_TOKEN";
  static final String APP = "BENCH_META_APP";
  static final String SECRET = "BENCH_META_SECRET";
  static final String JDBC = "BENCH_JDBC";
  static final String USER = "BENCH_JDBC_USER";
  static final String PASSWORD = "BENCH_JDBC_PASSWORD";

  /** Of the public pipelines that we know, none asks for more than a hundred. */
  private static final int PAGE_ROWS = 500;

  private static final String VERSION = "v26.0";
  private static final List<String> FIELDS =
      List.of(
          "account_currency",
          "campaign_id",
          "adset_id",
          "ad_id",
          "spend",
          "impressions",
          "clicks",
          "inline_link_clicks",
          "outbound_clicks",
          "actions",
          "action_values",
          "video_thruplay_watched_actions",
          "video_p25_watched_actions",
          "video_p50_watched_actions",
          "video_p75_watched_actions",
          "video_p100_watched_actions",
          "purchase_roas");

  private SdkProcess() {}

  public static void main() throws Exception {
    String base = System.getenv(BASE);
    APIContext context =
        new APIContext(
            base,
            base,
            VERSION,
            System.getenv(TOKEN),
            System.getenv(SECRET),
            System.getenv(APP),
            false);
    try (Connection connection =
            DriverManager.getConnection(
                System.getenv(JDBC), System.getenv(USER), System.getenv(PASSWORD));
        BufferedReader orders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      connection.setAutoCommit(false);
      System.out.println("{\"ready\":true}");
      for (String line = orders.readLine(); line != null; line = orders.readLine()) {
        String[] words = line.split(" ");
        DayRange days = new DayRange(LocalDate.parse(words[2]), LocalDate.parse(words[3]));
        long started = System.nanoTime();
        long rows = read(context, words[1], days, connection, words[4]);
        System.out.printf(
            "{\"rows\":%d,\"seconds\":%.3f}%n", rows, (System.nanoTime() - started) / 1e9);
      }
    }
  }

  private static long read(
      APIContext context, String account, DayRange days, Connection connection, String table)
      throws APIException, SQLException, InterruptedException {
    AdReportRun run = finished(context, account, days);
    long rows = 0;
    try (SdkRows insert = new SdkRows(connection, table)) {
      for (AdsInsights row :
          run.getInsights()
              .setParam("limit", PAGE_ROWS)
              .execute()
              .withAutoPaginationIterator(true)) {
        insert.add(row);
        if (++rows % PAGE_ROWS == 0) {
          insert.send();
        }
      }
      insert.send();
    }
    return rows;
  }

  private static AdReportRun finished(APIContext context, String account, DayRange days)
      throws APIException, InterruptedException {
    String id =
        new AdAccount(account, context)
            .getInsightsAsync()
            .setLevel(AdsInsights.EnumLevel.VALUE_AD)
            .setTimeRange(Map.of("since", days.first().toString(), "until", days.last().toString()))
            .setParam("time_increment", "1")
            .setActionBreakdowns("[\"action_type\"]")
            .setActionAttributionWindows(
                "[\"1d_click\",\"7d_click\",\"28d_click\",\"1d_view\",\"1d_ev\",\"default\"]")
            .requestFields(FIELDS)
            .execute()
            .getRawResponseAsJsonObject()
            .get("report_run_id")
            .getAsString();
    AdReportRun run = AdReportRun.fetchById(id, context);
    while (!"Job Completed".equals(run.getFieldAsyncStatus())) {
      Thread.sleep(1_000);
      run = AdReportRun.fetchById(id, context);
    }
    return run;
  }
}
