package dev.tributary.metaads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.spi.QuotaReading;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The four headers about limits. */
class UsageTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private static Usage usage(Map<String, String> headers) {
    return Usage.of(name -> Optional.ofNullable(headers.get(name)), NOW);
  }

  private static QuotaReading reading(int percent) {
    return usage(
            Map.of(
                "x-business-use-case-usage",
                "{\"42\":[{\"type\":\"ads_insights\",\"call_count\":1,\"total_cputime\":"
                    + percent
                    + ",\"total_time\":2,\"estimated_time_to_regain_access\":"
                    + (percent >= 90 ? 17 : 0)
                    + "}]}"))
        .readings(NOW)
        .getFirst();
  }

  @Test
  void all_four_are_read_and_the_largest_count_of_each_counts() {
    Usage usage =
        usage(
            Map.of(
                "x-app-usage",
                "{\"call_count\":28,\"total_time\":25,\"total_cputime\":31}",
                "x-ad-account-usage",
                "{\"acc_id_util_pct\":9.67,\"reset_time_duration\":100}",
                "x-fb-ads-insights-throttle",
                "{\"app_id_util_pct\":3,\"acc_id_util_pct\":4,\"ads_api_access_tier\":\"x\"}",
                "x-business-use-case-usage",
                "{\"1\":[{\"type\":\"ads_insights\",\"call_count\":50,\"total_cputime\":60,"
                    + "\"total_time\":2},{\"type\":\"ads_management\",\"call_count\":7}]}"));
    assertThat(usage.used())
        .containsEntry("app", 31)
        .containsEntry("ad_account", 10)
        .containsEntry("insights_app", 3)
        .containsEntry("insights_account", 4)
        .containsEntry("ads_insights", 60)
        .containsEntry("ads_management", 7);
    assertThat(usage.full()).isFalse();
    assertThat(usage.wait(NOW)).contains(Duration.ofSeconds(100));
  }

  @Test
  void from_three_quarters_on_less_than_the_fifth_for_fresh_days_is_left() {
    assertThat(reading(74).remaining()).isEqualTo(26);
    assertThat(reading(75).remaining()).isBetween(1L, 19L);
    assertThat(reading(89).remaining()).isEqualTo(1);
    assertThat(reading(75).limit()).hasValue(100);
    assertThat(reading(89).resetsAt()).isEmpty();
  }

  @Test
  void from_nine_tenths_on_nothing_is_left_until_the_announced_time() {
    assertThat(reading(90).remaining()).isZero();
    assertThat(reading(250).resetsAt()).contains(NOW.plus(Duration.ofMinutes(17)));
    Usage app = usage(Map.of("x-app-usage", "{\"call_count\":95}"));
    assertThat(app.full()).isTrue();
    assertThat(app.readings(NOW).getFirst().resetsAt()).contains(NOW.plus(Usage.DECAY));
  }

  @Test
  void the_longest_wait_counts_and_none_is_longer_than_a_day() {
    Usage usage =
        usage(
            Map.of(
                "x-business-use-case-usage",
                "{\"1\":[{\"type\":\"a\",\"estimated_time_to_regain_access\":5},"
                    + "{\"type\":\"a\",\"estimated_time_to_regain_access\":9},"
                    + "{\"type\":\"b\",\"estimated_time_to_regain_access\":99999999}]}"));
    assertThat(usage.wait(NOW)).contains(Duration.ofDays(1));
    assertThat(usage.until()).containsEntry("a", NOW.plus(Duration.ofMinutes(9)));
  }

  @Test
  void what_cannot_be_read_tells_nothing() {
    assertThat(usage(Map.of("x-app-usage", "busy")).used()).isEmpty();
    assertThat(usage(Map.of("x-app-usage", "[1]")).used()).isEmpty();
    assertThat(usage(Map.of()).readings(NOW)).isEmpty();
    assertThat(usage(Map.of()).wait(NOW)).isEmpty();
  }
}
