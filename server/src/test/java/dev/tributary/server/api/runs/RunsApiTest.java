package dev.tributary.server.api.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Shop;
import dev.tributary.server.api.Town;
import dev.tributary.server.api.Visitor;
import dev.tributary.server.api.Visitor.Answer;
import dev.tributary.store.Notice;
import dev.tributary.store.NoticeKind;
import dev.tributary.store.Person;
import dev.tributary.store.PersonStore;
import dev.tributary.store.Role;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Jobs, dead letters, notices and the system, on a server that has synced a shop. */
@ExtendWith(SharedServer.class)
@TestInstance(Lifecycle.PER_CLASS)
class RunsApiTest {
  private static final String UNKNOWN = "01980000-0000-7000-8000-000000000001";

  private final Running running;
  private final Town town;
  private Shop shop;

  /** A member of the workspace of the command line, where the shop is that syncs. */
  private Visitor clerk;

  private String berlin;

  RunsApiTest(Running running) {
    this.running = running;
    this.town = new Town(running);
  }

  @AfterAll
  void leave() {
    shop.close();
  }

  @BeforeAll
  void connect() throws Exception {
    running.requireShop();
    assertThat(running.run("sync", "--account", "412001").code()).isZero();
    shop = Shop.in(running, town);
    UUID workspace = running.server().backend().workspace().id();
    Person person = town.person("clerk", false);
    new PersonStore(running.server().backend().database())
        .put(workspace, person.id(), Role.EDITOR, running.server().backend().engine().now());
    clerk = town.browser(person);
    berlin = "/api/v1/workspaces/" + workspace;
  }

