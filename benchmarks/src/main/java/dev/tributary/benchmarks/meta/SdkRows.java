package dev.tributary.benchmarks.meta;

import com.facebook.ads.sdk.AdsActionStats;
import com.facebook.ads.sdk.AdsInsights;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows of the vendor's client into a table like ours, by JDBC batches. One thread. */
final class SdkRows implements AutoCloseable {
  private static final UUID NOBODY = new UUID(0, 0);
  private static final Set<String> PURCHASE = Set.of("omni_purchase");
  private static final Set<String> LEADS =
      Set.of("onsite_conversion.lead_grouped", "offsite_conversion.fb_pixel_lead");
  private static final Set<String> CONVERSIONS =
      Set.of(
          "offsite_conversion.fb_pixel_custom",
          "offsite_conversion.fb_pixel_lead",
          "onsite_conversion.lead_grouped",
          "offsite_conversion.fb_pixel_purchase",
          "onsite_conversion.purchase");

  /** A window's number of an element; the client calls it null where it is missing. */
  private interface Number extends Function<AdsActionStats, @Nullable String> {}

  private record Window(String name, Number number) {}

  private static final List<Window> WINDOWS =
      List.of(
          new Window("1d_click", AdsActionStats::getField1dClick),
          new Window("7d_click", AdsActionStats::getField7dClick),
          new Window("28d_click", AdsActionStats::getField28dClick),
          new Window("1d_view", AdsActionStats::getField1dView),
          new Window("1d_ev", AdsActionStats::getField1dEv));

  private static final List<String> COLUMNS = columns();

  private final Connection connection;
  private final PreparedStatement insert;

  SdkRows(Connection connection, String table) throws SQLException {
    this.connection = connection;
    this.insert =
        connection.prepareStatement(
            "insert into %s (%s) values (%s)"
                .formatted(
                    table,
                    String.join(", ", COLUMNS),
                    String.join(", ", Collections.nCopies(COLUMNS.size(), "?"))));
  }

  private static List<String> columns() {
    List<String> columns =
        new ArrayList<>(
            List.of(
                "workspace_id",
                "integration_id",
                "day",
                "campaign_id",
                "ad_set_id",
                "ad_id",
                "spend",
                "impressions",
                "clicks",
                "link_clicks",
                "outbound_clicks",
                "landing_page_views",
                "add_to_carts",
                "checkouts",
                "purchases",
                "purchase_value",
                "leads",
                "conversions",
                "conversion_value",
                "video_views",
                "thruplays",
                "video_25",
                "video_50",
                "video_75",
                "video_100",
                "reported_value"));
    WINDOWS.forEach(window -> columns.add("purchases_" + window.name));
    WINDOWS.forEach(window -> columns.add("purchase_value_" + window.name));
    return columns;
  }

  /** Into the batch. */
  void add(AdsInsights row) throws SQLException {
    List<AdsActionStats> actions = list(row.getFieldActions());
    List<AdsActionStats> values = list(row.getFieldActionValues());
    BigDecimal spend = number(row.getFieldSpend());
    int n = 0;
    insert.setObject(++n, NOBODY);
    insert.setObject(++n, NOBODY);
    insert.setObject(++n, LocalDate.parse(row.getFieldDateStart()));
    insert.setString(++n, row.getFieldCampaignId());
    insert.setString(++n, row.getFieldAdsetId());
    insert.setString(++n, row.getFieldAdId());
    List<BigDecimal> numbers =
        new ArrayList<>(
            List.of(
                spend,
                number(row.getFieldImpressions()),
                number(row.getFieldClicks()),
                number(row.getFieldInlineLinkClicks()),
                all(row.getFieldOutboundClicks()),
                sum(actions, Set.of("landing_page_view")),
                sum(actions, Set.of("omni_add_to_cart")),
                sum(actions, Set.of("omni_initiated_checkout")),
                sum(actions, PURCHASE),
                sum(values, PURCHASE),
                sum(actions, LEADS),
                sum(actions, CONVERSIONS),
                sum(values, CONVERSIONS),
                sum(actions, Set.of("video_view")),
                all(row.getFieldVideoThruplayWatchedActions()),
                all(row.getFieldVideoP25WatchedActions()),
                all(row.getFieldVideoP50WatchedActions()),
                all(row.getFieldVideoP75WatchedActions()),
                all(row.getFieldVideoP100WatchedActions()),
                sum(list(row.getFieldPurchaseRoas()), PURCHASE)
                    .multiply(spend)
                    .setScale(6, RoundingMode.HALF_EVEN)));
    WINDOWS.forEach(window -> numbers.add(sum(actions, PURCHASE, window.number)));
    WINDOWS.forEach(window -> numbers.add(sum(values, PURCHASE, window.number)));
    for (BigDecimal number : numbers) {
      insert.setBigDecimal(++n, number);
    }
    insert.addBatch();
  }

  /** The batch into the table, in a transaction of its own. */
  void send() throws SQLException {
    insert.executeBatch();
    connection.commit();
  }

  private static List<AdsActionStats> list(@Nullable List<AdsActionStats> given) {
    return given == null ? List.of() : given;
  }

  private static BigDecimal all(@Nullable List<AdsActionStats> given) {
    return list(given).stream()
        .map(one -> number(one.getFieldValue()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal sum(List<AdsActionStats> list, Set<String> types) {
    return sum(list, types, AdsActionStats::getFieldValue);
  }

  private static BigDecimal sum(List<AdsActionStats> list, Set<String> types, Number number) {
    return list.stream()
        .filter(one -> types.contains(one.getFieldActionType()))
        .map(one -> number(number.apply(one)))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal number(@Nullable String text) {
    return text == null ? BigDecimal.ZERO : new BigDecimal(text);
  }

  @Override
  public void close() throws SQLException {
    insert.close();
  }
}
