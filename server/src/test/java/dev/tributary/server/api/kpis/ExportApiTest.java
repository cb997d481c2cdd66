package dev.tributary.server.api.kpis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Shop;
import dev.tributary.server.api.Town;
import dev.tributary.server.api.Visitor;
import dev.tributary.server.api.Visitor.Answer;
import dev.tributary.spi.Secret;
import dev.tributary.store.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CSV over real sockets: whole, or visibly broken. */
@ExtendWith(SharedServer.class)
@TestInstance(Lifecycle.PER_CLASS)
class ExportApiTest {
  private static final int PAGES = 60_000;
  private static final String STREAM =
      "/exports/streams/google_analytics/landing_pages.csv?first=2026-11-01&last=2026-11-30";

  private final Running running;
  private final Town town;
  private final Visitor viewer;
  private Shop shop;

  ExportApiTest(Running running) {
    this.running = running;
    this.town = new Town(running);
    this.viewer = town.as(Role.VIEWER);
  }

  @BeforeAll
  void store() throws Exception {
    shop = Shop.in(running, town);
    shop.stored("overview", "2026-11-01", "2026-11-01");
    shop.execute(
        """
        insert into kpi.google_analytics_overview
            (workspace_id, integration_id, day, sessions, engaged_sessions, total_revenue)
        values ('%1$s', '%2$s', '2026-11-01', 100, 50, -12.5);
        insert into kpi.google_analytics_landing_pages
            (workspace_id, integration_id, day, landing_page, sessions)
        select '%1$s', '%2$s', '2026-11-01', '=cmd' || n, 1 from generate_series(1, %3$d) n
        """
            .formatted(shop.workspace(), shop.id(), PAGES));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/exports/streams/nobody/overview.csv?first=2026-11-01&last=2026-11-02|404|not_found",
        "/exports/streams/google_analytics/nothing.csv?first=2026-11-01&last=2026-11-02|404|not_found",
        "/exports/streams/google_analytics/properties.csv?first=2026-11-01&last=2026-11-02|422|invalid_fields",
        "/exports/streams/google_analytics/overview.csv?first=2026-11-01|422|invalid_parameter",
        "/exports/streams/google_analytics/overview.csv?first=1/11/26&last=2026-11-02|422|invalid_parameter",
        "/exports/streams/google_analytics/overview.csv?first=2026-11-03&last=2026-11-02|422|reversed_range",
        "/exports/streams/google_analytics/overview.csv?first=1026-11-03&last=2026-11-02|422|range_too_long",
        "/exports/streams/google_analytics/overview.csv?first=2026-11-01&last=2026-11-02&integrations=00000000-0000-0000-0000-000000000000|422|unknown_integration"
      })
  void what_cannot_be_exported_is_a_problem_and_no_file(String path, int status, String code)
      throws Exception {
    Answer answer = viewer.get(town.path(path)).refused(status, code);
    assertThat(answer.header("Content-Disposition")).isEmpty();
  }

  @Test
  void an_answer_is_a_file_with_its_rows_and_checksum() throws Exception {
    Answer file =
        viewer
            .get(
                town.path(
                    "/exports/kpis.csv?kpis=sessions,total_revenue&first=2026-11-01&last=2026-11-01"))
            .is(200);
    assertThat(file.header("Content-Type")).isEqualToIgnoringCase("text/csv;charset=utf-8");
    assertThat(file.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"kpis-2026-11-01-2026-11-01.csv\"");
    assertThat(file.body()).contains("google_analytics.sessions,100,count").contains(",-12.5");
    requireWhole(file.body(), 2);
  }

  @Test
  void a_stream_is_sent_whole_with_formulas_defused() throws Exception {
    String body = viewer.get(town.path(STREAM + "&integrations=" + shop.id())).is(200).body();
    assertThat(body).contains(",'=Shop,2026-11-01,'=cmd1,");
    requireWhole(body, PAGES);
  }

  private static void requireWhole(String body, int rows) throws Exception {
    int last = body.lastIndexOf("# rows=");
    String sha256 =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(body.substring(0, last).getBytes(StandardCharsets.UTF_8)));
    assertThat(body.substring(last)).isEqualTo("# rows=%d sha256=%s\r\n".formatted(rows, sha256));
  }

  /** The database goes away while a slow taker takes: the file has no end, and neither the answer. */
  @Test
  void what_fails_on_the_way_breaks_the_connection() throws Exception {
    try (Socket socket = new Socket()) {
      // So small that the server cannot have sent everything before it fails.
      socket.setReceiveBufferSize(4_096);
      socket.setSoTimeout(10_000);
      URI address = running.server().address();
      socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: localhost\r\nCookie: tributary=%s\r\n\r\n"
                  .formatted(
                      town.path(STREAM), viewer.session().map(Secret::reveal).orElseThrow())
                  .getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream taken = new ByteArrayOutputStream();
      taken.write(in.readNBytes(10_000));
      assertThat(taken.toString(StandardCharsets.UTF_8)).startsWith("HTTP/1.1 200");
      shop.execute(
          """
          select pg_terminate_backend(pid)
            from pg_stat_activity
           where datname = current_database() and application_name = 'tributary-app'
             and query like '%google_analytics_landing_pages%' and state <> 'idle'
          """);
      taken.write(rest(in));
      String text = taken.toString(StandardCharsets.UTF_8);
      assertThat(text).doesNotContain("# rows=");
      assertThat(text).as("the last chunk of an answer that is whole").doesNotEndWith("0\r\n\r\n");
    }
  }

  private static byte[] rest(InputStream in) throws IOException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    byte[] part = new byte[65_536];
    try {
      for (int n = in.read(part); n >= 0; n = in.read(part)) {
        rest.write(part, 0, n);
      }
    } catch (IOException reset) {
      // The connection may end with a reset, which says the same.
    }
    return rest.toByteArray();
  }
}