  // ---- jobs ----

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/jobs?status=lost|422|invalid_fields",
        "/jobs?outcome=lost|422|invalid_fields",
        "/jobs?integration=7|422|invalid_parameter",
        "/jobs?limit=0|422|invalid_fields",
        "/jobs?cursor=abc|422|invalid_cursor",
        "/jobs/7|404|not_found",
        "/jobs/01980000-0000-7000-8000-000000000001|404|not_found",
        "/jobs/01980000-0000-7000-8000-000000000001/attempts|404|not_found",
        "/dead-letters?closed=perhaps|422|invalid_parameter",
        "/dead-letters/01980000-0000-7000-8000-000000000001|404|not_found",
        "/notifications?open=perhaps|422|invalid_parameter",
        "/notifications/01980000-0000-7000-8000-000000000001/deliveries|404|not_found"
      })
  void what_cannot_be_looked_at_is_a_problem(String path, int status, String code)
      throws Exception {
    town.as(Role.VIEWER).get(town.path(path)).refused(status, code);
  }

  @Test
  void jobs_are_paged_and_a_cursor_is_good_for_its_own_list_alone() throws Exception {
    String list = berlin + "/jobs?status=completed&limit=1";
    JsonNode first = clerk.get(list).is(200).json();
    String next = "&cursor=" + first.path("next").asString();
    JsonNode second = clerk.get(list + next).is(200).json();
    assertThat(first.path("items")).hasSize(1);
    assertThat(second.path("items")).hasSize(1);
    assertThat(second.path("items").get(0).path("id").asString())
        .isLessThan(first.path("items").get(0).path("id").asString());
    town.as(Role.OWNER).get(town.path("/jobs?limit=1" + next)).refused(422, "invalid_cursor");
    clerk.get(berlin + "/dead-letters?limit=1" + next).refused(422, "invalid_cursor");
    assertThat(town.as(Role.VIEWER).get(town.path("/jobs")).is(200).json().path("items")).isEmpty();
  }

  @Test
  void a_job_is_shown_with_its_result_and_its_tries() throws Exception {
    JsonNode newest =
        clerk
            .get(berlin + "/jobs?provider=google_analytics&outcome=succeeded&limit=200")
            .is(200)
            .json()
            .path("items");
    JsonNode first = newest.get(newest.size() - 1);
    String path = berlin + "/jobs/" + first.path("id").asString();
    JsonNode job = clerk.get(path).is(200).json();
    assertThat(job).isEqualTo(first);
    assertThat(job.path("account").asString()).isEqualTo("Nordlicht Shop");
    assertThat(job.path("status").asString()).isEqualTo("completed");
    assertThat(job.path("result").path("success").asBoolean()).isTrue();
    assertThat(job.path("result").path("errors").isArray()).isTrue();
    assertThat(job.path("progress").path("rows").asLong()).isNotNegative();
    assertThat(job.path("startedAt").asString()).endsWith("Z");
    assertThat(job.has("nextRetryAt")).as("absent, not null").isFalse();
    JsonNode attempts = clerk.get(path + "/attempts").is(200).json().path("items");
    assertThat(attempts).isNotEmpty();
    for (JsonNode attempt : attempts) {
      // What was read ahead is thrown away when somebody asks for something else meanwhile.
      assertThat(attempt.path("outcome").asString()).isIn("succeeded", "cancelled");
      if (attempt.path("outcome").asString().equals("succeeded")) {
        assertThat(attempt.path("requests").asInt()).isPositive();
      }
      assertThat(attempt.path("days").path("first").asString()).matches("\\d{4}-\\d\\d-\\d\\d");
    }
    assertThat(clerk.get(berlin + "/jobs/counts").is(200).json().path("items"))
        .anySatisfy(one -> {
          assertThat(one.path("status").asString()).isEqualTo("completed");
          assertThat(one.path("jobs").asLong()).isPositive();
        });

    clerk.post(path + "/cancel", "").refused(409, "job_ended");
    clerk.post(berlin + "/jobs/" + UNKNOWN + "/cancel", "").refused(404, "not_found");
    town.as(Role.VIEWER)
        .post(town.path("/jobs/" + UNKNOWN + "/cancel"), "")
        .refused(403, "forbidden");
    town.as(Role.OWNER)
        .post(town.path("/jobs/" + first.path("id").asString() + "/cancel"), "")
        .refused(404, "not_found");
  }

  // ---- dead letters ----

  @Test
  void what_was_given_up_is_skipped_or_put_away_with_reasons() throws Exception {
    UUID days = shop.letter("overview", "2026-11-01", "2026-11-03", "unavailable");
    UUID whole = shop.letter("", "", "", "network");
    Visitor editor = town.as(Role.EDITOR);
    String path = town.path("/dead-letters/" + days);

    town.as(Role.VIEWER).post(path + "/replay", "").refused(403, "forbidden");
    editor.post(path + "/replay", "").refused(409, "not_syncing");
    editor.post(path + "/dismiss", "").refused(409, "names_days");
    editor.post(path + "/skip", "{\"reason\":\" \"}").refused(422, "reason_missing");
    editor.post(path + "/skip", "{}").refused(422, "invalid_body");
    editor
        .post(path + "/skip", "{\"reason\":\"" + "x".repeat(1_001) + "\"}")
        .refused(422, "invalid_fields");
    editor
        .post(town.path("/dead-letters/" + whole) + "/skip", "{\"reason\":\"Why not\"}")
        .refused(409, "no_days");
    editor.post(town.path("/dead-letters/replay"), "{}").refused(422, "invalid_fields");
    clerk.post(berlin + "/dead-letters/" + days + "/replay", "").refused(404, "not_found");

    JsonNode causes =
        editor.get(town.path("/dead-letters/causes?code=unavailable")).is(200).json().path("items");
    assertThat(causes).hasSize(1);
    assertThat(causes.get(0).path("days").asInt()).isEqualTo(3);
    assertThat(causes.get(0).path("nextStep").asString()).isNotBlank();
    JsonNode open =
        editor
            .get(town.path("/dead-letters?closed=false&stream=overview"))
            .is(200)
            .json()
            .path("items");
    assertThat(open).hasSize(1);
    assertThat(open.get(0).path("days").path("last").asString()).isEqualTo("2026-11-03");

    Answer replayed =
        editor.post(town.path("/dead-letters/replay"), "{\"code\":\"unavailable\"}").is(202);
    assertThat(replayed.json().path("refused").get(0).path("code").asString())
        .isEqualTo("not_syncing");
    assertThat(replayed.json().has("operationId")).isFalse();

    JsonNode skipped =
        editor.post(path + "/skip", "{\"reason\":\"The shop was closed.\"}").is(200).json();
    assertThat(skipped.path("closed").asString()).isEqualTo("skipped");
    editor.post(path + "/skip", "{\"reason\":\"Again.\"}").refused(409, "not_dead");
    editor.post(path + "/replay", "").refused(409, "not_dead");
    assertThat(
            editor
                .post(town.path("/dead-letters/" + whole) + "/dismiss", "")
                .is(200)
                .json()
                .path("closed")
                .asString())
        .isEqualTo("dismissed");
    assertThat(editor.get(town.path("/dead-letters?closed=true")).json().path("items")).hasSize(2);
  }

  @Test
  void what_was_given_up_is_read_again_and_closed_by_its_days() throws Exception {
    JsonNode job = clerk.get(berlin + "/jobs?limit=1").json().path("items").get(0);
    Shop synced =
        new Shop(
            running,
            running.server().backend().workspace().id(),
            UUID.fromString(job.path("integrationId").asString()));
    String day = LocalDate.now(ZoneId.of("Europe/Berlin")).minusDays(2).toString();
    UUID letter = synced.letter("overview", day, day, "unavailable");
    String path = berlin + "/dead-letters/" + letter;

    Answer replay = clerk.post(path + "/replay", "").is(202);
    String operation = replay.json().path("operationId").asString();
    assertThat(replay.header("Location")).isEqualTo(berlin + "/operations/" + operation);
    JsonNode now = clerk.get(path).json();
    for (int n = 0; n < 100 && !now.has("closed"); n++) {
      Thread.sleep(100);
      now = clerk.get(path).json();
    }
    assertThat(now.path("closed").asString()).isEqualTo("applied");
    clerk.post(path + "/replay", "").refused(409, "not_dead");
  }

  // ---- notices ----

  @Test
  void notices_are_read_by_people_and_counted() throws Exception {
    Instant now = running.server().backend().engine().now();
    running
        .server()
        .backend()
        .engine()
        .stores()
        .notices()
        .raise(
            town.workspace(),
            new Notice(
                NoticeKind.STOPPED,
                "stopped/" + shop.id(),
                Optional.of(shop.id()),
                "Shop stopped",
                "It stopped.",
                "/x"),
            now);
    JsonNode page = town.as(Role.VIEWER).get(town.path("/notifications?open=true")).is(200).json();
    assertThat(page.path("unread").asInt()).isEqualTo(1);
    JsonNode notice = page.path("items").get(0);
    assertThat(notice.path("severity").asString()).isEqualTo("error");
    String path = town.path("/notifications/" + notice.path("id").asString());
    town.as(Role.VIEWER).post(path + "/read", "").refused(403, "forbidden");
    clerk
        .post(berlin + "/notifications/" + notice.path("id").asString() + "/read", "")
        .refused(404, "not_found");
    JsonNode read = town.as(Role.EDITOR).post(path + "/read", "").is(200).json();
    assertThat(read.path("readBy").asString()).startsWith("editor");
    assertThat(town.as(Role.VIEWER).get(path + "/deliveries").is(200).json().path("items"))
        .isEmpty();
    assertThat(
            town.as(Role.EDITOR)
                .post(town.path("/notifications/read-all"), "")
                .is(200)
                .json()
                .path("read")
                .asInt())
        .isZero();
  }

  @Test
  void routes_are_set_by_administrators_and_not_over_others_changes() throws Exception {
    Visitor admin = town.as(Role.ADMIN);
    String list = town.path("/notice-routes");
    String anna = list + "/anna@example.com";
    town.as(Role.EDITOR).put(anna, "{}").refused(403, "forbidden");
    admin.put(list + "/anna", "{}").refused(422, "address_unreadable");
    admin.put(anna, "{\"kinds\":[\"gossip\"]}").refused(422, "invalid_body");
    admin.post(anna + "/test", "").refused(404, "not_found");
    admin.delete(anna).refused(404, "not_found");

    String before = admin.get(list).is(200).header("ETag");
    JsonNode route =
        admin
            .put(anna, "{\"kinds\":[\"stale_data\"],\"enabled\":false}", "If-Match", before)
            .is(200)
            .json();
    assertThat(route.path("kinds").toString()).isEqualTo("[\"stale_data\"]");
    admin.put(anna, "{}", "If-Match", before).refused(412, "stale_etag");
    admin.delete(anna, "If-Match", before).refused(412, "stale_etag");
    assertThat(admin.get(list).json().path("items")).containsExactly(route);
    admin.post(anna + "/test", "").refused(409, "mail_not_set_up");
    admin.delete(anna).is(204);
  }

  // ---- the system ----

  @Test
  void members_see_how_the_queue_is_and_the_operator_sees_the_machines() throws Exception {
    town.nobody().get("/api/v1/system/status").refused(401, "unauthenticated");
    JsonNode seen = town.as(Role.VIEWER).get("/api/v1/system/status").is(200).json();
    assertThat(seen.path("queue").path("due").asLong()).isNotNegative();
    assertThat(seen.path("node").path("roles").toString()).isEqualTo("[\"api\",\"worker\"]");
    assertThat(seen.has("database")).isFalse();
    assertThat(seen.has("workers")).isFalse();
    JsonNode all = town.operator().get("/api/v1/system/status").is(200).json();
    assertThat(all.path("database").path("sizeBytes").asLong()).isPositive();
    assertThat(all.path("database").path("schema").asInt()).isGreaterThanOrEqualTo(19);
    assertThat(all.path("database").path("connections")).hasSize(2);
    assertThat(all.path("workers").isArray()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"OWNER", "VIEWER"})
  void only_the_operator_has_the_database_examined(Role role) throws Exception {
    town.as(role).post("/api/v1/system/doctor", "").refused(403, "operator_only");
  }

  @Test
  void the_operator_has_the_database_examined() throws Exception {
    JsonNode report = town.operator().post("/api/v1/system/doctor", "").is(200).json();
    assertThat(report.path("items").size()).isGreaterThan(20);
    assertThat(report.path("items").get(0).path("name").asString()).isNotBlank();
  }
}
