package dev.tributary.server.api.kpis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Shop;
import dev.tributary.server.api.Town;
import dev.tributary.server.api.Visitor;
import dev.tributary.store.Role;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Questions to stored numbers, by body and by address. */
@ExtendWith(SharedServer.class)
@TestInstance(Lifecycle.PER_CLASS)
class KpiApiTest {
  private final Running running;
  private final Town town;
  private final Visitor viewer;
  private Shop shop;

  KpiApiTest(Running running) {
    this.running = running;
    this.town = new Town(running);
    this.viewer = town.as(Role.VIEWER);
  }

  @AfterAll
  void leave() {
    shop.close();
  }

  @BeforeAll
  void store() throws Exception {
    shop = Shop.in(running, town);
    shop.stored("overview", "2026-11-01", "2026-11-03");
    shop.stored("channels", "2026-11-01", "2026-11-03");
    shop.stored("landing_pages", "2026-11-01", "2026-11-01");
    shop.execute(
        """
        insert into kpi.google_analytics_overview
            (workspace_id, integration_id, day, sessions, engaged_sessions, total_revenue)
        select '%1$s', '%2$s', date '2026-11-01' + n, 100 * (n + 1), 50, 12.5
          from generate_series(0, 2) n;
        insert into kpi.google_analytics_channels
            (workspace_id, integration_id, day, channel, sessions, engaged_sessions)
        values ('%1$s', '%2$s', '2026-11-01', 'Direct', 60, 30),
               ('%1$s', '%2$s', '2026-11-01', 'Email', 30, 15);
        insert into kpi.google_analytics_landing_pages
            (workspace_id, integration_id, day, landing_page, sessions)
        select '%1$s', '%2$s', '2026-11-01', '/p' || n, 1 from generate_series(1, 10001) n
        """
            .formatted(shop.workspace(), shop.id()));
  }

  private JsonNode ask(String body) throws Exception {
    return viewer.post(town.path("/kpis/query"), body).is(200).json();
  }

