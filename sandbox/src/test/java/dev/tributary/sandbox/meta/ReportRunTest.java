package dev.tributary.sandbox.meta;

import static dev.tributary.sandbox.meta.Meta.SHOP;
import static dev.tributary.sandbox.meta.Meta.V;
import static dev.tributary.sandbox.meta.Meta.good;
import static dev.tributary.sandbox.meta.Meta.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.meta.world.MetaWorld;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ReportRunTest {
  private static final Meta META = Meta.start();
  private static final String WEEK = "{\"since\":\"2026-11-01\",\"until\":\"2026-11-07\"}";

  @BeforeEach
  void now() {
    META.sandbox.clock().freezeAt(Meta.NOW);
    META.sandbox.faults().clear();
    META.control("/runs", "{\"looks\":2}");
  }

  @AfterAll
  static void stop() {
    META.close();
  }

  private static String run(String... params) {
    return V + "/" + good(META.post(SHOP + "/insights", params)).get("report_run_id").asString();
  }

  private static String spoilt(String kind) {
    META.sandbox.faults().add(Fault.once(kind, "POST " + SHOP + "/insights"));
    return run("level", "ad", "time_range", WEEK);
  }

  @Test
  void a_question_that_is_wrong_starts_no_run() {
    refused(META.post(SHOP + "/insights", "breakdowns", "weather"), 100, 0);
  }

  @Test
  void a_run_that_nobody_started_or_someone_else_did_is_not_found() {
    refused(META.get(V + "/6023900000009999"), 100, 33);
    String mine = run("time_range", WEEK);
    refused(META.as(META.description.accessToken(), mine), 100, 33);
    refused(META.get(mine, "fields", "progress"), 100, 0);
    refused(META.get(mine + "/ads"), 2_500, 0);
  }

  @Test
  void rows_of_a_run_that_is_not_complete_are_refused() {
    META.control("/runs", "{\"looks\":20}");
    String run = run("time_range", WEEK);
    refused(META.get(run + "/insights"), 2_601, 0);
    JsonNode first = good(META.get(run));
    assertThat(first.get("async_status").asString()).isEqualTo("Job Started");
    assertThat(first.get("async_percent_completion").asInt()).isEqualTo(5);
    assertThat(first.get("is_running").asBoolean()).isTrue();
    good(META.get(run));
    assertThat(good(META.get(run)).get("async_status").asString()).isEqualTo("Job Running");
  }

  @Test
  void runs_fail_are_skipped_stand_still_and_appear_late_on_demand() {
    JsonNode failed = good(META.get(spoilt("meta.run.failed")));
    assertThat(failed.get("async_status").asString()).isEqualTo("Job Failed");
    assertThat(failed.get("error_subcode").asInt()).isEqualTo(1_504_044);
    JsonNode large = good(META.get(spoilt("meta.run.too-large")));
    assertThat(large.get("error_code").asInt()).isEqualTo(-3);
    assertThat(good(META.get(spoilt("meta.run.skipped"))).get("async_status").asString())
        .isEqualTo("Job Skipped");
    String stuck = spoilt("meta.run.stuck");
    META.sandbox.clock().advance(Duration.ofHours(5));
    assertThat(good(META.get(stuck)).get("async_percent_completion").asInt()).isEqualTo(37);
    refused(META.get(stuck + "/insights"), 2_601, 0);
    String late = spoilt("meta.run.late");
    refused(META.get(late), 100, 33);
    good(META.get(late));
    assertThat(META.all(late + "/insights")).isNotEmpty();
  }

  @Test
  void a_run_that_is_too_large_says_so_when_it_has_failed() {
    String run =
        good(META.post(
                V + "/act_" + MetaWorld.GIANT + "/insights", "level", "ad", "time_range", WEEK))
            .get("report_run_id")
            .asString();
    assertThat(good(META.get(V + "/" + run)).get("error_subcode").asInt()).isEqualTo(1_504_045);
  }

  @Test
  void a_run_completes_with_time_or_when_it_is_looked_at_often_enough() {
    String byLooks = run("time_range", WEEK, "time_increment", "1");
    assertThat(good(META.get(byLooks)).get("async_percent_completion").asInt()).isEqualTo(50);
    JsonNode done = good(META.get(byLooks));
    assertThat(done.get("async_status").asString()).isEqualTo("Job Completed");
    assertThat(done.get("time_completed").asLong()).isEqualTo(Meta.NOW.getEpochSecond());
    assertThat(done.get("account_id").asString()).isEqualTo(MetaWorld.SHOP);
    assertThat(done.get("date_start").asString()).isEqualTo("2026-11-01");
    assertThat(done.get("date_stop").asString()).isEqualTo("2026-11-07");
    String byTime = run("time_range", WEEK);
    META.sandbox.clock().advance(Duration.ofSeconds(2));
    JsonNode some = good(META.get(byTime, "fields", "async_status,async_percent_completion"));
    assertThat(some.propertyNames())
        .containsExactlyInAnyOrder("id", "async_status", "async_percent_completion");
    assertThat(some.get("async_percent_completion").asInt()).isEqualTo(100);
  }

  @Test
  void pages_of_a_run_are_those_of_the_same_question_asked_directly() {
    String[] question = {
      "level", "ad", "time_range", WEEK, "time_increment", "1", "fields", "ad_id,spend,actions"
    };
    String run = run(question);
    META.sandbox.clock().advance(Duration.ofSeconds(2));
    List<JsonNode> rows = META.all(run + "/insights", "limit", "50");
    assertThat(rows).hasSizeGreaterThan(100);
    META.sandbox.clock().freezeAt(Meta.NOW);
    assertThat(rows).isEqualTo(META.all(SHOP + "/insights", question));
  }

  @Test
  void a_run_keeps_the_numbers_of_its_time_and_is_gone_after_thirty_days() {
    String run = run("date_preset", "today");
    META.sandbox.clock().advance(Duration.ofHours(6));
    List<JsonNode> then = META.all(run + "/insights");
    List<JsonNode> now = META.all(SHOP + "/insights", "date_preset", "today");
    assertThat(then.getFirst().get("impressions").asInt())
        .isLessThan(now.getFirst().get("impressions").asInt());
    META.sandbox.clock().advance(Duration.ofDays(30));
    refused(META.get(run), 100, 33);
  }

  @Test
  void half_a_million_rows_are_read_in_pages() {
    String run =
        V
            + "/"
            + good(META.post(
                    V + "/act_" + MetaWorld.BIG + "/insights",
                    "level",
                    "ad",
                    "time_range",
                    "{\"since\":\"2026-08-01\",\"until\":\"2026-10-29\"}",
                    "time_increment",
                    "1",
                    "fields",
                    "ad_id,spend"))
                .get("report_run_id")
                .asString();
    META.sandbox.clock().advance(Duration.ofSeconds(10));
    JsonNode page = good(META.get(run + "/insights", "limit", "2000"));
    assertThat(page.get("data").size()).isEqualTo(2_000);
    assertThat(page.at("/paging/next").asString()).isNotEmpty();
  }
}
