package dev.tributary.engine.kpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.spi.DayRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KpiExportsTest {
  private static final DayRange NOVEMBER =
      new DayRange(LocalDate.of(2026, 11, 1), LocalDate.of(2026, 11, 30));

  private final KpiWorld world = new KpiWorld();
  private final KpiExports exports = new KpiExports(world.database, world.queries);

  @Test
  void a_taker_that_fails_ends_the_export() {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    world.row(shop, "google_analytics_overview", "2026-11-01", 1, 1, 1);
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException("disk full");
          }
        };
    assertThatThrownBy(() ->
            exports.stream(
                world.workspace, KpiWorld.ANALYTICS, "overview", List.of(shop), NOVEMBER, full))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("disk full");
  }

  @Test
  void entities_have_no_days_to_export() {
    assertThatThrownBy(() ->
            exports.stream(
                world.workspace,
                KpiWorld.ADS,
                "campaign_names",
                List.of(),
                NOVEMBER,
                new ByteArrayOutputStream()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void formulas_are_defused_and_negative_numbers_stay_numbers() throws Exception {
    UUID shop = world.account("google_analytics", "=Shop, \"the\" one", "UTC", "EUR");
    world.stored(shop, "channels", "2026-11-01", "2026-11-01");
    world.row(shop, "google_analytics_channels", "2026-11-01", "=1+1", 1, 0, -2.5);
    world.row(shop, "google_analytics_channels", "2026-11-02", "-5", 2, 0, 0);
    world.row(shop, "google_analytics_channels", "2026-11-03", "a\nb,\"c\" é", 3, 0, 0);

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Exported exported =
        exports.stream(
            world.workspace, KpiWorld.ANALYTICS, "channels", List.of(shop), NOVEMBER, out);

    String account = "\"'=Shop, \"\"the\"\" one\"";
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            integration,account,day,channel,sessions,engaged_sessions,total_revenue,currency,state,partial,may_change,read_at\r
            %1$s,%2$s,2026-11-01,'=1+1,1,0,-2.500000,EUR,final,false,false,2026-11-03T00:00:00Z\r
            %1$s,%2$s,2026-11-02,'-5,2,0,0.000000,EUR,missing,true,true,\r
            %1$s,%2$s,2026-11-03,"a\nb,""c"" é",3,0,0.000000,EUR,missing,true,true,\r
            # rows=3 sha256=%3$s\r
            """
                .formatted(shop, account, exported.sha256()));
    assertThat(CsvFile.quoted("\tx")).isEqualTo("'\tx");
    assertThat(CsvFile.quoted("\rx")).isEqualTo("\"'\rx\"");
    assertThat(CsvFile.quoted("@x")).isEqualTo("'@x");
    assertThat(CsvFile.quoted("+x")).isEqualTo("'+x");
    assertThat(CsvFile.quoted("\nx")).isEqualTo("\"'\nx\"");
    assertThat(CsvFile.quoted("＝1+1")).isEqualTo("'＝1+1");
    // A spreadsheet that parts cells by semicolon does not heed a quote within a line.
    assertThat(CsvFile.quoted("a;=1+1")).isEqualTo("a;'=1+1");
    assertThat(CsvFile.quoted("a\t @SUM(1)")).isEqualTo("a\t '@SUM(1)");
    assertThat(CsvFile.quoted("a\n-1")).isEqualTo("\"a\n'-1\"");
    assertThat(CsvFile.quoted("a-b; c=d")).isEqualTo("a-b; c=d");
    assertThat(CsvFile.quoted("")).isEmpty();
  }

  @Test
  void an_export_is_complete_and_its_checksum_is_of_what_was_written() throws Exception {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    world.execute(
        """
        insert into kpi.google_analytics_channels
        select '%s', '%s', date '2026-11-01' + n %% 10, 'channel ' || n, n, 0, 0
          from generate_series(1, 9000) n
        """
            .formatted(world.workspace, shop));
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    Exported exported =
        exports.stream(
            world.workspace, KpiWorld.ANALYTICS, "channels", List.of(shop), NOVEMBER, out);

    byte[] bytes = out.toByteArray();
    String text = out.toString(StandardCharsets.UTF_8);
    int trailer = text.lastIndexOf("# rows=");
    assertThat(exported.rows()).isEqualTo(9_000);
    assertThat(text.lines()).hasSize(9_002);
    assertThat(exported.sha256())
        .isEqualTo(
            HexFormat.of()
                .formatHex(
                    MessageDigest.getInstance("SHA-256")
                        .digest(
                            Arrays.copyOf(
                                bytes,
                                text.substring(0, trailer)
                                    .getBytes(StandardCharsets.UTF_8)
                                    .length))));
    assertThat(text.substring(trailer))
        .isEqualTo("# rows=9000 sha256=" + exported.sha256() + "\r\n");
  }

  @Test
  void an_answer_is_exported_number_by_number() throws Exception {
    UUID shop = world.account("google_analytics", "Shop", "UTC", "EUR");
    world.stored(shop, "overview", "2026-11-01", "2026-11-01");
    world.stored(shop, "channels", "2026-11-01", "2026-11-01");
    world.row(shop, "google_analytics_overview", "2026-11-01", 10, 5, 8);
    world.row(shop, "google_analytics_channels", "2026-11-01", "Direct", 4, 1, 3);
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    Exported exported =
        exports.answer(
            world
                .ask("2026-11-01", "2026-11-01", "total_revenue", "total_users")
                .brokenDownBy("channel")
                .comparedWith(Comparison.PREVIOUS_PERIOD)
                .top(5),
            KpiWorld.NOW,
            out);

    assertThat(exported.rows()).isEqualTo(6);
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .contains(
            "2026-11-01,2026-11-01,total,,,google_analytics.total_revenue,8.000000,currency,EUR,false,false,0,,2026-11-03T00:00:00Z,,,",
            "2026-11-01,2026-11-01,value,Direct,,google_analytics.total_revenue,3.000000,currency,EUR,false,false,0,,2026-11-03T00:00:00Z,,,",
            "2026-11-01,2026-11-01,not_in_breakdown,,,google_analytics.total_revenue,5.000000,currency,EUR,false,false,0,,2026-11-03T00:00:00Z,,,",
            "2026-11-01,2026-11-01,total,,,google_analytics.total_users,,users,,false,false,1,,,,,not_stored");
  }
}