  // ---- what cannot be asked ----

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|invalid_body",
        "{'kpis':['sessions'],'first':'1/11/26','last':'2026-11-02'}|invalid_body",
        "{'kpis':['sessions'],'first':'2026-02-30','last':'2026-11-02'}|invalid_body",
        "{'kpis':['sessions'],'first':'2026-11-01','last':'2026-11-02','gain':'day'}|unknown_field",
        "{'kpis':['sessions'],'first':'2026-11-01','last':'2026-11-02','grain':'hour'}|invalid_body",
        "{'kpis':['sessions']}|invalid_fields",
        "{'kpis':['sessions'],'first':'2026-11-01'}|invalid_fields",
        "{'kpis':['sessions'],'first':'2026-11-01','period':'P7D'}|invalid_fields",
        "{'kpis':['sessions'],'period':'P1Y'}|invalid_fields",
        "{'kpis':['sessions'],'period':'P0D'}|invalid_fields",
        "{'kpis':['sessions'],'period':'P9999W'}|range_too_long",
        "{'kpis':['sessions'],'period':'P7D','last':'-999999999-01-01'}|invalid_fields",
        "{'kpis':['sessions'],'first':'2026-11-02','last':'2026-11-01'}|reversed_range",
        "{'kpis':['sesions'],'period':'P7D'}|unknown_kpi",
        "{'kpis':[],'period':'P7D'}|kpis",
        "{'kpis':['sessions'],'period':'P7D','dimension':'planet'}|unknown_dimension",
        "{'kpis':['sessions'],'period':'P7D','top':5}|sort",
        "{'kpis':['sessions'],'period':'P7D','dimension':'channel','top':0}|top",
        "{'kpis':['sessions'],'period':'P7D','integrations':['00000000-0000-0000-0000-000000000000']}|unknown_integration",
        "{'kpis':['sessions'],'period':'P7D','filters':[{'dimension':'channel','op':'is','values':['a','b']}]}|invalid_fields",
        "{'kpis':['sessions'],'period':'P7D','filters':[{'dimension':'channel','op':'in','values':[]}]}|filter",
        "{'kpis':['sessions'],'period':'P7D','filters':[{'dimension':'channel','op':'like','values':['a']}]}|invalid_body",
        "{'kpis':['sessions'],'first':'2026-11-01','last':'2026-11-01','dimension':'landing_page'}|too_many_values",
        "{'kpis':['sessions'],'first':'2023-01-01','last':'2026-11-01','grain':'day'}|range_too_long"
      })
  void a_question_that_cannot_be_asked_is_a_problem(String body, String code) throws Exception {
    viewer.post(town.path("/kpis/query"), body.replace('\'', '"')).refused(422, code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "first=2026-11-01&last=2026-11-02|invalid_fields",
        "kpis=sessions&first=1/11/26&last=2026-11-02|invalid_fields",
        "kpis=sessions&period=P7D&grain=hour|invalid_fields",
        "kpis=sessions&period=P7D&grain=DAY|invalid_fields",
        "kpis=sessions&period=P7D&grain=day&grain=week|invalid_fields",
        "kpis=sessions&period=P7D&gain=day|invalid_fields",
        "kpis=sessions&period=P7D&top=many&dimension=channel|invalid_fields",
        "kpis=sessions&period=P7D&integrations=7|invalid_fields",
        "kpis=sessions&period=P7D&filter=channel=Direct|invalid_fields",
        "kpis=sessions&period=P7D&filter=channel:like:Direct|invalid_fields",
        "kpis=sesions&period=P7D|unknown_kpi"
      })
  void an_address_that_cannot_be_read_is_a_problem(String query, String code) throws Exception {
    viewer.get(town.path("/kpis/query?" + query)).refused(422, code);
    viewer.get(town.path("/exports/kpis.csv?" + query)).refused(422, code);
  }

  @Test
  void another_workspace_has_other_integrations() throws Exception {
    Town other = new Town(running);
    other
        .as(Role.OWNER)
        .get(other.path("/kpis/query?kpis=sessions&period=P7D&integrations=" + shop.id()))
        .refused(422, "unknown_integration");
    other
        .as(Role.OWNER)
        .get(other.path("/kpis/explain?kpi=sessions&integration=" + shop.id()))
        .refused(404, "not_found");
    other.as(Role.OWNER).get(town.path("/kpis")).refused(404, "not_found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kpi=clicks|unknown_kpi",
        "kpi=sessions&first=2020-01-01|range_too_long",
        "kpi=sessions&first=2026-11-03&last=2026-11-01|reversed_range",
        "kpi=sessions&first=11/3/26|invalid_parameter",
        "first=2026-11-01|invalid_parameter"
      })
  void what_cannot_be_explained_is_a_problem(String query, String code) throws Exception {
    viewer
        .get(town.path("/kpis/explain?integration=" + shop.id() + "&" + query))
        .refused(422, code);
  }

  @Test
  void a_distinct_number_is_refused_within_the_answer() throws Exception {
    JsonNode answer =
        ask("{\"kpis\":[\"total_users\"],\"first\":\"2026-11-01\",\"last\":\"2026-11-03\"}");
    JsonNode refused = answer.path("columns").get(0).path("refused");
    assertThat(refused.path("code").asString()).isEqualTo("not_additive");
    assertThat(refused.path("instead").asString()).startsWith("Ask for single days");
  }

  // ---- what is answered ----

  @Test
  void a_question_is_answered_the_same_by_body_and_by_address() throws Exception {
    JsonNode byBody =
        ask(
            """
            {"kpis":["sessions","engagement_rate","total_revenue"],"first":"2026-11-01",
             "last":"2026-11-01","dimension":"channel","top":1,
             "sort":{"by":"sessions","descending":true},"compare":"previous_period",
             "filters":[{"dimension":"channel","op":"not_in","values":["x","y"]}]}
            """);
    JsonNode byAddress =
        viewer
            .get(
                town.path(
                    "/kpis/query?kpis=sessions,engagement_rate&kpis=total_revenue"
                        + "&first=2026-11-01&last=2026-11-01&dimension=channel&top=1"
                        + "&sort=-sessions&compare=previous_period&filter="
                        + URLEncoder.encode("channel:not_in:x|y", StandardCharsets.UTF_8)))
            .is(200)
            .json();
    assertThat(byAddress.path("breakdown")).isEqualTo(byBody.path("breakdown"));
    assertThat(byAddress.path("totals")).isEqualTo(byBody.path("totals"));
    assertThat(byBody.path("breakdown"))
        .extracting(row -> row.path("kind").asString())
        .containsExactly("value", "rest", "not_in_breakdown");
  }

  @Test
  void every_number_is_a_text_with_all_that_is_known_of_it() throws Exception {
    JsonNode answer =
        ask(
            """
            {"kpis":["google_analytics.sessions","engagement_rate","total_revenue"],
             "first":"2026-11-01","last":"2026-11-04","weekStart":"sunday","grain":"total"}
            """);
    JsonNode row = answer.path("totals").get(0);
    assertThat(row.path("currency").asString()).isEqualTo("EUR");
    JsonNode sessions = row.path("cells").get(0);
    assertThat(sessions.path("value").isString()).isTrue();
    assertThat(sessions.path("value").asString()).isEqualTo("600");
    assertThat(sessions.has("currency")).isFalse();
    assertThat(sessions.path("standing").path("storedDays").asInt()).isEqualTo(3);
    assertThat(sessions.path("standing").path("missingDays").asInt()).isEqualTo(1);
    assertThat(sessions.path("standing").path("oldestRead").asString())
        .isEqualTo("2026-11-03T00:00:00Z");
    assertThat(row.path("cells").get(1).path("value").asString()).isEqualTo("0.25");
    assertThat(row.path("cells").get(1).path("under").asString()).isEqualTo("600");
    assertThat(row.path("cells").get(2).path("value").asString()).isEqualTo("37.5");
    assertThat(row.path("cells").get(2).path("currency").asString()).isEqualTo("EUR");
    JsonNode source = answer.path("sources").get(0);
    assertThat(source.path("integrationId").asString()).isEqualTo(shop.id().toString());
    assertThat(source.path("dataThrough").asString()).isEqualTo("2026-11-03");
    assertThat(source.path("zone").asString()).isEqualTo("UTC");
    assertThat(answer.path("columns").get(0).path("additivity").asString()).isEqualTo("sum");
  }

  @Test
  void a_period_ends_with_yesterday_unless_it_is_said() throws Exception {
    JsonNode said =
        ask(
            "{\"kpis\":[\"sessions\"],\"period\":\"P1W\",\"last\":\"2026-11-03\",\"grain\":\"day\"}");
    assertThat(said.path("first").asString()).isEqualTo("2026-10-28");
    assertThat(said.path("totals")).hasSize(7);
    JsonNode yesterday = ask("{\"kpis\":[\"sessions\"],\"period\":\"P28D\"}");
    assertThat(yesterday.path("last").asString())
        .isEqualTo(
            java.time.LocalDate.ofInstant(
                    running.server().backend().engine().now(), java.time.ZoneId.of("Europe/Berlin"))
                .minusDays(1)
                .toString());
  }

  @Test
  void the_catalogue_tells_units_formulas_and_homes() throws Exception {
    JsonNode all = viewer.get(town.path("/kpis")).is(200).json().path("items");
    assertThat(all.size()).isGreaterThan(30);
    JsonNode rate = viewer.get(town.path("/kpis/google_analytics.engagement_rate")).is(200).json();
    assertThat(rate.path("unit").asString()).isEqualTo("percent");
    assertThat(rate.path("additivity").asString()).isEqualTo("ratio_of_sums");
    assertThat(rate.path("homeStream").asString()).isEqualTo("overview");
    assertThat(rate.path("grains").toString())
        .isEqualTo("[\"day\",\"week\",\"month\",\"quarter\",\"total\"]");
    JsonNode blended = viewer.get(town.path("/kpis/blended.mer")).is(200).json();
    assertThat(blended.has("provider")).isFalse();
    assertThat(blended.has("missing")).isFalse();
    JsonNode mail = viewer.get(town.path("/kpis/blended.email_revenue_per_1000")).is(200).json();
    assertThat(mail.has("missing")).isFalse();
    viewer.get(town.path("/kpis/sessions")).refused(404, "not_found");
  }

  @Test
  void a_number_is_explained_day_by_day() throws Exception {
    JsonNode explanation =
        viewer
            .get(
                town.path(
                    "/kpis/explain?kpi=google_analytics.sessions&first=2026-11-03&last=2026-11-04"
                        + "&integration="
                        + shop.id()))
            .is(200)
            .json();
    assertThat(explanation.path("value").asString()).isEqualTo("300");
    assertThat(explanation.path("days"))
        .extracting(day -> day.path("state").asString())
        .containsExactly("final", "missing");
  }
}
