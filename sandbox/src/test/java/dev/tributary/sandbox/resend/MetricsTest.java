package dev.tributary.sandbox.resend;

import static dev.tributary.sandbox.resend.Resend.good;
import static dev.tributary.sandbox.resend.Resend.json;
import static dev.tributary.sandbox.resend.Resend.refused;
import static dev.tributary.sandbox.resend.Resend.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.resend.metrics.Count;
import dev.tributary.sandbox.resend.metrics.Metric;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class MetricsTest {
  private static final Resend RESEND = Resend.start();
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final List<String> COUNTS =
      Stream.concat(
              Stream.of("bounced", "unique_opened", "unique_clicked"),
              Stream.of(Count.values()).map(Count::apiName))
          .toList();

  @BeforeEach
  void anew() {
    RESEND.anew();
  }

  @AfterAll
  static void stop() {
    RESEND.close();
  }

  private static JsonNode metrics(String query) {
    return good(RESEND.get("/emails/metrics?" + query));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "start_date=yesterday",
        "start_date=2026-11-20&end_date=2026-11-19",
        "timezone=Berlin",
        "granularity=yearly",
        "metrics=likes",
        "dimensions=person",
        "dimensions=email,broadcast",
        "dimensions=email&broadcast_id=1",
        "dimensions=broadcast&email_id=1"
      })
  void a_question_that_makes_no_sense_is_refused(String query) {
    assertThat(RESEND.get("/emails/metrics?" + query).status()).isEqualTo(422);
  }

  @Test
  void a_day_that_began_within_the_hour_is_a_period_too() {
    JsonNode answer =
        metrics("dimensions=period&start_date=2026-11-14T00:15:00Z&end_date=2026-11-19T00:15:00Z");
    assertThat(texts(answer.path("data"), "period"))
        .containsExactly(
            "2026-11-14", "2026-11-15", "2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19");
  }

  @Test
  void too_many_ids_and_periods_are_refused() {
    String ids =
        Stream.iterate(0, n -> n + 1)
            .limit(101)
            .map(n -> "id" + n)
            .collect(Collectors.joining(","));
    refused(RESEND.get("/emails/metrics?domain_id=" + ids), 422, "validation_error");
    RESEND.control("/teams/nordlicht", json("{'retentionDays':500}"));
    String long_ = "start_date=2025-09-01&granularity=hourly";
    assertThat(RESEND.get("/emails/metrics?" + long_).status()).isEqualTo(200);
    refused(RESEND.get("/emails/metrics?dimensions=period&" + long_), 422, "validation_error");
  }

  @Test
  void a_team_without_the_endpoint_is_told_that_there_is_none() {
    refused(RESEND.send("GET", "/emails/metrics", RESEND.keyOf(Teams.KAURI), ""), 404, "not_found");
  }

  @Test
  void without_dimensions_there_are_totals_of_seven_days_and_no_data() {
    JsonNode answer = good(RESEND.get("/emails/metrics"));
    assertThat(answer.get("object").asString()).isEqualTo("metrics");
    assertThat(answer.get("start_date").asString()).isEqualTo("2026-11-16T11:00:00.000Z");
    assertThat(answer.get("end_date").asString()).isEqualTo("2026-11-22T11:00:00.000Z");
    assertThat(answer.get("metrics").size()).isEqualTo(22);
    assertThat(answer.get("totals").size()).isEqualTo(22);
    assertThat(answer.has("data")).isFalse();
    assertThat(answer.get("granularity").asString()).isEqualTo("daily");
    assertThat(answer.at("/totals/delivery_rate").asDouble()).isBetween(97.0, 99.5);
    assertThat(answer.at("/totals/bounce_rate").asDouble()).isBetween(0.5, 3.0);
    assertThat(answer.at("/totals/received").asLong()).isPositive();
  }

  @Test
  void days_agree_with_the_truth_in_any_zone() {
    for (String zone : List.of("UTC", "Europe/Berlin", "Asia/Kolkata")) {
      ZoneId id = ZoneId.of(zone);
      String start = LocalDate.of(2026, 11, 10).atStartOfDay(id).toInstant().toString();
      String end = LocalDate.of(2026, 11, 20).atStartOfDay(id).toInstant().toString();
      JsonNode answer =
          metrics(
              "dimensions=period,domain&timezone="
                  + zone
                  + "&start_date="
                  + start
                  + "&end_date="
                  + end);
      var truth = RESEND.sandbox.resend().truth(Teams.NORDLICHT, id, Resend.NOW);
      assertThat(answer.get("data").size()).isEqualTo(10 * 4);
      for (JsonNode row : answer.get("data")) {
        LocalDate day = LocalDate.parse(row.get("period").asString());
        Map<String, BigDecimal> real =
            truth.of(row.get("domain_id").asString()).period(day, day, COUNTS);
        COUNTS.forEach(name ->
            assertThat(row.get(name).asLong())
                .as(zone + " " + row)
                .isEqualTo(real.get(name).longValueExact()));
      }
      Map<String, BigDecimal> whole =
          truth.period(LocalDate.of(2026, 11, 10), LocalDate.of(2026, 11, 19), COUNTS);
      COUNTS.forEach(name ->
          assertThat(answer.at("/totals/" + name).asLong())
              .isEqualTo(whole.get(name).longValueExact()));
    }
  }

  @Test
  void people_do_not_add_up_and_all_else_does() {
    LocalDate from = LocalDate.of(2026, 9, 1);
    LocalDate to = LocalDate.of(2026, 10, 20);
    var truth = RESEND.sandbox.resend().truth(Teams.NORDLICHT, BERLIN, Resend.NOW);
    Map<String, BigDecimal> period = truth.period(from, to, COUNTS);
    Map<String, BigDecimal> days = truth.sumOfDays(from, to, COUNTS);
    for (String name : COUNTS) {
      if (name.startsWith("unique_")) {
        assertThat(days.get(name)).isGreaterThan(period.get(name));
        assertThat(period.get(name)).isPositive();
      } else {
        assertThat(days.get(name)).isEqualTo(period.get(name));
      }
    }
  }

  @Test
  void the_newsletter_goes_out_on_tuesdays() {
    JsonNode rows =
        metrics(
                "dimensions=period&metrics=sent&start_date=2026-11-09&end_date=2026-11-16&domain_id="
                    + RESEND.team().domain(Teams.NEWS_DOMAIN).orElseThrow().id())
            .get("data");
    assertThat(texts(rows, "period")).contains("2026-11-10");
    for (JsonNode row : rows) {
      boolean tuesday = row.get("period").asString().equals("2026-11-10");
      assertThat(row.get("sent").asLong() > 5_000).isEqualTo(tuesday);
    }
  }

  @Test
  void weeks_months_and_hours_are_periods_too() {
    String range = "&dimensions=period&metrics=sent&start_date=2026-10-30&end_date=2026-11-03";
    assertThat(texts(metrics("granularity=weekly" + range).get("data"), "period"))
        .containsExactly("2026-10-26", "2026-11-02");
    assertThat(texts(metrics("granularity=monthly" + range).get("data"), "period"))
        .containsExactly("2026-10-01", "2026-11-01");
    assertThat(metrics("granularity=hourly" + range).get("data").size()).isEqualTo(96);
    assertThat(
            metrics("granularity=hourly&timezone=Europe/Berlin" + range)
                .at("/data/0/period")
                .asString())
        .isEqualTo("2026-10-30T01:00:00+01:00");
  }

  @Test
  void untracked_domains_have_no_opens() {
    JsonNode row =
        metrics(
            "domain_id="
                + RESEND.team().domain(Teams.US_DOMAIN).orElseThrow().id()
                + "&metrics=sent,opened&metrics=clicked,unique_opened,open_rate");
    assertThat(row.at("/totals/sent").asLong()).isPositive();
    for (String name : List.of("opened", "clicked", "unique_opened", "open_rate")) {
      assertThat(row.at("/totals/" + name).asInt(-1)).isZero();
    }
  }

  @Test
  void days_grow_until_everybody_has_opened_and_then_stand_still() {
    LocalDate day = LocalDate.of(2026, 11, 17);
    List<Long> opened = new ArrayList<>();
    for (Duration later : List.of(Duration.ZERO, Duration.ofDays(2), Duration.ofDays(30))) {
      var at = Resend.NOW.plus(later);
      opened.add(
          RESEND
              .sandbox
              .resend()
              .truth(Teams.NORDLICHT, BERLIN, at)
              .period(day, day, List.of("opened"))
              .get("opened")
              .longValueExact());
    }
    assertThat(opened).isSorted().doesNotHaveDuplicates();
    assertThat(
            RESEND
                .sandbox
                .resend()
                .truth(Teams.NORDLICHT, BERLIN, Resend.NOW.plus(Duration.ofDays(300)))
                .period(day, day, List.of("opened"))
                .get("opened"))
        .isEqualTo(BigDecimal.valueOf(opened.getLast()));
  }

  @Test
  void a_start_before_the_plans_retention_is_moved_silently() {
    JsonNode answer =
        good(
            RESEND.send(
                "GET",
                "/emails/metrics?dimensions=period&start_date=2026-10-01",
                RESEND.keyOf(Teams.SAKURA),
                ""));
    assertThat(answer.get("start_date").asString()).isEqualTo("2026-11-19T00:00:00.000Z");
    assertThat(answer.get("data").size()).isEqualTo(4);
    JsonNode none =
        good(
            RESEND.send(
                "GET",
                "/emails/metrics?dimensions=period&start_date=2026-10-01&end_date=2026-10-02",
                RESEND.keyOf(Teams.SAKURA),
                ""));
    assertThat(none.get("data").size()).isZero();
  }

  @Test
  void an_answer_is_kept_for_a_quarter_of_an_hour() {
    String query = "metrics=sent&start_date=2026-11-22T00:00:00Z&end_date=2026-11-30";
    assertThat(metrics(query).get("end_date").asString()).isEqualTo("2026-11-22T11:00:00.000Z");
    long before = metrics(query).at("/totals/sent").asLong();
    RESEND.sent("delivered@resend.dev");
    RESEND.advance(Duration.ofMinutes(14));
    assertThat(metrics(query).at("/totals/sent").asLong()).isEqualTo(before);
    RESEND.advance(Duration.ofMinutes(1));
    assertThat(metrics(query).at("/totals/sent").asLong()).isGreaterThan(before);
  }

  @Test
  void emails_that_were_sent_here_count_and_have_rows_of_their_own() {
    String domain = RESEND.team().domain(Teams.SHOP_DOMAIN).orElseThrow().id();
    String range = "&start_date=2026-11-22T11:00:00Z&domain_id=" + domain;
    String clicked = RESEND.sent("clicked@customers.example");
    RESEND.sent("clicked@customers.example");
    RESEND.sent("soft@customers.example");
    RESEND.sent("undetermined@customers.example");
    RESEND.sent("bounced@resend.dev");
    RESEND.sent("complained@resend.dev");
    RESEND.sent("delayed@customers.example");
    RESEND.sent("failed@customers.example");
    RESEND.sent("suppressed@resend.dev");
    RESEND.sent("delivered@resend.dev", "'scheduled_at':'in 1 day'");
    RESEND.advance(Duration.ofMinutes(20));
    JsonNode rows = metrics("dimensions=email" + range).get("data");
    assertThat(rows.size()).isEqualTo(9);
    JsonNode first = rows.get(0);
    assertThat(first.get("email_id").asString()).isEqualTo(clicked);
    assertThat(first.get("unique_clicked").asInt()).isEqualTo(1);
    assertThat(first.get("click_rate").asDouble()).isEqualTo(100.0);
    JsonNode one = metrics("email_id=" + clicked + range).get("totals");
    assertThat(one.get("opened").asInt()).isEqualTo(1);
    var truth =
        RESEND.sandbox.resend().truth(Teams.NORDLICHT, BERLIN, RESEND.sandbox.clock().instant());
    LocalDate today = LocalDate.of(2026, 11, 22);
    String day = "dimensions=period,domain&timezone=Europe/Berlin&start_date=2026-11-21T23:00:00Z";
    JsonNode row = null;
    for (JsonNode each : metrics(day).get("data")) {
      row = each.get("domain_id").asString().equals(domain) ? each : row;
    }
    Map<String, BigDecimal> real = truth.of(domain).period(today, today, COUNTS);
    for (String name : COUNTS) {
      assertThat(row.get(name).asLong()).as(name).isEqualTo(real.get(name).longValueExact());
    }
    assertThat(metrics("dimensions=broadcast" + range).get("data").size()).isZero();
  }

  @Test
  void the_truth_is_told_over_http() {
    String ask =
        "/control/truth?team=nordlicht&zone=Europe/Berlin&from=2026-11-16&to=2026-11-18"
            + "&metrics=sent,delivery_rate,open_rate,click_rate,bounce_rate,complaint_rate,"
            + "unsubscribe_rate";
    JsonNode days = good(RESEND.client.get(ask + "&by=day"));
    assertThat(days.get("by").size()).isEqualTo(3);
    assertThat(days.at("/period/delivery_rate").asDouble()).isBetween(0.9, 1.0);
    assertThat(days.at("/sumOfDays/sent")).isEqualTo(days.at("/period/sent"));
    assertThat(days.at("/sumOfDays/bounce_rate")).isEqualTo(days.at("/period/bounce_rate"));
    assertThat(good(RESEND.client.get(ask + "&by=domain")).get("by").has(Teams.NEWS_DOMAIN))
        .isTrue();
    String domain = RESEND.team().domain(Teams.NEW_DOMAIN).orElseThrow().id();
    assertThat(good(RESEND.client.get(ask + "&domain=" + domain)).at("/period/bounce_rate").asInt())
        .isZero();
    assertThat(RESEND.client.get(ask + "&by=hour").status()).isEqualTo(400);
    assertThat(RESEND.client.get(ask + "&domain=none").status()).isEqualTo(404);
    assertThat(RESEND.client.get(ask + ",likes").status()).isEqualTo(400);
    assertThat(RESEND.client.get("/control/truth?team=nordlicht").status()).isEqualTo(400);
    assertThat(RESEND.client.get(ask.replace("nordlicht", "nobody")).status()).isEqualTo(404);
  }

  @Test
  void clicks_are_as_many_as_the_sessions_that_analytics_sees_from_mails() {
    LocalDate from = LocalDate.of(2026, 10, 13);
    LocalDate to = LocalDate.of(2026, 10, 26);
    var clicks =
        RESEND
            .sandbox
            .resend()
            .truth(Teams.NORDLICHT, BERLIN, Resend.NOW)
            .period(from, to, List.of("clicked"))
            .get("clicked");
    JsonNode sessions =
        good(
            RESEND.client.get(
                "/control/truth?property=412001&metrics=sessions&by=sessionMedium&from="
                    + from
                    + "&to="
                    + to));
    assertThat(clicks.doubleValue() / sessions.at("/by/email/sessions").asDouble())
        .isBetween(0.5, 2.0);
  }

  @Test
  void a_day_can_be_given_more_than_it_had() {
    String query = "metrics=sent&start_date=2026-11-18&end_date=2026-11-19";
    long before = metrics(query).at("/totals/sent").asLong();
    RESEND.control("/teams/nordlicht", json("{'adjust':{'2026-11-18':200}}"));
    assertThat(metrics(query).at("/totals/sent").asLong())
        .isBetween(before * 19 / 10, before * 21 / 10);
  }

  @Test
  void the_names_of_metrics_are_the_apis() {
    assertThat(Metric.named("bounced_permanent")).contains(Metric.BOUNCED_PERMANENT);
    assertThat(Metric.named("likes")).isEmpty();
  }
}
